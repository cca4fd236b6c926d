from __future__ import annotations

from typing import Any

from django import forms

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.tenancy.models import School
from firstbell.support.models import ChecklistTemplate, Macro, Status, Team, TicketTemplate, teams
from firstbell.support.queries import variables
from firstbell.support.states import Activity, Kind, OwnerAfter, Phase, Stops
from firstbell.support.web.forms import categories

SETUP = "support.change_setup"
_LONGEST = 20_000


class ReadyForm(forms.Form):
    """What all that is kept ready has: a name, and whose it is."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(max_length=80)

    def __init__(self, actor: Actor, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = School.objects.visible_to(actor, SETUP).filter(left_on=None).order_by("name_key")
        self.fields["school"] = forms.ModelChoiceField(
            schools, label="Of", required=False, to_field_name="uid", empty_label="The whole trust", initial=school.uid
        )  # fmt: skip
        self.whole, self.managed = can(actor, SETUP), teams.managed(actor)
        self.teams = Team.objects.live().at(school.pk)
        self.checklists = ChecklistTemplate.objects.live().at(school.pk)

    def of_team(self, label: str, empty: str) -> None:
        """Whose it is: whoever manages some teams keeps ready for these alone, and for the school that each is of."""
        self.fields["team"] = _one_of(self.teams, label, empty)
        if not self.whole:
            own = self.teams.filter(pk__in=self.managed)
            self.fields["team"] = forms.ModelChoiceField(own, label=label, to_field_name="uid", empty_label=None)  # fmt: skip
            del self.fields["school"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.whole and data.get("team") is not None:
            data["school"] = data["team"].school
        return data


def _category(label: str = "About", empty: str = "As it is") -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(
        categories(), label=label, required=False, to_field_name="uid", empty_label=empty
    )


def _one_of(rows: Any, label: str, empty: str, **more: Any) -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(
        rows, label=label, required=False, to_field_name="uid", empty_label=empty, **more
    )


class MacroForm(ReadyForm):
    key = forms.SlugField(
        label="Short name", max_length=30, required=False, help_text="/lamp finds it while typing"
    )
    body = forms.CharField(
        label="Words", required=False, max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=" ".join(f"{{{name}}}" for name in variables.NAMES),
    )  # fmt: skip
    public = forms.TypedChoiceField(
        label="Read by", choices=[("yes", "Whoever asked"), ("no", "The team only")], coerce=lambda one: one == "yes",
        widget=forms.RadioSelect, initial="yes",
    )  # fmt: skip
    owner = forms.ChoiceField(
        label="Owner", choices=[("", "Whoever has it"), *OwnerAfter.choices[1:]], required=False
    )
    minutes = forms.IntegerField(
        label="Minutes", min_value=0, max_value=1_440, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )  # fmt: skip
    activity = forms.ChoiceField(
        label="Spent on", choices=[("", "Not said"), *Activity.choices], required=False
    )

    pairs = [("name", "key"), ("team", "school"), ("status", "to_team"), ("owner", "category"), ("minutes", "activity")]  # fmt: skip

    def __init__(self, actor: Actor, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, school, *args, **kwargs)
        states = Status.objects.live().exclude(phase__in=(Phase.NEW, Phase.CLOSED))
        self.of_team("For tickets of", "Every team")
        self.fields["status"] = _one_of(states, "Then its status is", "As it is")
        self.fields["to_team"] = _one_of(self.teams, "And it goes to", "The team that has it")
        self.fields["category"] = _category()
        self.fields["checklists"] = forms.ModelMultipleChoiceField(
            self.checklists, label="And these are to be ticked off", required=False, to_field_name="uid",
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.fieldsets = [
            ("What it says", ["name", "key", "team", "school", "public", "body"]),
            ("What changes with it", ["status", "to_team", "owner", "category", "minutes", "activity", "checklists"]),
        ]  # fmt: skip

    def clean_minutes(self) -> int:
        return self.cleaned_data["minutes"] or 0


class ChecklistForm(ReadyForm):
    lines = forms.CharField(
        label="Steps", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 10}), help_text="One a line"
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="Of this kind", choices=[("", "Any"), *Kind.choices], required=False
    )

    pairs = [("team", "school"), ("category", "kind")]

    def __init__(self, actor: Actor, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, school, *args, **kwargs)
        self.of_team("For tickets of", "Every team")
        self.fields["category"] = _category("On new tickets about", "None by itself")
        self.order_fields(["version", "name", "team", "school", "lines", "category", "kind"])


class TicketTemplateForm(ReadyForm):
    title = forms.CharField(label="What it is about", max_length=200)
    body = forms.CharField(
        label="Words", required=False, max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.REQUEST)
    stops = forms.ChoiceField(label="A lesson", choices=Stops.choices, initial=Stops.NO)

    pairs = [("name", "school"), ("category", "kind"), ("stops", "team")]

    def __init__(self, actor: Actor, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, school, *args, **kwargs)
        self.of_team("For", "The usual team")
        self.fields["category"] = _category(empty="Not said")
        self.fields["checklists"] = forms.ModelMultipleChoiceField(
            self.checklists, label="With these to be ticked off", required=False, to_field_name="uid",
            widget=forms.CheckboxSelectMultiple,
        )  # fmt: skip
        self.order_fields(
            ["version", "name", "school", "title", "body", "category", "kind", "stops", "team", "checklists"]
        )  # fmt: skip


class AftercareForm(forms.Form):
    close_days = forms.IntegerField(
        label="Days until what is solved closes by itself", required=False, min_value=0, max_value=365,
        help_text="Empty: it never does",
    )  # fmt: skip
    asks = forms.BooleanField(
        label="Ask whoever had the trouble how it went", required=False,
        help_text="From 0 to 5, with a word if they like; never of restricted tickets, nor of those of programs",
    )  # fmt: skip
    ask_hours = forms.IntegerField(
        label="Hours after it is solved", min_value=0, max_value=335, initial=24
    )
    change_days = forms.IntegerField(
        label="Days to think again", min_value=0, max_value=90, initial=7
    )
    department = forms.BooleanField(
        label="Staff see the tickets of their department", required=False,
        help_text="What was asked and answered, not what the team noted; restricted tickets never",
    )  # fmt: skip

    pairs = [("ask_hours", "change_days")]


FORMS: dict[str, tuple[type[Any], type[ReadyForm]]] = {
    "answers": (Macro, MacroForm), "checklists": (ChecklistTemplate, ChecklistForm),
    "tickets": (TicketTemplate, TicketTemplateForm),
}  # fmt: skip
