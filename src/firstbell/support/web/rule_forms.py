"""The builder of a rule: its cards, drawn from rows and read back into rows, whether they make sense yet or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms

from firstbell.platform.tenancy.models import School
from firstbell.support.actions import rule_acts, ruling
from firstbell.support.actions.rule_acts import ACTS
from firstbell.support.models import Rule
from firstbell.support.queries import conditions, heard, naming
from firstbell.support.queries.conditions import FIELDS, OPS
from firstbell.support.states import ClockKind, RuleKind, Since, Unit

_FEW: Final = 7
# A change of what a card is about draws the cards again.
AGAIN: Final = {
    "hx-post": "",
    "hx-target": "#fb-build",
    "hx-select": "#fb-build",
    "hx-swap": "outerHTML",
}
_SHORT: Final = {"inputmode": "numeric", "class": "fb-input fb-short"}
_WHEN: Final = {
    RuleKind.EVENT: ("whens",),
    RuleKind.TIME: ("amount", "unit", "since"),
    RuleKind.PROMISE: ("promise",),
}
Rows = list[dict[str, Any]]


def figures(label: str, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=1, max_value=most, widget=forms.TextInput(attrs=_SHORT), error_messages={"invalid": "In figures"}, **more
    )  # fmt: skip


class RuleForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(max_length=100, help_text="Wi-Fi goes to the network people")
    whens = forms.MultipleChoiceField(
        label="When", choices=list(heard.WHEN.items()), widget=forms.CheckboxSelectMultiple
    )
    amount = figures("So long", ruling.FURTHEST)
    unit = forms.ChoiceField(label="In", choices=Unit.choices, initial=Unit.DAYS)
    since = forms.ChoiceField(label="Counted", choices=Since.choices)
    promise = forms.ChoiceField(
        label="Which promise", choices=[("", "Any of them"), *ClockKind.choices], required=False, initial=ClockKind.RESOLVE
    )  # fmt: skip
    most_a_ticket = figures("On one ticket, at most a day", ruling.MOST_A_TICKET, initial=5)
    most_an_hour = figures("On all of them, at most an hour", ruling.MOST_AN_HOUR, initial=100)
    ends = forms.BooleanField(
        label="No later rule after it", required=False, help_text="Rules are looked at in the order of their list"
    )  # fmt: skip
    restricted = forms.BooleanField(
        label="Restricted tickets, too", required=False, help_text="Nothing of them goes to anybody who does not see them"
    )  # fmt: skip

    def __init__(
        self, rule: Rule, scopes: list[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if rule.pk is None and len(scopes) > 1:
            self.fields["scope"] = forms.ChoiceField(label="Of", choices=scopes)
        for kind, names in _WHEN.items():
            if kind != rule.kind:
                for name in names:
                    del self.fields[name]

    def unjudged(self, data: Any) -> dict[str, Any]:
        """What is in the boxes so far, to be drawn again before anybody said Save."""
        return {
            name: field.widget.value_from_datadict(data, {}, name)
            for name, field in self.fields.items()
        }


def start_of(rule: Rule) -> dict[str, Any]:
    return {"version": rule.version, **{name: getattr(rule, name) for name in ruling.FIELDS}}


class _Card(forms.Form):
    """`value` is drawn by what the card is about."""

    def values(self, choices: list[tuple[str, str]], *, many: bool) -> None:
        attrs = {"class": "fb-input", "size": min(len(choices), _FEW)} if many else {}
        widget = forms.SelectMultiple(attrs=attrs) if many else forms.Select()
        kind = forms.MultipleChoiceField if many else forms.ChoiceField
        first = [] if many else [("", "Choose one")]
        several = "Several with Ctrl or ⌘" if many else ""
        self.fields["value"] = kind(label="Which", choices=[*first, *choices], required=False, widget=widget, help_text=several)  # fmt: skip


class ConditionForm(_Card):
    field = forms.ChoiceField(
        label="What", choices=[(one.name, one.label) for one in FIELDS.values()], widget=forms.Select(attrs=AGAIN)
    )  # fmt: skip
    op = forms.ChoiceField(label="How")
    value = forms.CharField(label="Which", required=False)

    def __init__(self, row: Mapping[str, Any], school: School, on: date, prefix: str) -> None:
        field = FIELDS.get(str(row.get("field"))) or next(iter(FIELDS.values()))
        values = conditions.values_of(row)
        start: Any = values
        if field.kind in ("text", "number"):
            start = ", ".join(values)
        elif field.kind == "bool":
            start = values[0] if values else "yes"
        super().__init__(
            prefix=prefix, initial={"field": field.name, "op": row.get("op"), "value": start}
        )
        self.fields["op"].choices = [(op, OPS[op]) for op in field.ops]  # type: ignore[attr-defined]
        if field.kind == "ref":
            self.values(naming.choices(field.of, school, on), many=True)
        elif field.kind in ("choice", "bool"):
            self.values(list(field.choices), many=field.kind == "choice")
        elif field.kind == "text":
            self.fields["value"].label = "Words, with commas between"
        else:
            self.fields["value"].widget = forms.TextInput(attrs=_SHORT)


class ActForm(_Card):
    do = forms.ChoiceField(
        label="Do", choices=[(name, act.label) for name, act in ACTS.items()], widget=forms.Select(attrs=AGAIN)
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="Minutes of school", required=False, widget=forms.TextInput(attrs=_SHORT),
        help_text="After it is broken; with a minus, before",
    )  # fmt: skip

    def __init__(
        self, row: Mapping[str, Any], school: School, on: date, prefix: str, *, timed: bool
    ) -> None:
        do = str(row.get("do")) if row.get("do") in ACTS else next(iter(ACTS))
        act = ACTS[do]
        super().__init__(prefix=prefix, initial={**row, "do": do})
        if not timed:
            del self.fields["minutes"]
        if act.of or act.choices:
            offered = naming.choices(act.of, school, on) if act.of else []
            self.values([*act.choices, *offered], many=False)
        elif act.value:
            self.fields["value"] = forms.CharField(
                label="Their address", required=False, widget=forms.EmailInput
            )
        if act.words:
            self.fields["words"] = forms.CharField(
                label="Words", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="{number}, {title}, {room} and the like are filled in"
            )  # fmt: skip


def _count(data: Any, group: str, most: int) -> int:
    text = str(data.get(f"{group}-count", "0"))
    return min(int(text), most) if text.isdecimal() else 0


def _read(data: Any, group: str, names: tuple[str, ...], most: int) -> Rows:
    found: Rows = []
    for number in range(_count(data, group, most)):
        row: dict[str, Any] = {name: data.get(f"{group}-{number}-{name}", "") for name in names}
        row["value"] = data.getlist(f"{group}-{number}-value")
        found.append(row)
    return found


def rows_of(data: Any, rule: Rule) -> dict[str, Rows]:
    """The cards of what was sent; a value that the card no longer asks for is left out when it is drawn."""
    timed = ("minutes",) if rule.kind == RuleKind.PROMISE else ()
    does = _read(data, "does", ("do", "words", *timed), rule_acts.MOST)
    for row in does:
        row["value"] = row["value"][0] if row["value"] else ""
    plain = ("field", "op")
    return {
        "all_of": _read(data, "all_of", plain, conditions.MOST),
        "any_of": _read(data, "any_of", plain, conditions.MOST),
        "does": does,
    }


def moved(rows: dict[str, Rows], do: str) -> dict[str, Rows]:
    """A card more or less, or one place up."""
    verb, _, rest = do.partition(":")
    group, _, place = rest.partition(":")
    if group not in rows:
        return rows
    found = list(rows[group])
    at = int(place) if place.isdecimal() and int(place) < len(found) else -1
    if verb == "add":
        found.append({})
    elif verb == "off" and at >= 0:
        del found[at]
    elif verb == "up" and at > 0:
        found[at - 1], found[at] = found[at], found[at - 1]
    return {**rows, group: found}


def cards(rows: dict[str, Rows], rule: Rule, school: School, on: date) -> dict[str, list[Any]]:
    timed = rule.kind == RuleKind.PROMISE
    return {
        **{group: [ConditionForm(row, school, on, f"{group}-{n}") for n, row in enumerate(rows[group])] for group in ("all_of", "any_of")},
        "does": [ActForm(row, school, on, f"does-{n}", timed=timed) for n, row in enumerate(rows["does"])],
    }  # fmt: skip
