from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from firstbell.calendar.states import Week
from firstbell.lib.uuid7 import uuid7
from firstbell.people.models import Group, Person
from firstbell.places.models import Room, lookup_of
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet
from firstbell.timetable.states import Day


class Edition(SchoolOwned):
    """One row a school, whose mark is new after every change: processes keep the day that they read under it."""

    mark = models.UUIDField(default=uuid7, editable=False)

    objects = VisibleQuerySet.as_manager()
    marked = True
    view_permission = "timetable.view"
    personal: dict[str, str] = {}
    plain = {"mark", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="timetable_edition_school")]


class LessonQuerySet(VisibleQuerySet):
    def on(self, day: date, week: str) -> Self:
        """Those of this day, where the week is A or B (empty where all weeks are the same)."""
        found = self.filter(weekday=day.weekday(), since__lte=day, until__gte=day)
        return found.filter(Q(week="") | Q(week=week)) if week else found

    def running(self, on: date) -> Self:
        """Those that some week of this day's time has: begun, and not yet over."""
        return self.filter(since__lte=on, until__gte=on)

    def with_names(self) -> Self:
        return self.select_related("teacher", "room")


class Lesson(SchoolOwned):
    """A class with a teacher in a room, in one period of a weekday of every week, or of week A or B only.

    The times are the bells' business: a period that is moved moves its lessons. From the first day to the last, both
    included, and within one academic year, which bears the number of the year in which it begins.
    """

    year = models.PositiveSmallIntegerField("academic year")
    weekday = models.PositiveSmallIntegerField("day", choices=Day)
    week = models.CharField(max_length=1, choices=Week, blank=True)
    period = models.CharField(max_length=30)
    class_name = models.CharField("class", max_length=60, blank=True)
    class_key = models.CharField(max_length=120, blank=True, editable=False)
    subject = models.CharField(max_length=80, blank=True)
    # As the timetable calls them, for when nobody and no room here is called so.
    teacher_said = models.CharField("teacher as written", max_length=80, blank=True)
    room_said = models.CharField("room as written", max_length=100, blank=True)
    teacher = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons"
    )
    room = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons"
    )
    group = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="lessons"
    )
    since = models.DateField("first day")
    until = models.DateField("last day")
    # The import that brought it; empty where somebody wrote it by hand.
    brought_by = models.UUIDField(null=True, blank=True, editable=False)

    objects = LessonQuerySet.as_manager()
    view_permission = "timetable.view"
    personal = {"teacher_said": "clear"}
    plain = {
        "year", "weekday", "week", "period", "class_name", "class_key", "subject", "room_said", "since", "until",
        "brought_by", "created_at",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["school", "year", "weekday"], name="timetable_lesson_day"),
            models.Index(fields=["school", "year", "class_key"], name="timetable_lesson_class"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(since__lte=F("until")), name="timetable_lesson_order"
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="timetable_lesson_weekday"),
        ]

    def __str__(self) -> str:
        return self.title or self.teacher_said or "Lesson"

    @property
    def title(self) -> str:
        """ "9B/Co1 Computing": in one line."""
        return " ".join(part for part in (self.class_name, self.subject) if part)

    @property
    def when(self) -> str:
        """ "Tue 3, week B"."""
        day = f"{Day(self.weekday).label[:3]} {self.period}"
        return f"{day}, week {self.week}" if self.week else day

    def call(self, class_name: str) -> Self:
        self.class_name, self.class_key = class_name, lookup_of(class_name)
        return self
