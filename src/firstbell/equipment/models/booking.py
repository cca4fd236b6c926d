"""What is promised for later: who booked what, and which things were given for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from firstbell.equipment.models.booking_rule import Bookable, exactly_one
from firstbell.equipment.models.catalogue import Category, Model
from firstbell.equipment.models.facts import Custody
from firstbell.equipment.models.item import Item
from firstbell.equipment.states import BOOKING_OUT, BOOKING_WAITS, BookingState
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import SchoolOwned, Viewer, VisibleQuerySet

OLD_AFTER = timedelta(days=60)


class BookingQuerySet(VisibleQuerySet):
    def visible_to(self, actor: Viewer) -> Self:
        """Those of the schools whose register one sees, and one's own."""
        schools = actor.schools("equipment.view")
        if schools is None:
            return self
        seen = Q(school_id__in=schools)
        person: UUID | None = getattr(actor, "person_uid", None)
        if person is not None:
            seen |= Q(person__uid=person)
        return self.filter(seen)

    def waiting(self) -> Self:
        return self.filter(state__in=BOOKING_WAITS)

    def out(self) -> Self:
        return self.filter(state__in=BOOKING_OUT)

    def recent(self, at: datetime) -> Self:
        """What is not over, or was not long ago."""
        return self.filter(
            Q(ends_at__gte=at - OLD_AFTER) | Q(state__in=(*BOOKING_WAITS, *BOOKING_OUT))
        )

    def old(self, at: datetime) -> Self:
        return self.filter(ends_at__lt=at - OLD_AFTER).exclude(
            state__in=(*BOOKING_WAITS, *BOOKING_OUT)
        )

    def between(self, since: datetime, until: datetime) -> Self:
        """Those that take something in that time, what is out too long included."""
        held = Q(state__in=BOOKING_WAITS, ends_at__gt=since) | Q(state__in=BOOKING_OUT)
        began = Q(starts_at__lt=until) | Q(collected_at__lt=until)
        return self.filter(held, began)


class Booking(SchoolOwned):
    """Things promised to a person or for a room, from one moment to another; what exactly is decided at pick-up."""

    number = models.CharField(max_length=30, unique=True, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="bookings"
    )
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("to")
    periods = models.CharField(max_length=80, blank=True)
    purpose = models.CharField("what for", max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=BookingState, default=BookingState.RESERVED, editable=False
    )
    reason = models.CharField("why not", max_length=300, blank=True)
    # The same for all that were booked together, week after week.
    series = models.UUIDField(null=True, blank=True, editable=False)
    booked_by = models.CharField(max_length=200)
    # Until when it is kept for whoever comes late.
    kept_until = models.DateTimeField(editable=False)
    collected_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = BookingQuerySet.as_manager()
    view_permission = "equipment.view"
    personal = {"purpose": "text", "reason": "text", "booked_by": "name"}
    plain = {
        "number", "starts_at", "ends_at", "periods", "state", "series", "kept_until", "collected_at", "closed_at",
        "reminded_at", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="equipment_booking_order"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(room__isnull=False),
                name="equipment_booking_for_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "starts_at"], name="equipment_booking_by_start"),
            models.Index(
                fields=["state", "starts_at"],
                name="equipment_booking_running",
                condition=Q(state__in=(*BOOKING_WAITS, *BOOKING_OUT)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def holder(self) -> Person | Room:
        found = self.person or self.room
        assert found is not None  # noqa: S101 -- the database has a constraint that says so
        return found

    @property
    def is_waiting(self) -> bool:
        return self.state in BOOKING_WAITS

    @property
    def is_out(self) -> bool:
        return self.state in BOOKING_OUT

    @property
    def was_late(self) -> bool:
        """Collected after the time for which it was kept, and yet collected."""
        return self.collected_at is not None and self.collected_at > self.kept_until


class BookingLine(models.Model):
    """So many of a model or a kind, whichever they are; or this very item, a trolley with all that is in it."""

    uid = UidField()
    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="lines")
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    model = models.ForeignKey(
        Model, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, null=True, blank=True, related_name="booked"
    )
    quantity = models.PositiveIntegerField(default=1)
    fulfilled = models.PositiveIntegerField(default=0)

    personal: dict[str, str] = {}
    plain = {"quantity", "fulfilled"}

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one(), name="equipment_bookingline_of_one"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="equipment_bookingline_some"),
        ]

    def __str__(self) -> str:
        name = self.called
        return f"{self.quantity} × {name}" if self.quantity > 1 or self.item is None else name

    @property
    def thing(self) -> Bookable:
        found = self.category or self.model or self.item
        assert found is not None  # noqa: S101 -- the database has a constraint that says so
        return found

    @property
    def called(self) -> str:
        return str(self.thing)

    @property
    def missing(self) -> int:
        return max(0, self.quantity - self.fulfilled)


class BookingFill(models.Model):
    """A real thing that was handed over for a line, and how many of it came back."""

    line = models.ForeignKey(BookingLine, on_delete=models.CASCADE, related_name="fills")
    custody = models.OneToOneField(Custody, on_delete=models.CASCADE, related_name="fill")
    quantity = models.PositiveIntegerField(default=1)
    back = models.PositiveIntegerField(default=0)

    personal: dict[str, str] = {}
    plain = {"quantity", "back"}

    def __str__(self) -> str:
        return f"{self.custody.item} for {self.line}"
