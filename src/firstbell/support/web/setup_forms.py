"""The forms of what a desk is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from firstbell.places.models import Building, Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Area, Category, Status, Team, teams
from firstbell.support.states import WORKS, Keeping, Phase

ICONS = (
    "help-circle", "device-projector", "volume", "device-desktop", "device-laptop", "device-ipad", "wifi", "printer", "key",
    "apps", "database", "mail", "world", "phone", "presentation", "certificate", "shopping-cart", "arrows-move",
    "alert-triangle", "shield-lock", "camera", "microphone", "video", "headphones", "plug", "network", "server",
    "device-cctv", "door", "book", "school", "user-plus", "user-x", "users-group", "calendar-event", "basket", "package",
    "tools", "bulb", "star",
)  # fmt: skip


class ManyField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A few rows to tick."""

    def __init__(self, *, label: str, help_text: str = "", queryset: Any = None) -> None:
        rows: Any = Account.objects.none() if queryset is None else queryset
        super().__init__(rows, required=False, label=label, help_text=help_text,
                         widget=forms.CheckboxSelectMultiple, to_field_name="uid")  # fmt: skip


def few_days(label: str, help_text: str, initial: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, help_text=help_text, initial=initial, min_value=0, max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fb-input fb-short"}),
        error_messages={"invalid": "Days, in figures"},
    )  # fmt: skip


class KeepingForm(forms.Form):
    keep_years = forms.IntegerField(
        label="Years that solved tickets are kept", min_value=0, max_value=25, help_text="0 keeps them for good",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "fb-input fb-short"}),
        error_messages={"invalid": "Years, in figures"},
    )  # fmt: skip
    keep_how = forms.ChoiceField(label="Then", choices=Keeping.choices, widget=forms.RadioSelect)


class AreaForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="Classrooms and AV")
    members = ManyField(label="Who looks after it", help_text="They are told of its tickets first")
    categories = ManyField(label="What is in it", queryset=Category.objects.none())
    buildings = ManyField(
        label="Which buildings", queryset=Building.objects.none(), help_text="Nothing ticked, and no room: everywhere"
    )  # fmt: skip
    rooms = forms.ModelMultipleChoiceField(
        Room.objects.none(), label="And which rooms", required=False, to_field_name="uid",
        widget=forms.SelectMultiple(attrs={"class": "fb-input", "size": 8}),
    )  # fmt: skip

    def __init__(self, team: Team, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("buildings", Building), ("rooms", Room)):
            rows = model.objects.open().filter(school=team.school or school)
            self.fields[name].queryset = rows.order_by("name_key")  # type: ignore[attr-defined]
        self.fields["members"].queryset = teams.seated(team, *WORKS).order_by("name")  # type: ignore[attr-defined]
        self.fields["categories"].queryset = Category.objects.live()  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(area: Area) -> dict[str, Any]:
        many = ("members", "categories", "buildings", "rooms")
        return {"name": area.name, **{name: list(getattr(area, name).all()) for name in many}}


class IconSelect(forms.RadioSelect):
    template_name = "support/setup/icons.html"


class CategoryForm(forms.Form):
    name = forms.CharField(max_length=80)
    parent = forms.ModelChoiceField(
        Category.objects.none(), label="A part of", required=False, to_field_name="uid", empty_label="Nothing: it stands alone",
    )  # fmt: skip
    team = forms.ModelChoiceField(
        Team.objects.none(), label="Goes to", required=False, to_field_name="uid", empty_label="The usual team"
    )  # fmt: skip
    words = forms.CharField(
        label="Words that people use for it", required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="With commas between: board, projector, screen",
    )  # fmt: skip
    tips = forms.CharField(
        label="Five things to try first", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One a line, shown before a report is sent",
    )  # fmt: skip
    icon = forms.ChoiceField(
        choices=[(name, name) for name in ICONS], widget=IconSelect, label="Its picture"
    )
    pairs = [("parent", "team")]

    def __init__(self, category: Category, schools: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Category.objects.live().exclude(pk=category.pk)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]
        teams = Team.objects.live().filter(school=None) | Team.objects.live().filter(
            school__in=schools
        )
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        if category.icon not in ICONS:
            choices = [(category.icon, category.icon), *self.fields["icon"].choices]  # type: ignore[attr-defined]
            self.fields["icon"].choices = choices  # type: ignore[attr-defined]


class StatusForm(forms.Form):
    name = forms.CharField(max_length=60)
    phase = forms.ChoiceField(
        label="Means", choices=Phase.choices, help_text="What the clocks, the queue and the reports make of it"
    )  # fmt: skip
    pauses = forms.BooleanField(
        label="The clocks stand still", required=False, help_text="What was promised moves by as long as it waits"
    )  # fmt: skip
    for_them = forms.BooleanField(
        label="Waits for whoever asked", required=False,
        help_text="They are reminded, and it is closed, after the days of its team",
    )  # fmt: skip


class StepsForm(forms.Form):
    """From each status, where a ticket may be set by hand."""

    def __init__(self, statuses: list[Status], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statuses = statuses
        for was in statuses:
            choices = [(str(one.pk), one.name) for one in statuses if one.pk != was.pk]
            self.fields[f"from_{was.pk}"] = forms.MultipleChoiceField(
                label=f"From “{was.name}”", choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )  # fmt: skip

    def steps(self) -> Iterator[tuple[Status, Status]]:
        """Nothing where everything is ticked, or nothing: then a ticket goes anywhere."""
        by_key = {str(one.pk): one for one in self.statuses}
        found = [
            (was, by_key[key])
            for was in self.statuses
            for key in self.cleaned_data[f"from_{was.pk}"]
        ]
        most = len(self.statuses) * (len(self.statuses) - 1)
        yield from [] if len(found) == most else found


def scopes_of(school: School, several: bool) -> list[tuple[str, str]]:  # noqa: FBT001 -- what it says
    return [("school", school.name), ("trust", "The whole trust")] if several else [("school", school.name)]  # fmt: skip
