from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from firstbell.places.models import Room
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet
from firstbell.timetable.states import EventKind


class SpanQuerySet(VisibleQuerySet):
    def over(self, first: datetime, last: datetime) -> Self:
        """Whatever of it lies between two moments."""
        return self.filter(starts_at__lt=last, ends_at__gt=first)

    def at(self, moment: datetime) -> Self:
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)


class SchoolEvent(SchoolOwned):
    """An open evening, a mock exam, a trip. A whole day runs from one midnight of the school to another.

    In its rooms it stands where the lessons stood, if it stops them; without rooms it stops those of the whole school.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=EventKind, default=EventKind.OTHER)
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("to")
    is_whole_day = models.BooleanField("whole days", default=False)
    stops_lessons = models.BooleanField("no lessons there meanwhile", default=False)
    is_exam = models.BooleanField("an exam", default=False)
    rooms = models.ManyToManyField(Room, blank=True, related_name="events")
    brought_by = models.UUIDField(null=True, blank=True, editable=False)

    objects = SpanQuerySet.as_manager()
    view_permission = "timetable.view"
    personal: dict[str, str] = {}
    plain = {
        "name", "kind", "starts_at", "ends_at", "is_whole_day", "stops_lessons", "is_exam", "brought_by", "created_at",
    }  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["school", "ends_at"], name="timetable_event_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="timetable_event_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Freeze(SchoolOwned):
    """A stretch in which nothing is changed that could go wrong: results day, mocks, an inspection."""

    what = models.CharField(
        "what stays as it is", max_length=120, help_text="The network, updates, everything"
    )
    why = models.CharField(max_length=200)
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("to")

    objects = SpanQuerySet.as_manager()
    view_permission = "timetable.view"
    personal: dict[str, str] = {}
    plain = {"what", "why", "starts_at", "ends_at", "created_at"}

    class Meta:
        indexes = [models.Index(fields=["school", "ends_at"], name="timetable_freeze_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")), name="timetable_freeze_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}, for {self.why}"
