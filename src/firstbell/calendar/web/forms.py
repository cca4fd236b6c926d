"""What people type about years, closed days and bells, and back and forth to plain values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from firstbell.calendar.states import ClosedKind, PeriodKind, Week, Weekday, Weeks
from firstbell.lib.schooltime import AcademicYear, Bell, Closed, DayPattern, Kind, Span, Term, Why
from firstbell.platform.fields import days

KINDS_BY_HAND = [(kind.value, kind.label) for kind in (ClosedKind.INSET, ClosedKind.CLOSED)]


class DayField(days.DayField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "date", "class": "fb-input"}
        super().__init__(widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"), **kwargs)


class ClockField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "time", "class": "fb-input"}
        super().__init__(widget=forms.TimeInput(attrs=attrs, format="%H:%M"), **kwargs)


class Word(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"class": "fb-input"}), **kwargs)


class Choice(forms.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Select(attrs={"class": "fb-input"}), **kwargs)


class RowForm(forms.Form):
    """A line of a grid; one whose `blank` fields are all empty is as good as not there."""

    blank: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in self.blank)

    def need(self, *names: str) -> None:
        for name in names:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, "This line needs it.")


class TermRow(RowForm):
    blank = ("name", "first", "last")

    name = Word(label="Term", max_length=40, required=False)
    first = DayField(label="First day", required=False)
    last = DayField(label="Last day", required=False)
    half_first = DayField(label="Half term from", required=False)
    half_last = DayField(label="Half term to", required=False)
    first_week = Choice(
        label="Begins with", required=False, choices=[("", "As it comes"), *Week.choices]
    )

    def clean(self) -> None:
        if not self.is_blank:
            self.need("name", "first", "last")
            if bool(self.cleaned_data.get("half_first")) != bool(
                self.cleaned_data.get("half_last")
            ):
                self.add_error("half_last", "A half term has a first and a last day.")

    def value(self) -> Term:
        said = self.cleaned_data
        half = Span(said["half_first"], said["half_last"]) if said["half_first"] else None
        return Term(said["name"], Span(said["first"], said["last"]), half, said["first_week"])


class ClosedRow(RowForm):
    blank = ("first", "name")

    kind = Choice(label="Kind", choices=KINDS_BY_HAND, required=False)
    name = Word(label="Why", max_length=80, required=False)
    first = DayField(label="First day", required=False)
    last = DayField(label="Last day", required=False)

    def clean(self) -> None:
        if not self.is_blank:
            self.need("first")

    def value(self) -> Closed:
        said = self.cleaned_data
        kind = ClosedKind(said["kind"] or ClosedKind.INSET)
        span = Span(said["first"], said["last"] or said["first"])
        return Closed(span, Why(kind.value), said["name"] or kind.label)


class BellRow(RowForm):
    blank = ("label", "starts", "ends")

    label = Word(label="Name", max_length=30, required=False)
    kind = Choice(
        label="Kind", choices=PeriodKind.choices, required=False, initial=PeriodKind.LESSON
    )
    starts = ClockField(label="From", required=False)
    ends = ClockField(label="To", required=False)

    def clean(self) -> None:
        if not self.is_blank:
            self.need("label", "starts", "ends")

    def value(self) -> Bell:
        said = self.cleaned_data
        kind = Kind(said["kind"] or PeriodKind.LESSON)
        return Bell(said["label"], kind, said["starts"], said["ends"])


TermRows = forms.formset_factory(TermRow, extra=1, max_num=12)
ClosedRows = forms.formset_factory(ClosedRow, extra=3, max_num=60)
BellRows = forms.formset_factory(BellRow, extra=2, max_num=40)
EmptyDay = forms.formset_factory(BellRow, extra=10, max_num=40)


def grid(kind: Any, data: Any, prefix: str, rows: Iterable[dict[str, Any]]) -> Any:
    """What was sent stands alone: a sent line that equals its start is still meant."""
    return (
        kind(data, prefix=prefix) if data is not None else kind(prefix=prefix, initial=list(rows))
    )


def values(rows: Any) -> tuple[Any, ...]:
    return tuple(row.value() for row in rows if not row.is_blank)


class YearForm(forms.Form):
    pairs = (("weeks", "first_week"),)

    weeks = forms.TypedChoiceField(label="The timetable", choices=Weeks.choices, coerce=int)
    first_week = forms.ChoiceField(
        label="The year begins with", choices=Week.choices, help_text="Where there are two weeks"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def plan(self, terms: Any, closed: Any, kept: Iterable[Closed] = ()) -> AcademicYear:
        """`kept` are closed days that this page does not show: bank holidays."""
        said, found = self.cleaned_data, values(terms)
        return AcademicYear(
            "",
            Span(date.min, date.max),
            found,
            (*values(closed), *kept),
            said["weeks"],
            said["first_week"],
        )


class ClosedForm(forms.Form):
    pairs = (("first", "last"),)

    kind = forms.ChoiceField(label="Kind", choices=KINDS_BY_HAND, initial=ClosedKind.CLOSED)
    first = DayField(label="First day")
    last = DayField(label="Last day", required=False, help_text="Leave empty for one day")
    name = forms.CharField(
        label="Why", max_length=80, required=False, help_text="Snow, a polling station, moderation"
    )

    def value(self) -> Closed:
        said = self.cleaned_data
        return Closed(
            Span(said["first"], said["last"] or said["first"]), Why(said["kind"]), said["name"]
        )


class BellsForm(forms.Form):
    pairs = (("name", "week"), ("since", "until"))

    name = forms.CharField(label="Name", max_length=60)
    week = forms.ChoiceField(
        label="In", choices=[("", "Every week"), *Week.choices], required=False
    )
    weekdays = forms.MultipleChoiceField(
        label="Days", choices=Weekday.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    since = DayField(label="From", required=False, help_text="Leave empty if it has always been so")
    until = DayField(label="To", required=False, help_text="The same day twice is that day alone")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def plan(self, rows: Any) -> DayPattern:
        said = self.cleaned_data
        days = frozenset(int(day) for day in said["weekdays"])
        return DayPattern(
            said["name"], values(rows), days, said["week"], said["since"], said["until"]
        )


def year_initial(plan: AcademicYear) -> dict[str, Any]:
    return {"weeks": plan.weeks, "first_week": plan.first_week}


def term_rows(plan: AcademicYear) -> list[dict[str, Any]]:
    return [
        {
            "name": term.name, "first": term.span.first, "last": term.span.last, "first_week": term.first_week,
            "half_first": term.half and term.half.first, "half_last": term.half and term.half.last,
        }
        for term in sorted(plan.terms, key=lambda one: one.span.first)
    ]  # fmt: skip


def closed_rows(plan: AcademicYear) -> list[dict[str, Any]]:
    return [
        {"kind": one.why.value, "name": one.name, "first": one.span.first, "last": one.span.last}
        for one in sorted(plan.closed, key=lambda one: one.span.first)
        if one.why is not Why.BANK_HOLIDAY
    ]


def bells_initial(plan: DayPattern) -> dict[str, Any]:
    days = [str(day) for day in sorted(plan.weekdays)]
    return {
        "name": plan.name,
        "week": plan.week,
        "weekdays": days,
        "since": plan.since,
        "until": plan.until,
    }


def bell_rows(plan: DayPattern) -> list[dict[str, Any]]:
    return [
        {"label": bell.label, "kind": bell.kind.value, "starts": bell.starts, "ends": bell.ends}
        for bell in sorted(plan.bells, key=lambda one: one.starts)
    ]
