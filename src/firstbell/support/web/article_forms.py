from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from firstbell.equipment.models import Category as ItemKind
from firstbell.equipment.models import Model
from firstbell.lib import prose
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.fields.days import DayField
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField
from firstbell.support.states import Audience
from firstbell.support.web.forms import LocalMoment, categories

WRITE = "support.write"


class ArticleForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(max_length=200, help_text="What somebody would ask: “The board has no sound”")  # fmt: skip
    body = forms.CharField(
        label="Words", required=False, max_length=prose.LONGEST, widget=forms.Textarea(attrs={"rows": 16}),
        help_text="# Heading, **bold**, 1. steps, - points, [words](https://…), ![what it shows](name-of-a-picture.jpg)",
    )  # fmt: skip
    audience = forms.ChoiceField(label="For", choices=Audience.choices, initial=Audience.STAFF)
    category = forms.ModelChoiceField(
        categories(), label="About", required=False, to_field_name="uid", empty_label="Not said"
    )
    reviewer = forms.ModelChoiceField(Account.objects.none(), label="Read through by", required=False, to_field_name="uid", empty_label="Nobody yet")  # fmt: skip
    review_on = DayField(label="No later than", required=False)
    shown_from = LocalMoment(label="Shown from", required=False)
    shown_until = LocalMoment(label="Shown until", required=False)
    why = forms.CharField(label="What is new", max_length=200, required=False, help_text="Stands beside the edition")  # fmt: skip
    school = forms.ModelChoiceField(School.objects.none(), label="Of", required=False, to_field_name="uid", empty_label="The whole trust")  # fmt: skip

    pairs = [("audience", "category"), ("reviewer", "review_on"), ("shown_from", "shown_until")]

    def __init__(self, actor: Actor, today: date, *args: Any, new: bool = False, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        schools = School.objects.visible_to(actor, WRITE).filter(left_on=None).order_by("name_key")
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        people = accounts_with(WRITE, None, today)
        one = schools.first() if schools.count() == 1 else None
        if one is not None:
            people = accounts_with(WRITE, one.pk, today)
        self.fields["reviewer"].queryset = people.order_by("name")  # type: ignore[attr-defined]
        if new:
            del self.fields["why"], self.fields["version"]


class ReviewForm(forms.Form):
    review_on = DayField(required=False)


class VoteForm(forms.Form):
    helped = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    missing = forms.CharField(max_length=2_000, required=False)


class BesideForm(forms.Form):
    """Where an article is shown: a room, a model, a kind of thing."""

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: Any = Model.objects.all()
        kinds: Any = ItemKind.objects.all()
        rooms = Room.objects.visible_to(actor).open()
        self.fields["kind"] = LookupField(queryset=kinds, url="equipment:category_lookup", label="Kind of thing", required=False)  # fmt: skip
        self.fields["model"] = LookupField(queryset=found, url="equipment:model_lookup", label="Model", required=False)  # fmt: skip
        self.fields["room"] = LookupField(queryset=rooms, url="places:room_lookup", label="Room", required=False)  # fmt: skip
