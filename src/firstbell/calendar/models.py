from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from firstbell.calendar.states import ClosedKind, PeriodKind, Week, Weekday, Weeks
from firstbell.lib import schooltime
from firstbell.lib.schooltime.model import said
from firstbell.lib.uuid7 import uuid7
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class Edition(SchoolOwned):
    """One row a school, whose mark is new after every change: processes keep the calendar of the mark they read.

    A mark and not a number: a change that was rolled back must not share its number with the next one.
    """

    mark = models.UUIDField(default=uuid7, editable=False)

    objects = VisibleQuerySet.as_manager()
    marked = True
    view_permission = "calendar.view"
    personal: dict[str, str] = {}
    plain = {"mark", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="calendar_edition_school")]


class AcademicYear(SchoolOwned):
    name = models.CharField(max_length=20)
    first = models.DateField("first day")
    last = models.DateField("last day")
    weeks = models.PositiveSmallIntegerField(choices=Weeks, default=Weeks.ONE)
    first_week = models.CharField("first week", max_length=1, choices=Week, default=Week.A)

    objects = VisibleQuerySet.as_manager()
    view_permission = "calendar.view"
    personal: dict[str, str] = {}
    plain = {"name", "first", "last", "weeks", "first_week", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="calendar_year_name"),
            models.UniqueConstraint(fields=["school", "first"], name="calendar_year_first"),
            models.CheckConstraint(condition=Q(first__lt=F("last")), name="calendar_year_order"),
        ]

    def __str__(self) -> str:
        return self.name

    def plain_value(self) -> schooltime.AcademicYear:
        """As the arithmetic wants it; reads `terms` and `closed_days`, so prefetch both."""
        return schooltime.AcademicYear(
            self.name,
            schooltime.Span(self.first, self.last),
            tuple(term.plain_value() for term in self.terms.all()),
            tuple(closed.plain_value() for closed in self.closed_days.all()),
            self.weeks,
            self.first_week,
        )


class Term(SchoolOwned):
    year = models.ForeignKey(AcademicYear, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=40)
    first = models.DateField("first day")
    last = models.DateField("last day")
    half_first = models.DateField("half term from", null=True, blank=True)
    half_last = models.DateField("half term to", null=True, blank=True)
    first_week = models.CharField("begins with", max_length=1, choices=Week, blank=True)

    objects = VisibleQuerySet.as_manager()
    view_permission = "calendar.view"
    personal: dict[str, str] = {}
    plain = {"name", "first", "last", "half_first", "half_last", "first_week", "created_at"}

    class Meta:
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="calendar_term_order"),
            models.CheckConstraint(
                condition=Q(half_first=None, half_last=None)
                | Q(
                    half_first__gte=F("first"),
                    half_last__lte=F("last"),
                    half_first__lte=F("half_last"),
                ),
                name="calendar_term_half_within",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def plain_value(self) -> schooltime.Term:
        half = None
        if self.half_first and self.half_last:
            half = schooltime.Span(self.half_first, self.half_last)
        return schooltime.Term(
            self.name, schooltime.Span(self.first, self.last), half, self.first_week
        )


class ClosedDay(SchoolOwned):
    """A day or a run of days in term without lessons."""

    year = models.ForeignKey(AcademicYear, on_delete=models.CASCADE, related_name="closed_days")
    kind = models.CharField(max_length=20, choices=ClosedKind, default=ClosedKind.INSET)
    name = models.CharField(max_length=80)
    first = models.DateField("first day")
    last = models.DateField("last day")

    objects = VisibleQuerySet.as_manager()
    view_permission = "calendar.view"
    personal: dict[str, str] = {}
    plain = {"kind", "name", "first", "last", "created_at"}

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["year", "kind", "first"], name="calendar_closed_once"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="calendar_closed_order"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.dates}"

    @property
    def dates(self) -> str:
        return (
            said(self.first)
            if self.first == self.last
            else f"{said(self.first)} to {said(self.last)}"
        )

    def plain_value(self) -> schooltime.Closed:
        span = schooltime.Span(self.first, self.last)
        return schooltime.Closed(span, schooltime.Why(self.kind), self.name)


class BellSchedule(SchoolOwned):
    """The bells of some weekdays; of one week only, or for some dates only, where it says so."""

    name = models.CharField(max_length=60)
    weekdays = models.CharField(max_length=7, default="01234", help_text="0 is Monday")
    week = models.CharField("in", max_length=1, choices=Week, blank=True)
    since = models.DateField("from", null=True, blank=True)
    until = models.DateField("to", null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    view_permission = "calendar.view"
    personal: dict[str, str] = {}
    plain = {"name", "weekdays", "week", "since", "until", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="calendar_bells_name"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lte=F("until")),
                name="calendar_bells_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def when(self) -> str:
        """ "Mon to Fri", "Wed, week B, from 1 Nov": in the words people use."""
        parts = [weekdays_said(self.weekdays)]
        if self.week:
            parts.append(f"week {self.week}")
        if self.since and self.since == self.until:
            return said(self.since)
        if self.since:
            parts.append(f"from {said(self.since)}")
        if self.until:
            parts.append(f"to {said(self.until)}")
        return ", ".join(parts)

    def is_over(self, on: date) -> bool:
        return self.until is not None and self.until < on

    def plain_value(self) -> schooltime.DayPattern:
        return schooltime.DayPattern(
            self.name,
            tuple(period.plain_value() for period in self.periods.all()),
            frozenset(int(day) for day in self.weekdays),
            self.week,
            self.since,
            self.until,
        )


class Period(SchoolOwned):
    """A stretch between two bells of a schedule."""

    schedule = models.ForeignKey(BellSchedule, on_delete=models.CASCADE, related_name="periods")
    label = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=PeriodKind, default=PeriodKind.LESSON)
    starts = models.TimeField()
    ends = models.TimeField()

    objects = VisibleQuerySet.as_manager()
    view_permission = "calendar.view"
    personal: dict[str, str] = {}
    plain = {"label", "kind", "starts", "ends", "created_at"}

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="calendar_period_order"),
        ]

    def __str__(self) -> str:
        return f"Period {self.label}" if self.label.isdigit() else self.label

    def plain_value(self) -> schooltime.Bell:
        return schooltime.Bell(self.label, schooltime.Kind(self.kind), self.starts, self.ends)


def weekdays_said(days: str) -> str:
    if not days:
        return "No day"
    names = [Weekday(day).label for day in sorted(days)]
    in_a_row = "".join(sorted(days)) in "0123456"
    return f"{names[0]} to {names[-1]}" if in_a_row and len(names) > 2 else ", ".join(names)
