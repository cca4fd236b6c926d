"""Rows about an item: who has had it, what tells it apart, what covers it, where it was seen."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from firstbell.equipment.models.item import Item
from firstbell.equipment.states import CoverKind, IdentityKind, Source
from firstbell.people.models import Organisation, Person
from firstbell.places.models import Floor, Room
from firstbell.platform.database.uid import UidField


class CustodyQuerySet(models.QuerySet["Custody"]):
    def open(self) -> Self:
        return self.filter(to_at=None)


class Custody(models.Model):
    """Who has it, from when to when: one open row for an individual item, with exactly one holder."""

    uid = UidField()
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="custodies")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="custodies"
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="custodies"
    )
    with_item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, blank=True, related_name="carries"
    )
    quantity = models.PositiveIntegerField(default=1)
    single = models.BooleanField(default=True, editable=False)
    from_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    to_at = models.DateTimeField(null=True, blank=True)
    given_by = models.CharField(max_length=200)
    taken_by = models.CharField(max_length=200, blank=True)
    condition_back = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = CustodyQuerySet.as_manager()
    personal = {"given_by": "name", "taken_by": "name", "note": "text"}
    plain = {"quantity", "single", "from_at", "due_on", "to_at", "condition_back"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(to_at=None, single=True),
                name="equipment_custody_one_open_per_item",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, room=None, with_item=None)
                | Q(person=None, room__isnull=False, with_item=None)
                | Q(person=None, room=None, with_item__isnull=False),
                name="equipment_custody_exactly_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(to_at=None) | Q(to_at__gte=F("from_at")),
                name="equipment_custody_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(with_item=F("item")), name="equipment_custody_not_with_itself"
            ),
        ]

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def holder(self) -> Person | Room | Item:
        found = self.person or self.room or self.with_item
        assert found is not None  # noqa: S101 -- the database has a constraint that says so
        return found

    def days_late(self, at: datetime) -> int:
        """Days after the one it should have been back, as the school's own clock has it."""
        if self.due_on is None:
            return 0
        return max(0, (self.item.school.local(at).date() - self.due_on).days)


class Identity(models.Model):
    """What tells an item from all others; several at once, and those it had before."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=IdentityKind)
    value = models.CharField(max_length=120)
    norm = models.CharField(max_length=120)
    source = models.CharField(max_length=10, choices=Source, default=Source.TYPED)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)

    personal: dict[str, str] = {}
    plain = {"kind", "value", "norm", "source", "from_at", "to_at"}

    class Meta:
        indexes = [
            models.Index(
                fields=["norm", "kind"], name="equipment_identity_now", condition=Q(to_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


class Cover(models.Model):
    """A warranty, its extension, a support contract or insurance, between two days."""

    uid = UidField()
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="covers")
    kind = models.CharField(max_length=10, choices=CoverKind, default=CoverKind.WARRANTY)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reference = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=300, blank=True)

    personal: dict[str, str] = {}
    plain = {"kind", "starts_on", "ends_on", "reference", "note"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="equipment_cover_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.ends_on.day} {self.ends_on:%b %Y}"


class Sighting(models.Model):
    """Evidence that an item was somewhere: somebody saw it, an agent reported, a scan at the desk."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="sightings")
    at = models.DateTimeField()
    room = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    how = models.CharField(max_length=60)
    by_name = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)

    personal = {"by_name": "name", "note": "text"}
    plain = {"at", "how"}

    class Meta:
        indexes = [models.Index(fields=["item", "-at"], name="equipment_sighting_latest")]

    def __str__(self) -> str:
        return f"{self.how} at {self.at.day} {self.at:%b %Y %H:%M}"


class PlanSpot(models.Model):
    """Where on a floor's plan the item is, in thousandths of the picture; it counts while its home is on that floor."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="plan_spot")
    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="+")
    x = models.PositiveSmallIntegerField()
    y = models.PositiveSmallIntegerField()

    personal: dict[str, str] = {}
    plain = {"x", "y"}

    def __str__(self) -> str:
        return f"{self.x}, {self.y}"
