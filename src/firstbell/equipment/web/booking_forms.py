"""The forms of bookings: what, how many, when and for whom; once or again and again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from firstbell.calendar.queries import calendar_of
from firstbell.equipment.actions.booking import MOST_EACH, Wish
from firstbell.equipment.actions.booking_moving import Time
from firstbell.equipment.models import Booking, Category, Model
from firstbell.equipment.models.booking_rule import Bookable
from firstbell.equipment.queries import booking_repeats, booking_times, bookings
from firstbell.equipment.queries.availability import Planner, Wanted
from firstbell.equipment.queries.booking_repeats import MOST_TIMES, Again, Times
from firstbell.equipment.queries.booking_week import Pool, pool_of, pools, very_ones
from firstbell.equipment.states import Every
from firstbell.equipment.web.forms import RELOAD, person_field, room_field
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.fields.days import DayField
from firstbell.platform.tenancy.models import School

AT_A_TIME = booking_times.AT_A_TIME


def choices_of(school: School, at: datetime) -> list[Any]:
    """What can be booked here, in groups."""
    planner = Planner(school, at, at, at=at)
    if planner.rules.are_none:
        return []
    found = pools(school, planner.rules, planner.capacity)
    groups = [
        ("Any of a model", [pool for pool in found if isinstance(pool.thing, Model)]),
        ("Any of a kind", [pool for pool in found if isinstance(pool.thing, Category)]),
        ("This very one", very_ones(planner)),
    ]
    return [(words, [(pool.key, _words(pool)) for pool in of]) for words, of in groups if of]


def _words(pool: Pool) -> str:
    return f"{pool.name}, {pool.count} of them" if pool.count > 1 else pool.name


class WhenForm(forms.Form):
    """A day, and on it periods or a time."""

    day = DayField(label="Day")
    first = forms.ChoiceField(label="From", required=False)
    last = forms.ChoiceField(label="Through", required=False)
    from_time = forms.TimeField(
        label="From", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    to_time = forms.TimeField(
        label="To", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    to_day = DayField(label="Until the day", required=False, help_text="Empty: the same day")
    pairs = [("first", "last"), ("from_time", "to_time")]

    def __init__(self, *args: Any, school: School, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.fields["day"].widget.attrs.update(RELOAD)
        self._ask_when(day)

    def _ask_when(self, day: date) -> None:
        calendar = calendar_of(self.school, day)
        rung = calendar.periods(day)
        periods = [
            (one.label, f"{booking_times.called(one)}, {calendar.local(one.starts):%H:%M} to {calendar.local(one.ends):%H:%M}")
            for one in rung
        ]  # fmt: skip
        first: Any = self.fields["first"]
        first.choices = [*periods, (AT_A_TIME, "At a time…")]
        first.widget.attrs.update(RELOAD)
        last: Any = self.fields["last"]
        last.choices = [("", "the same"), *periods]
        closure = calendar.closure(day)
        if closure is not None:
            self.fields["day"].help_text = f"No school that day: {closure.sentence}"
        chosen = self.data.get("first") or self.initial.get("first")
        if periods and chosen != AT_A_TIME:
            for name in ("from_time", "to_time", "to_day"):
                del self.fields[name]
        else:
            del self.fields["last"]

    def when(self) -> tuple[datetime, datetime, str]:
        data = self.cleaned_data
        if "from_time" not in self.fields:
            return booking_times.by_periods(
                self.school, data["day"], data["first"], data.get("last", "")
            )
        if not data.get("from_time") or not data.get("to_time"):
            raise Refusal("Say from when to when.", fields={"from_time": "Needed"})
        to_day = data.get("to_day") or data["day"]
        span = booking_times.by_clock(
            self.school, data["day"], data["from_time"], to_day, data["to_time"]
        )
        return *span, ""


class BookingForm(WhenForm):
    thing = forms.ChoiceField(label="What")
    quantity = forms.IntegerField(label="How many", min_value=1, max_value=MOST_EACH, initial=1)
    also = forms.ChoiceField(label="And also", required=False)
    also_quantity = forms.IntegerField(
        label="How many", min_value=1, max_value=MOST_EACH, initial=1, required=False
    )
    purpose = forms.CharField(label="What for", max_length=200, required=False)
    repeat = forms.ChoiceField(label="Again", required=False)
    until = DayField(label="Until the day", required=False)
    times = forms.IntegerField(
        label="or how many times", min_value=1, max_value=MOST_TIMES, required=False,
        help_text="This one included; days without school are left out",
    )  # fmt: skip
    pairs = [
        ("thing", "quantity"), ("also", "also_quantity"), *WhenForm.pairs, ("person", "room"), ("until", "times"),
    ]  # fmt: skip

    def __init__(
        self, *args: Any, actor: Actor, school: School, day: date, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, school=school, day=day, **kwargs)
        self.actor = actor
        self.is_desk = can(actor, "equipment.give", school)
        found = choices_of(school, at)
        self.is_empty = not found
        self.fields["thing"].choices = [("", "Choose…"), *found]  # type: ignore[attr-defined]
        self.fields["also"].choices = [("", "Nothing else"), *found]  # type: ignore[attr-defined]
        self.fields["repeat"].choices = _repeats(school, day)  # type: ignore[attr-defined]
        self._ask_whom()

    def _ask_whom(self) -> None:
        if self.is_desk:
            self.fields["person"] = person_field(self.actor, required=False, label="For")
        if can(self.actor, "places.view"):
            self.fields["room"] = room_field(
                self.actor, self.school, required=False, label="In the room"
            )
        order = ["thing", "quantity", "person", "room", "day", "first", "last", "from_time", "to_time", "to_day",
                 "purpose", "also", "also_quantity", "repeat", "until", "times"]  # fmt: skip
        self.order_fields(order)

    def wish(self, own: Person | None) -> Wish:
        data = self.cleaned_data
        lines = [Wanted(self._thing("thing"), data["quantity"])]
        if data.get("also"):
            lines.append(Wanted(self._thing("also"), data.get("also_quantity") or 1))
        starts, ends, words = self.when()
        person = data.get("person") if self.is_desk else own
        return Wish(lines, starts, ends, person, data.get("room"), data["purpose"], words)

    def _thing(self, name: str) -> Bookable:
        return pool_of(self.actor, self.school, self.cleaned_data[name])

    def times_of(self, wish: Wish) -> Times:
        """When it is, each time."""
        data = self.cleaned_data
        span = (wish.starts, wish.ends)
        if not data.get("repeat"):
            return Times([span])
        labels = [data["first"], data.get("last") or data["first"]] if wish.periods else []
        again = Again(Every(data["repeat"]), data.get("until"), data.get("times"))
        return booking_repeats.repeated(self.school, span, again, labels=labels)


def _repeats(school: School, day: date) -> list[tuple[str, str]]:
    """As they are on this day: "Every month on the second Tuesday"."""
    said = {
        Every.MONTH: f"Every month on day {day.day}",
        Every.WEEKDAY: f"Every month on the {booking_repeats.which_weekday(day)}",
    }
    found = [("", "Once"), *((every.value, said.get(every, str(every.label))) for every in Every)]
    has_weeks = calendar_of(school, day).week_letter(day)
    return [one for one in found if has_weeks or one[0] != Every.LETTER]


class TimeForm(WhenForm):
    """Another time of a booking, and how many of what it is of."""

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One very thing is one, whatever is asked.
        self.lines = [line for line in booking.lines.all() if line.item_id is None]
        for line in self.lines:
            self.fields[f"of-{line.uid}"] = forms.IntegerField(
                label=f"How many × {bookings.name(line.thing)}", min_value=1, max_value=MOST_EACH,
                initial=line.quantity,
            )  # fmt: skip

    def told(self) -> Time:
        counts = {line.uid: self.cleaned_data[f"of-{line.uid}"] for line in self.lines}
        return Time(*self.when(), counts)


class UntilForm(forms.Form):
    day = DayField(label="Until")
    time = forms.TimeField(
        label="at", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    pairs = [("day", "time")]

    def until(self, school: School) -> datetime:
        zone = ZoneInfo(school.time_zone)
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], zone)


class WhyForm(forms.Form):
    reason = forms.CharField(label="Why", max_length=300, help_text="They read it")
