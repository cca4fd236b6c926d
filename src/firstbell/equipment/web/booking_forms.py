"""The forms of bookings: what, how many, when and for whom; and the rules of a kind."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from firstbell.calendar.queries import calendar_of
from firstbell.equipment.actions.booking import MOST_EACH, Wish
from firstbell.equipment.models import BookingRule, Category, Model
from firstbell.equipment.models.booking import Bookable
from firstbell.equipment.queries import booking_times
from firstbell.equipment.queries.availability import Planner, Wanted
from firstbell.equipment.queries.booking_week import Pool, pool_of, pools, very_ones
from firstbell.equipment.web.forms import RELOAD, item_field, person_field, room_field
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.fields.days import DayField
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField

AT_A_TIME = booking_times.AT_A_TIME
REPEATS = [("", "Once"), ("week", "Every week"), ("letter", "Every week of the same letter")]


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


class BookingForm(forms.Form):
    thing = forms.ChoiceField(label="What")
    quantity = forms.IntegerField(label="How many", min_value=1, max_value=MOST_EACH, initial=1)
    also = forms.ChoiceField(label="And also", required=False)
    also_quantity = forms.IntegerField(
        label="How many", min_value=1, max_value=MOST_EACH, initial=1, required=False
    )
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
    purpose = forms.CharField(label="What for", max_length=200, required=False)
    repeat = forms.ChoiceField(label="Again", choices=REPEATS, required=False)
    until = DayField(label="Until", required=False)
    pairs = [
        ("thing", "quantity"), ("also", "also_quantity"), ("first", "last"), ("from_time", "to_time"),
        ("person", "room"), ("repeat", "until"),
    ]  # fmt: skip

    def __init__(
        self, *args: Any, actor: Actor, school: School, day: date, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.school = actor, school
        self.is_desk = can(actor, "equipment.give", school)
        self.fields["day"].widget.attrs.update(RELOAD)
        found = choices_of(school, at)
        self.is_empty = not found
        self.fields["thing"].choices = [("", "Choose…"), *found]  # type: ignore[attr-defined]
        self.fields["also"].choices = [("", "Nothing else"), *found]  # type: ignore[attr-defined]
        self._ask_when(day)
        self._ask_whom()

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
        if not calendar.week_letter(day):
            self.fields["repeat"].choices = REPEATS[:2]  # type: ignore[attr-defined]

    def _ask_whom(self) -> None:
        if self.is_desk:
            self.fields["person"] = person_field(self.actor, required=False, label="For")
        if can(self.actor, "places.view"):
            self.fields["room"] = room_field(
                self.actor, self.school, required=False, label="In the room"
            )
        order = ["thing", "quantity", "person", "room", "day", "first", "last", "from_time",
                 "to_time", "to_day", "purpose", "also", "also_quantity", "repeat", "until"]  # fmt: skip
        self.order_fields(order)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("repeat") and not data.get("until"):
            self.add_error("until", "Say until when")
        return data

    def wish(self, own: Person | None) -> Wish:
        data = self.cleaned_data
        lines = [Wanted(self._thing("thing"), data["quantity"])]
        if data.get("also"):
            lines.append(Wanted(self._thing("also"), data.get("also_quantity") or 1))
        starts, ends, words = self._when()
        person = data.get("person") if self.is_desk else own
        return Wish(lines, starts, ends, person, data.get("room"), data["purpose"], words)

    def _thing(self, name: str) -> Bookable:
        return pool_of(self.actor, self.school, self.cleaned_data[name])

    def _when(self) -> tuple[datetime, datetime, str]:
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

    def times(self, wish: Wish) -> list[tuple[datetime, datetime]]:
        """When it is, each time."""
        data = self.cleaned_data
        span = (wish.starts, wish.ends)
        if not data.get("repeat"):
            return [span]
        labels = [data["first"], data.get("last") or data["first"]] if wish.periods else []
        return booking_times.repeated(
            self.school, span, data["until"], labels=labels, same_letter=data["repeat"] == "letter"
        )


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


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = BookingRule
        fields = [
            "bookable", "staff", "students", "needs_yes", "any_time", "notice_hours", "longest_hours", "buffer_minutes",
            "grace_minutes",
        ]  # fmt: skip

    pairs = [("notice_hours", "longest_hours"), ("buffer_minutes", "grace_minutes")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["students"].choices = [  # type: ignore[attr-defined]
            ("", "No: a teacher does"), *self.fields["students"].choices[1:]  # type: ignore[attr-defined]
        ]  # fmt: skip
        self.fields["bookable"].help_text = "Off: it is left out, though its kind is booked"


class NewRuleForm(RuleForm):
    """With what it is for; a kind, a model or one item."""

    def __init__(self, *args: Any, actor: Actor, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Category.objects.visible_to(actor)
        models = Model.objects.visible_to(actor).select_related("manufacturer")
        own = self.fields
        self.fields = {
            "category": LookupField(queryset=kinds, url="equipment:category_lookup", required=False, label="A kind"),
            "model": LookupField(
                queryset=models, url="equipment:model_lookup", required=False, label="or a model",
                label_from=lambda model: model.full_name,
            ),
            "item": item_field(actor, school, label="or one thing", required=False),
            **own,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = [data[name] for name in ("category", "model", "item") if data.get(name)]
        if len(chosen) != 1:
            raise forms.ValidationError("Choose one: a kind, a model or one thing.")
        data["thing"] = chosen[0]
        return data
