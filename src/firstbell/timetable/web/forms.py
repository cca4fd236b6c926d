from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from firstbell.calendar.queries import calendar_of
from firstbell.calendar.states import Week
from firstbell.lib.schooltime import Kind
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.places.queries import rooms_called
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields.days import DayField
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField
from firstbell.timetable.actions import EventPlan, FreezePlan, NewLesson
from firstbell.timetable.models import Freeze, Lesson, SchoolEvent
from firstbell.timetable.states import Day, EventKind

_MIDNIGHT = time()


class ClockField(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "time"}
        super().__init__(widget=forms.TimeInput(attrs=attrs, format="%H:%M"), **kwargs)


class SpanForm(forms.Form):
    """From a day and perhaps a time, to a day and perhaps a time, on the school's own clock."""

    first = DayField(label="First day")
    starts = ClockField(label="From", required=False, help_text="Empty: the whole day")
    last = DayField(label="Last day", required=False, help_text="Empty: the same day")
    ends = ClockField(label="To", required=False)

    school: School

    def clean(self) -> None:
        said = self.cleaned_data
        if said.get("starts") and not said.get("ends"):
            self.add_error("ends", "Until when? Or leave both empty for the whole day.")
        if said.get("first") and self.span()[1] <= self.span()[0]:
            self.add_error("ends" if said.get("ends") else "last", "It ends before it begins.")

    def span(self) -> tuple[datetime, datetime]:
        said, zone = self.cleaned_data, ZoneInfo(self.school.time_zone)
        last: date = said.get("last") or said["first"]
        starts = datetime.combine(said["first"], said.get("starts") or _MIDNIGHT, zone)
        if said.get("ends"):
            return starts, datetime.combine(last, said["ends"], zone)
        return starts, datetime.combine(last + timedelta(days=1), _MIDNIGHT, zone)

    @property
    def is_whole_day(self) -> bool:
        return not self.cleaned_data.get("starts") and not self.cleaned_data.get("ends")


def span_initial(one: SchoolEvent | Freeze, school: School, *, whole: bool) -> dict[str, Any]:
    zone = ZoneInfo(school.time_zone)
    starts, ends = one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)
    if whole:
        return {"first": starts.date(), "last": (ends - timedelta(minutes=1)).date()}
    return {
        "first": starts.date(),
        "starts": starts.time(),
        "last": ends.date(),
        "ends": ends.time(),
    }


class EventForm(SpanForm):
    field_order = ("name", "kind", "first", "starts", "last", "ends", "rooms", "stops")
    pairs = (("name", "kind"), ("first", "starts"), ("last", "ends"))

    name = forms.CharField(label="What", max_length=120)
    kind = forms.ChoiceField(label="Kind", choices=EventKind.choices)
    rooms = forms.CharField(
        label="Rooms", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="With commas between them, as people call them: ICT 1, ICT 2, Hall",
    )  # fmt: skip
    stops = forms.BooleanField(
        label="No lessons in these rooms meanwhile", required=False,
        help_text="Without rooms: no lessons in the whole school. Exams always stop the lessons in their rooms",
    )  # fmt: skip

    def clean_rooms(self) -> list[Room]:
        text = self.cleaned_data["rooms"].replace("\n", ",").replace(";", ",")
        names = [" ".join(name.split()) for name in text.split(",") if name.strip()]
        found = rooms_called(self.school, names)
        lost = [name for name in names if name not in found]
        if lost:
            raise forms.ValidationError(f"No room is called {', '.join(lost[:5])}.")
        return list({room.pk: room for room in found.values()}.values())

    def plan(self) -> EventPlan:
        said = self.cleaned_data
        starts, ends = self.span()
        stops = True if said["stops"] else None
        return EventPlan(
            said["name"], said["kind"], starts, ends, self.is_whole_day, stops, said["rooms"]
        )

    @staticmethod
    def initial_of(event: SchoolEvent) -> dict[str, Any]:
        names = event.rooms.order_by("name_key").values_list("name", flat=True)
        return {
            "name": event.name, "kind": event.kind, "stops": event.stops_lessons, "rooms": ", ".join(names),
            **span_initial(event, event.school, whole=event.is_whole_day),
        }  # fmt: skip


class FreezeForm(SpanForm):
    field_order = ("what", "why", "first", "starts", "last", "ends")
    pairs = (("what", "why"), ("first", "starts"), ("last", "ends"))

    what = forms.CharField(
        label="What stays as it is", max_length=120, help_text="Everything, the network, updates"
    )
    why = forms.CharField(
        label="Why", max_length=200, help_text="Results day, mocks, an inspection"
    )

    def plan(self) -> FreezePlan:
        return FreezePlan(self.cleaned_data["what"], self.cleaned_data["why"], *self.span())

    @staticmethod
    def initial_of(freeze: Freeze) -> dict[str, Any]:
        zone = ZoneInfo(freeze.school.time_zone)
        edges = (freeze.starts_at.astimezone(zone).time(), freeze.ends_at.astimezone(zone).time())
        whole = edges == (_MIDNIGHT, _MIDNIGHT)
        return {
            "what": freeze.what,
            "why": freeze.why,
            **span_initial(freeze, freeze.school, whole=whole),
        }


class LessonForm(forms.Form):
    pairs = (
        ("class_name", "subject"), ("teacher", "room"), ("weekday", "period"), ("since", "until"),
    )  # fmt: skip

    class_name = forms.CharField(label="Class", max_length=60, required=False)
    subject = forms.CharField(max_length=80, required=False)
    teacher = LookupField(
        queryset=Person.objects.none(), url="people:person_lookup", required=False
    )
    room = LookupField(queryset=Room.objects.none(), url="places:room_lookup", required=False)
    weekday = forms.TypedChoiceField(label="Day", choices=Day.choices, coerce=int)
    period = forms.ChoiceField()
    week = forms.ChoiceField(
        label="In", choices=[("", "Every week"), *Week.choices], required=False
    )
    since = DayField(label="First day", required=False, help_text="Empty: from today")
    until = DayField(label="Last day", required=False, help_text="Empty: to the end of the year")

    def offer(self, actor: Actor, school: School, on: date, *also: str) -> None:
        """Whom and which rooms one may choose, and what the school's bells are called."""
        self.on = on
        patterns = calendar_of(school, on).patterns
        bells = sorted(
            (bell for one in patterns for bell in one.bells if bell.label),
            key=lambda bell: (bell.kind is not Kind.LESSON, bell.starts),
        )
        labels = list(dict.fromkeys([*(bell.label for bell in bells), *also]))
        choice = self.fields["period"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101 -- for the type checker
        choice.choices = [
            (label, f"Period {label}" if label.isdigit() else label) for label in labels
        ]
        for name, rows in (
            ("teacher", Person.objects.visible_to(actor).known()),
            ("room", Room.objects.visible_to(actor).filter(school=school)),
        ):
            field = self.fields[name]
            assert isinstance(field, LookupField)  # noqa: S101 -- for the type checker
            field.queryset = rows

    def wanted(self) -> dict[str, Any]:
        said = self.cleaned_data
        names = ("class_name", "subject", "teacher", "room", "weekday", "period", "week")
        found = {name: said[name] for name in names}
        found |= {name: said[name] for name in ("since", "until") if said[name]}
        return found

    def new(self) -> NewLesson:
        found = self.wanted()
        return NewLesson(**{"since": self.on, **found})

    @staticmethod
    def initial_of(lesson: Lesson) -> dict[str, Any]:
        names = (
            "class_name",
            "subject",
            "teacher",
            "room",
            "weekday",
            "period",
            "week",
            "since",
            "until",
        )
        return {name: getattr(lesson, name) for name in names}
