from __future__ import annotations

import re
from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.lib import natural
from firstbell.places.states import RoomKind
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet

_PARTS = re.compile(r"\d+|[^\W\d_]+")
_SAID_OTHERWISE = {
    "rm": "room",
    "bldg": "building",
    "blk": "block",
    "gnd": "ground",
    "flr": "floor",
}


def lookup_of(text: str) -> str:
    """How a name is looked up: "Rm. 012", "room12" and "Room 12" are one place."""
    parts = _PARTS.findall(text.casefold())
    return " ".join(_SAID_OTHERWISE.get(part, part.lstrip("0") or part[-1:]) for part in parts)[
        :120
    ]


class Named(models.Model):
    """A name, the key it sorts by and the key it is found by; `call` sets all three."""

    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=255, editable=False)
    lookup = models.CharField(max_length=120, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def call(self, name: str) -> Self:
        self.name = name
        self.name_key = natural.key(name)
        self.lookup = lookup_of(name)
        return self


class PlaceQuerySet(VisibleQuerySet):
    def open(self) -> Self:
        return self.filter(archived_at=None)


class Building(Named, SchoolOwned):
    order = models.PositiveSmallIntegerField(default=0)
    address = models.CharField(max_length=300, blank=True)
    # Its point on a map, in degrees: both or neither.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    notes = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PlaceQuerySet.as_manager()
    view_permission = "places.view"
    personal = {"notes": "text"}
    plain = {
        "name", "name_key", "lookup", "order", "address", "latitude", "longitude", "archived_at", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="places_building_point",
            ),
            models.UniqueConstraint(
                fields=["school", "lookup"],
                condition=Q(archived_at=None),
                name="places_building_name",
            ),
        ]

    @property
    def map_url(self) -> str:
        """Where a browser shows its point; nothing is asked of anybody until somebody follows it."""
        if self.latitude is None or self.longitude is None:
            return ""
        at = f"{self.latitude:.6f}", f"{self.longitude:.6f}"
        return f"https://www.openstreetmap.org/?mlat={at[0]}&mlon={at[1]}#map=18/{at[0]}/{at[1]}"


class Floor(Named, SchoolOwned):
    """A level of a building: 0 is the ground floor. Its plan is an attachment's picture."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="floors")
    level = models.SmallIntegerField(default=0)
    plan = models.UUIDField(null=True, blank=True, editable=False)
    plan_width = models.PositiveIntegerField(default=0, editable=False)
    plan_height = models.PositiveIntegerField(default=0, editable=False)

    objects = VisibleQuerySet.as_manager()
    view_permission = "places.view"
    personal: dict[str, str] = {}
    plain = {
        "name", "name_key", "lookup", "level", "plan", "plan_width", "plan_height", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["building", "lookup"], name="places_floor_name"),
            models.UniqueConstraint(fields=["building", "level"], name="places_floor_level"),
            models.CheckConstraint(
                condition=Q(plan=None) | Q(plan_width__gt=0, plan_height__gt=0),
                name="places_floor_plan_has_a_size",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.building}"


class RoomQuerySet(PlaceQuerySet):
    def with_place(self) -> Self:
        return self.select_related("building", "floor")


class Room(Named, SchoolOwned):
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="rooms")
    floor = models.ForeignKey(
        Floor, on_delete=models.PROTECT, null=True, blank=True, related_name="rooms"
    )
    code = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=20, choices=RoomKind, default=RoomKind.CLASSROOM)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    notes = models.TextField(blank=True)
    plan_x = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    plan_y = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    custom = models.JSONField(default=dict, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = RoomQuerySet.as_manager()
    view_permission = "places.view"
    personal = {"notes": "text", "custom": "fields"}
    plain = {
        "name", "name_key", "lookup", "code", "kind", "capacity", "plan_x", "plan_y", "archived_at",
        "created_at",
    }  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["school", "name_key"], name="places_room_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "lookup"], condition=Q(archived_at=None), name="places_room_name"
            ),
            # A spot on a plan is two numbers, in thousandths of the picture.
            models.CheckConstraint(
                condition=Q(plan_x=None, plan_y=None) | Q(plan_x__lte=1000, plan_y__lte=1000),
                name="places_room_plan_spot",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(archived_at__isnull=False),
                name="places_room_merged_is_archived",
            ),
        ]

    @property
    def where(self) -> str:
        """ "ICT block, first floor": in the words people use."""
        floor = self.floor
        return (
            f"{self.building}, {floor.name[:1].lower()}{floor.name[1:]}"
            if floor
            else str(self.building)
        )

    @property
    def is_open(self) -> bool:
        return self.archived_at is None


class RoomAlias(Named, SchoolOwned):
    """Another name that people, stickers and sheets use for a room."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="aliases")

    objects = VisibleQuerySet.as_manager()
    view_permission = "places.view"
    personal: dict[str, str] = {}
    plain = {"name", "name_key", "lookup", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "lookup"], name="places_alias_name")
        ]


class Spot(Named, SchoolOwned):
    """A cupboard, a shelf, a trolley's place: where in the room."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="spots")

    objects = VisibleQuerySet.as_manager()
    view_permission = "places.view"
    personal: dict[str, str] = {}
    plain = {"name", "name_key", "lookup", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "lookup"], name="places_spot_name")]
