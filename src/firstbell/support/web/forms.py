from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.fields import forms as own_fields
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField
from firstbell.support.models import Category, Status, Team
from firstbell.support.states import BY_HAND, DONE, Activity, ClockKind, Kind, Phase, Source, Stops

_LONGEST = 60_000


def categories() -> QuerySet[Category]:
    rows: QuerySet[Category] = Category.objects.live()
    return rows


class LocalMoment(forms.DateTimeField):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class WordsForm(forms.Form):
    """What is typed below a ticket, who reads it, and what follows from it."""

    to = forms.ChoiceField(choices=[("public", "To them"), ("team", "Team only")], initial="public")
    body = forms.CharField(max_length=_LONGEST, required=False)
    then = forms.ChoiceField(choices=[("", ""), ("solve", ""), ("wait", "")], required=False)
    status = forms.ModelChoiceField(Status.objects.none(), required=False)
    until = LocalMoment(required=False)
    minutes = forms.IntegerField(min_value=0, max_value=1_440, required=False)
    activity = forms.ChoiceField(choices=[("", ""), *Activity.choices], required=False)
    seen = forms.IntegerField(required=False)
    macro = forms.UUIDField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].queryset = Status.objects.live().filter(phase=Phase.WAITING)  # type: ignore[attr-defined]


class StatusForm(forms.Form):
    status = forms.ModelChoiceField(Status.objects.none())
    until = LocalMoment(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Status.objects.live().exclude(phase__in=DONE)
        self.fields["status"].queryset = rows  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    team = forms.ModelChoiceField(Team.objects.none(), to_field_name="uid")

    def __init__(self, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.live().at(school.pk)  # type: ignore[attr-defined]


class DueForm(forms.Form):
    when = LocalMoment(label="Due")
    why = forms.CharField(label="Why then", max_length=200)


class OwnerForm(forms.Form):
    """Empty is nobody; where nothing was said at all, whoever has it keeps it."""

    to = forms.ModelChoiceField(Account.objects.none(), to_field_name="uid", required=False)

    def __init__(self, people: QuerySet[Account], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]

    def clean_to(self) -> Account | None:
        if self.add_prefix("to") not in self.data:
            raise forms.ValidationError("Say whose it is, or choose nobody.")
        to: Account | None = self.cleaned_data["to"]
        return to


class ItemForm(forms.Form):
    def __init__(self, actor: Actor, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"] = item_field(actor, school)


def item_field(actor: Actor, school: School, **more: Any) -> LookupField:
    rows = Item.objects.visible_to(actor).live().filter(school=school)
    return LookupField(queryset=rows, url="equipment:item_lookup", label="Thing", **more)


def _room_field(actor: Actor, school: School, **more: Any) -> LookupField:
    rows = Room.objects.visible_to(actor).open().filter(school=school)
    return LookupField(queryset=rows, url="places:room_lookup", label="Room", **more)


def _person_field(actor: Actor, **more: Any) -> LookupField:
    rows = Person.objects.visible_to(actor).known()
    return LookupField(queryset=rows, url="people:person_lookup", label="For", **more)


class TicketForm(forms.Form):
    """A ticket as a technician takes it down, and changes it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="What is wrong", max_length=200)
    category = forms.ModelChoiceField(
        categories(), label="About", required=False, to_field_name="uid", empty_label="Not said"
    )
    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.FAULT)
    stops = forms.ChoiceField(
        label="A lesson", choices=Stops.choices, initial=Stops.NO, widget=forms.RadioSelect
    )
    exam = forms.BooleanField(label="It is for an exam", required=False)
    people = forms.IntegerField(
        label="People affected", min_value=1, max_value=10_000, initial=1, required=False
    )
    workaround = forms.BooleanField(label="They are making do meanwhile", required=False)
    restricted = forms.BooleanField(
        label="Restricted", required=False, help_text="Only its owner, whoever raised it and lead technicians see it"
    )  # fmt: skip
    requester_name = forms.CharField(
        label="Somebody else",
        max_length=200,
        required=False,
        help_text="Who is not in the list of people",
    )
    requester_email = forms.EmailField(label="Their address", required=False)

    pairs = [
        ("category", "kind"),
        ("requester_name", "requester_email"),
        ("source", "people"),
        ("due", "due_why"),
    ]

    def __init__(self, actor: Actor, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"] = _room_field(actor, school, required=False)
        self.fields["requester"] = _person_field(actor, required=False)
        self.order_fields(
            [
                "version", "title", "body", "room", "requester", "item", "category", "kind", "stops", "exam", "source",
                "people", "workaround", "due", "due_why",
            ]
        )  # fmt: skip

    def go_on_with(self, custom: Mapping[str, Any]) -> None:
        """The trust's own fields of tickets."""
        self.fields.update(own_fields.form_fields("support.ticket", custom))

    def wanted(self) -> dict[str, Any]:
        """What the form says, with the own fields together as `custom`."""
        own = own_fields.given(self.cleaned_data)
        said = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith(own_fields.PREFIX)
        }
        return said | {"custom": own}

    def clean_people(self) -> int:
        return self.cleaned_data["people"] or 1


class NewTicketForm(TicketForm):
    body = forms.CharField(
        label="In their words", required=False, max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip
    source = forms.ChoiceField(
        label="Came", choices=[(one.value, one.label) for one in BY_HAND], initial=Source.PHONE
    )
    due = LocalMoment(
        label="Due by hand",
        required=False,
        help_text="Beside what is promised, where a day is fixed",
    )
    due_why = forms.CharField(label="Why then", required=False, max_length=200)

    def __init__(self, actor: Actor, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, school, *args, **kwargs)
        self.fields["item"] = item_field(actor, school, required=False)
        self.fields["room"].required = True
        del self.fields["version"]
        self.order_fields(["title", "body", "room", "requester", "item"])


class ReportForm(forms.Form):
    """Three taps: what it is about, whether it stops a lesson, send."""

    category = forms.ModelChoiceField(categories(), to_field_name="uid", required=False)
    stops = forms.ChoiceField(choices=Stops.choices, initial=Stops.NO, required=False)
    workaround = forms.BooleanField(required=False)
    body = forms.CharField(max_length=10_000, required=False)
    photo = forms.FileField(required=False)
    room = forms.UUIDField(required=False)

    def clean_stops(self) -> str:
        return self.cleaned_data["stops"] or Stops.NO


class OpenReportForm(ReportForm):
    """Without an account one says who one is; machines fill in everything."""

    requester_name = forms.CharField(max_length=120)
    website = forms.CharField(required=False)


class DeskForm(forms.Form):
    open_reports = forms.BooleanField(
        label="Anybody may report from a label, without signing in", required=False,
        help_text="Only inside the school’s own networks; everybody else signs in first",
    )  # fmt: skip
    networks = forms.CharField(
        label="The school’s own networks", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line, like 10.20.0.0/16",
    )  # fmt: skip
    lead_name = forms.CharField(
        label="Designated safeguarding lead", required=False, max_length=200,
        help_text="Shown to whoever presses “Safeguarding concern?” on a report; nothing that they typed is kept",
    )  # fmt: skip
    lead_phone = forms.CharField(label="Their phone", required=False, max_length=60)
    lead_words = forms.CharField(
        label="If they are away",
        required=False,
        max_length=200,
        help_text="The deputy, and where to find them",
    )
    fieldsets = (
        ("From a label", ["open_reports", "networks"]),
        ("A safeguarding concern", ["lead_name", "lead_phone", "lead_words"]),
    )


class PromiseForm(forms.Form):
    """Four promises for each of what a ticket may stop, in minutes of school."""

    def __init__(self, known: dict[str, dict[str, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fieldsets, self.pairs = [], []
        for stops in Stops:
            names = [f"{stops.value}_{kind.value}" for kind in ClockKind]
            for kind, name in zip(ClockKind, names, strict=True):
                self.fields[name] = forms.IntegerField(
                    label=kind.label, min_value=1, max_value=50_000, initial=known[stops.value][kind.value],
                    widget=forms.TextInput(attrs={"inputmode": "numeric"}), error_messages={"invalid": "Minutes, in figures"},
                )  # fmt: skip
            self.fieldsets.append((stops.label, names))
            self.pairs += [(names[0], names[1]), (names[2], names[3])]

    def minutes(self, stops: Stops) -> dict[str, int]:
        return {kind.value: self.cleaned_data[f"{stops.value}_{kind.value}"] for kind in ClockKind}
