"""What can be done to many items at once: each is the verb that one item has."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from firstbell.equipment.actions import (
    changing,
    giving,
    moving,
    restoring,
    stages,
    transferring,
    wholes,
)
from firstbell.equipment.models import Category, Item, Model, StageLabel
from firstbell.equipment.states import Condition, Lifecycle, Ownership
from firstbell.equipment.web.forms import item_field, person_field, transfer_form
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Organisation, Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.days import DayField
from firstbell.platform.fields.forms import open_fields
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.components.pence import PoundsField

Rows = QuerySet[Item]
WITH = (
    "school",
    "category",
    "model",
    "home",
    "place",
    "container",
    "supplier",
    "goes_with",
    "stage_label",
)


def _rooms(actor: Actor) -> LookupField:
    return LookupField(
        queryset=Room.objects.visible_to(actor).open(), url="places:room_lookup", label="To"
    )


def move_form(actor: Actor, rows: Rows) -> type[forms.Form]:
    return type(
        "MoveManyForm",
        (forms.Form,),
        {
            "room": _rooms(actor),
            "and_home": forms.BooleanField(label="This is their new home", required=False),
        },
    )


def move(rows: Rows, *, by: Actor, at: datetime, room: Room, and_home: bool) -> None:
    moving.move(list(rows.select_related(*WITH)), to=room, by=by, at=at, and_home=and_home)


def set_stage(  # noqa: PLR0913 -- the words of its form
    rows: Rows, *, by: Actor, at: datetime, stage: str, on: date | None, label: StageLabel | None, note: str
) -> None:  # fmt: skip
    items = list(rows.select_related(*WITH))
    stages.set_stage(items, stage=Lifecycle(stage), by=by, at=at, on=on, label=label, note=note)


def give_form(actor: Actor, rows: Rows) -> type[forms.Form]:
    words = {
        "person": person_field(actor, required=False, label="To a person"),
        "room": LookupField(
            queryset=Room.objects.visible_to(actor).open(), url="places:room_lookup", required=False, label="or a room"
        ),
        "due_on": DayField(label="Due back", required=False),
        "note": forms.CharField(max_length=300, required=False),
        "clean": _one_holder,
    }  # fmt: skip
    return type("GiveManyForm", (forms.Form,), words)


def _one_holder(form: forms.Form) -> dict[str, Any]:
    data = form.cleaned_data
    if bool(data.get("person")) == bool(data.get("room")):
        raise forms.ValidationError("Choose who gets them: a person or a room.")
    return data


def give(  # noqa: PLR0913 -- the words of its form
    rows: Rows, *, by: Actor, at: datetime, person: Person | None, room: Room | None, due_on: date | None, note: str
) -> None:  # fmt: skip
    to = person or room
    if to is not None:
        items = wholes.and_inside(list(rows.select_related(*WITH)))
        giving.give_many(items, to=to, by=by, at=at, due_on=due_on, note=note)


def remove(rows: Rows, *, by: Actor, at: datetime, why: str) -> None:
    stages.remove_many(list(rows.select_related(*WITH)), why=why, by=by, at=at)


def restore(rows: Rows, *, by: Actor, at: datetime) -> None:
    restoring.restore_many(list(rows.select_related(*WITH)), by=by, at=at)


def put_in_form(actor: Actor, rows: Rows) -> type[forms.Form]:
    first = rows.select_related("school").first()
    field = item_field(actor, first.school, label="Into") if first else forms.CharField()
    return type("PutInManyForm", (forms.Form,), {"container": field})


def put_in(rows: Rows, *, by: Actor, at: datetime, container: Item) -> None:
    moving.put_in(list(rows.select_related(*WITH)), container=container, by=by, at=at)


def retire(rows: Rows, *, by: Actor, at: datetime, on: date | None, note: str) -> None:
    items = list(rows.select_related(*WITH))
    stages.set_stage(items, stage=Lifecycle.RETIRED, by=by, at=at, on=on, note=note)


def transfer_form_of(actor: Actor, rows: Rows) -> type[forms.Form]:
    return transfer_form(actor)


def transfer(rows: Rows, *, by: Actor, at: datetime, to: School) -> None:
    transferring.transfer(list(rows.select_related(*WITH)), to=to, by=by, at=at)


def seen_form(actor: Actor, rows: Rows) -> type[forms.Form]:
    return type("SeenManyForm", (forms.Form,), {"room": _rooms(actor)})


def seen(rows: Rows, *, by: Actor, at: datetime, room: Room) -> None:
    for item in rows.select_related(*WITH):
        moving.see(item, room=room, how="by eye", by=by, at=at)


def changeable(actor: Actor) -> dict[str, forms.Field]:
    """The fields of "Change fields": ticked and blank means clear."""
    suppliers = Organisation.objects.visible_to(actor)
    models = Model.objects.visible_to(actor).select_related("manufacturer")
    fixed: dict[str, forms.Field] = {
        "category": forms.ModelChoiceField(
            Category.objects.visible_to(actor).order_by("name_key"),
            to_field_name="uid",
            label="Kind",
        ),
        "model": LookupField(
            queryset=models,
            url="equipment:model_lookup",
            required=False,
            label_from=lambda model: model.full_name,
        ),
        "name": forms.CharField(max_length=200, required=False),
        "condition": forms.ChoiceField(choices=Condition.choices),
        "ownership": forms.ChoiceField(choices=Ownership.choices),
        "supplier": LookupField(
            queryset=suppliers, url="people:organisation_lookup", required=False
        ),
        "order_ref": forms.CharField(label="Order", max_length=60, required=False),
        "invoice_ref": forms.CharField(label="Invoice", max_length=60, required=False),
        "funding": forms.CharField(label="Paid from", max_length=80, required=False),
        "price_net": PoundsField(label="Price without VAT, £", required=False),
        "price_gross": PoundsField(label="Price with VAT, £", required=False),
        "bought_on": DayField(label="Bought", required=False),
        "in_service_on": DayField(label="In use since", required=False),
        "replace_on": DayField(label="Replace in", required=False),
        "supported_until": DayField(label="Updates end", required=False),
        "home_spot": forms.CharField(label="Shelf or seat", max_length=60, required=False),
        "notes": forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False),
    }
    return {**fixed, **open_fields("equipment.item")}


def change(rows: Rows, *, by: Actor, at: datetime, changes: dict[str, Any]) -> None:
    own = {
        name.removeprefix("custom_"): value
        for name, value in changes.items()
        if name.startswith("custom_")
    }
    values = {name: value for name, value in changes.items() if not name.startswith("custom_")}
    if "category" in values and values["category"] is None:
        raise Refusal("An item needs a kind.", fields={"category": "Needed"})
    for name in ("category", "model", "supplier"):
        if name in values:
            chosen = values.pop(name)
            values[f"{name}_id"] = chosen.pk if chosen else None
    if own:
        values["custom"] = fields.cleaned("equipment.item", own, whole=False)
    changing.change_many(
        [changing.Edit(item, values) for item in rows.select_related(*WITH)], by=by, at=at
    )
