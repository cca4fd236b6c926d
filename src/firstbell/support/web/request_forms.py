"""The form that a request type makes: its questions as boxes, read into answers; what is not asked is not read."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.functional import cached_property

from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.fields.days import DayField
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField
from firstbell.support.models import Category, RequestType, Team
from firstbell.support.queries import asking
from firstbell.support.queries.asking import CHOSEN, Question
from firstbell.support.states import Ask, Kind
from firstbell.support.web.setup_forms import ICONS, IconSelect

_KNOWN: dict[str, tuple[Any, str, str]] = {
    Ask.PERSON: (Person, "people:person_lookup", "people.view"), Ask.ROOM: (Room, "places:room_lookup", "places.view"),
    Ask.ITEM: (Item, "equipment:item_lookup", "equipment.view"),
}  # fmt: skip
_FEW = 6


def box(one: Question, actor: Actor, school: School) -> forms.Field:
    words: dict[str, Any] = {"label": one.text, "help_text": one.help, "required": False}
    if one.kind in _KNOWN:
        return _lookup(one, actor, school, words)
    if one.kind in (Ask.CHOICE, Ask.YES_NO):
        return _choice(one, words)
    if one.kind == Ask.MANY:
        choices = [(text, text) for text in one.answers]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **words)  # fmt: skip
    if one.kind == Ask.LONG:
        area = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(max_length=5_000, widget=area, **words)
    if one.kind == Ask.NUMBER:
        figures = forms.TextInput(attrs={"inputmode": "decimal", "class": "fb-input fb-short"})
        return forms.DecimalField(widget=figures, max_digits=12, decimal_places=3, error_messages={"invalid": "In figures"}, **words)  # fmt: skip
    plain: dict[str, Any] = {Ask.DATE: DayField, Ask.FILE: forms.FileField}
    return plain[one.kind](**words) if one.kind in plain else forms.CharField(max_length=300, **words)  # fmt: skip


def _choice(one: Question, words: dict[str, Any]) -> forms.Field:
    choices = [(text, text) for text in one.answers]
    if len(choices) > _FEW:
        return forms.ChoiceField(choices=[("", ""), *choices], **words)
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **words)


def _lookup(one: Question, actor: Actor, school: School, words: dict[str, Any]) -> forms.Field:
    """Chosen from the register by those who see it; written in words by others."""
    kind, url, permission = _KNOWN[one.kind]
    if not can(actor, permission):
        return forms.CharField(max_length=200, **words)
    rows = kind.objects.visible_to(actor)
    rows = rows.known() if kind is Person else rows.filter(school=school)
    return LookupField(queryset=rows, url=url, **words)


class RequestForm(forms.Form):
    """All boxes are optional to Django: whether an answer is wanted depends on the others."""

    room_problem = ""

    def __init__(
        self, questions: list[Question], actor: Actor, school: School, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            self.fields[one.name] = box(one, actor, school)

    @property
    def given(self) -> dict[str, Any]:
        return {one.key: self.cleaned_data.get(one.name) for one in self.questions}

    @cached_property
    def hidden(self) -> set[str]:
        """By what was chosen, which is readable before anything is checked."""
        given = {one.key: self._raw(one) for one in self.questions}
        asked = {one.key for one in asking.shown(self.questions, given)}
        return {one.name for one in self.questions if one.key not in asked}

    def _raw(self, one: Question) -> Any:
        field = self.fields[one.name]
        value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(one.name))
        if one.kind in CHOSEN or isinstance(value, (str, list)):
            return value
        return str(value or "")

    def clean(self) -> dict[str, Any] | None:
        """Nonsense in a box that is not asked stands in nobody's way."""
        for name in self.hidden:
            self.errors.pop(name, None)
            self.cleaned_data.pop(name, None)
        return super().clean()

    def lines(self) -> list[dict[str, Any]]:
        """For the page: each box with its mark, and the condition that the browser goes by."""
        for one in self.questions:
            self.fields[one.name].required = one.required
        return [
            {
                "field": self[one.name], "one": one, "when": self.add_prefix(f"q_{one.when}") if one.when else "",
                "are": json.dumps(list(one.are)) if one.when else "",
            }
            for one in self.questions
        ]  # fmt: skip


class RequestTypeForm(forms.Form):
    name = forms.CharField(max_length=80, help_text="New starter")
    words = forms.CharField(
        label="In a sentence", max_length=200, required=False, help_text="An account, a laptop and a place to work"
    )  # fmt: skip
    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.REQUEST)
    category = forms.ModelChoiceField(
        Category.objects.none(), label="About", required=False, to_field_name="uid", empty_label="Nothing said"
    )  # fmt: skip
    team = forms.ModelChoiceField(
        Team.objects.none(), label="Goes to", required=False, to_field_name="uid", empty_label="The category’s team"
    )  # fmt: skip
    for_students = forms.BooleanField(label="Students may ask for it, too", required=False)
    tips = forms.CharField(
        label="Try first", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line, shown before the questions",
    )  # fmt: skip
    todo = forms.CharField(
        label="What is to be done", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One a line: the team finds it on the ticket",
    )  # fmt: skip
    icon = forms.ChoiceField(
        choices=[(name, name) for name in ICONS], widget=IconSelect, label="Its picture", initial="shopping-cart"
    )  # fmt: skip
    pairs = [("kind", "category"), ("team", "for_students")]

    def __init__(
        self,
        row: RequestType,
        scopes: list[tuple[str, str]],
        school: School,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.live()  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.live().at(school.pk)  # type: ignore[attr-defined]
        if row.pk is None and len(scopes) > 1:
            self.fields["scope"] = forms.ChoiceField(label="Of", choices=scopes)
            self.order_fields(["scope"])


class QuestionForm(forms.Form):
    """One card of the builder."""

    key = forms.CharField(max_length=12, widget=forms.HiddenInput, required=False)
    text = forms.CharField(label="Question", max_length=200, required=False)
    kind = forms.ChoiceField(label="Answered by", choices=Ask.choices, initial=Ask.TEXT)
    choices = forms.CharField(
        label="Answers to choose from", required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}), help_text="One a line"
    )  # fmt: skip
    help = forms.CharField(label="Help", max_length=200, required=False)
    required = forms.BooleanField(label="Must be answered", required=False)
    when = forms.ChoiceField(label="Asked", required=False)
    are = forms.CharField(
        label="If the answer is", required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One of these, one a line. Empty: anything",
    )  # fmt: skip
    pairs = [("kind", "required"), ("when", "are")]

    def __init__(self, above: list[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = [(one.key, f"only depending on “{one.text}”") for one in above if one.text]
        self.fields["when"].choices = [("", "always"), *before]  # type: ignore[attr-defined]

    @property
    def depends(self) -> bool:
        return bool(self["when"].value())

    @property
    def chooses(self) -> bool:
        return self["kind"].value() in (Ask.CHOICE, Ask.MANY)


def question_of(data: Any, number: int) -> Question:
    """What stands on a card, whether it makes sense or not: the cards are drawn again from it."""

    def text(name: str) -> str:
        return str(data.get(f"{number}-{name}", "")).replace("\x00", "").strip()

    def lines(name: str) -> tuple[str, ...]:
        found = [line.strip() for line in text(name).splitlines()]
        return tuple(dict.fromkeys(line for line in found if line))

    kind = text("kind")
    return Question(
        key=text("key") or asking.fresh_key(), text=text("text"), kind=kind if kind in Ask.values else Ask.TEXT,
        required=bool(text("required")), help=text("help")[:200],
        choices=lines("choices") if kind in (Ask.CHOICE, Ask.MANY) else (), when=text("when"),
        are=lines("are") if text("when") else (),
    )  # fmt: skip


def questions_of(data: Any) -> list[Question]:
    count = str(data.get("count", "0"))
    number = min(int(count), asking.MOST) if count.isdecimal() else 0
    return [question_of(data, one) for one in range(number)]


def card(number: int, one: Question, above: list[Question]) -> QuestionForm:
    start = {
        "key": one.key, "text": one.text, "kind": one.kind, "help": one.help, "required": one.required, "when": one.when,
        "choices": "\n".join(one.choices), "are": "\n".join(one.are),
    }  # fmt: skip
    return QuestionForm(above, initial=start, prefix=str(number))
