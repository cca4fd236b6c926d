from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from firstbell.people.states import KeeperRole
from firstbell.places.models import Room
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class RoomKeeperQuerySet(VisibleQuerySet):
    def now(self) -> Self:
        return self.filter(to_on=None)


class RoomKeeper(SchoolOwned):
    """Who looks after a room, and who stands in, from a day and perhaps to a day."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="keepers")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="keeps")
    role = models.CharField(max_length=20, choices=KeeperRole, default=KeeperRole.LOOKS_AFTER)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = RoomKeeperQuerySet.as_manager()
    view_permission = "places.view"
    personal: dict[str, str] = {}
    plain = {"role", "from_on", "to_on", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room", "person"], condition=Q(to_on=None), name="people_keeper_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="people_keeper_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display().lower()}: {self.room}"
