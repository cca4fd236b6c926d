from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from firstbell.equipment.models import Category, Item, Model
from firstbell.equipment.states import Condition, CoverKind, Ownership
from firstbell.people.models import Organisation, Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields.days import DayField
from firstbell.platform.fields.forms import form_fields
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.components.pence import PoundsField

ITEM = "equipment.item"
VAT = [("", "—"), ("2000", "20%"), ("500", "5%"), ("0", "0%")]


# Each kind has fields of its own: choosing another asks for the form again, with what was typed.
RELOAD = {
    "hx-post": "", "hx-trigger": "change", "hx-vals": '{"reload": "1"}', "hx-target": "#fb-main", "hx-select": "#fb-main",
    "hx-swap": "outerHTML",
}  # fmt: skip


def room_field(actor: Actor, school: School, **more: Any) -> LookupField:
    rooms = Room.objects.visible_to(actor).open().filter(school=school)
    return LookupField(queryset=rooms, url="places:room_lookup", **more)


def person_field(actor: Actor, **more: Any) -> LookupField:
    return LookupField(
        queryset=Person.objects.visible_to(actor).known(), url="people:person_lookup", **more
    )


def item_field(
    actor: Actor, school: School, *, label: str, required: bool = True, **narrow: Any
) -> LookupField:
    items = (
        Item.objects.visible_to(actor)
        .live()
        .filter(school=school, **narrow)
        .select_related("model", "category")
    )
    return LookupField(queryset=items, url="equipment:item_lookup", label=label, required=required)


class ItemForm(forms.Form):
    """Adding and changing one item; the trust's own fields of its category stand at the end."""

    category = forms.ModelChoiceField(
        Category.objects.none(),
        to_field_name="uid",
        label="Kind",
        empty_label="Choose…",
        widget=forms.Select(attrs=RELOAD),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    tag = forms.CharField(
        label="Asset tag",
        max_length=60,
        required=False,
        help_text="Empty: the next number is taken",
    )
    serial = forms.CharField(max_length=120, required=False)
    name = forms.CharField(
        max_length=200, required=False, help_text="Only if the model's name is not enough"
    )
    hostname = forms.CharField(
        label="Host name", max_length=120, required=False, help_text="What the network calls it"
    )
    macs = forms.CharField(
        label="MAC addresses",
        max_length=400,
        required=False,
        help_text="Several with commas between them",
    )
    imei = forms.CharField(label="IMEI", max_length=40, required=False)
    quantity = forms.IntegerField(min_value=1, initial=1, required=False)
    condition = forms.ChoiceField(choices=Condition.choices, initial=Condition.GOOD)
    ownership = forms.ChoiceField(choices=Ownership.choices, initial=Ownership.OWNED)
    home_spot = forms.CharField(label="Shelf or seat", max_length=60, required=False)
    capacity = forms.IntegerField(
        min_value=1, max_value=500, required=False, help_text="How many items it holds"
    )
    price_net = PoundsField(label="Price without VAT, £", required=False)
    vat_rate = forms.TypedChoiceField(
        label="VAT", choices=VAT, coerce=int, empty_value=None, required=False
    )
    price_gross = PoundsField(label="Price with VAT, £", required=False)
    vat_recoverable = forms.BooleanField(label="VAT comes back", required=False, initial=True)
    order_ref = forms.CharField(label="Order", max_length=60, required=False)
    invoice_ref = forms.CharField(label="Invoice", max_length=60, required=False)
    funding = forms.CharField(label="Paid from", max_length=80, required=False)
    bought_on = DayField(label="Bought", required=False)
    in_service_on = DayField(label="In use since", required=False)
    replace_on = DayField(
        label="Replace in", required=False, help_text="Empty: at the end of its model's life"
    )
    supported_until = DayField(label="Updates end", required=False)
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    pairs = [
        ("category", "model"), ("tag", "serial"), ("name", "quantity"), ("home", "home_spot"),
        ("condition", "ownership"), ("price_net", "price_gross"), ("vat_rate", "vat_recoverable"),
        ("order_ref", "invoice_ref"), ("supplier", "funding"), ("bought_on", "in_service_on"),
        ("replace_on", "supported_until"), ("hostname", "macs"),
    ]  # fmt: skip

    def __init__(
        self, *args: Any, actor: Actor, school: School, category: Category | None, custom: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.visible_to(actor).order_by("name_key")  # type: ignore[attr-defined]
        models = Model.objects.visible_to(actor).select_related("manufacturer")
        self.fields["model"] = LookupField(
            queryset=models,
            url="equipment:model_lookup",
            required=False,
            label_from=lambda m: m.full_name,
        )
        self.fields["home"] = room_field(actor, school, required=False, label="Home")
        suppliers = Organisation.objects.visible_to(actor)
        self.fields["supplier"] = LookupField(
            queryset=suppliers, url="people:organisation_lookup", required=False
        )
        own = (
            form_fields(ITEM, custom or {}, category.uid if category else None) if category else {}
        )
        self.fields.update(own)
        self.fieldsets = [
            ("What it is", ["category", "model", "tag", "serial", "name", "quantity", "condition", "ownership"]),
            ("Where it lives", ["home", "home_spot", "capacity"]),
            ("On the network", ["hostname", "macs", "imei"]),
            *([(f"{category} facts", list(own))] if own else []),
            ("Money", [
                "price_net", "price_gross", "vat_rate", "vat_recoverable", "supplier", "funding", "order_ref",
                "invoice_ref", "bought_on", "in_service_on", "replace_on", "supported_until",
            ]),
            ("Notes", ["notes"]),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        net, gross, rate = data.get("price_net"), data.get("price_gross"), data.get("vat_rate")
        if rate is not None and net is not None and gross is None:
            data["price_gross"] = round(net * (10_000 + rate) / 10_000)
        elif rate is not None and gross is not None and net is None:
            data["price_net"] = round(gross * 10_000 / (10_000 + rate))
        if net is not None and gross is not None and gross < net:
            self.add_error("price_gross", "Less than the price without VAT")
        return data

    def values(self) -> dict[str, Any]:
        """What the verbs take: column names, keys for other rows."""
        found = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("custom_") or name in ("tag", "category", "version"):
                continue
            if name in ("model", "home", "supplier"):
                found[f"{name}_id"] = value.pk if value else None
            else:
                found[name] = value
        found["quantity"] = found.get("quantity") or 1
        return found


class GiveForm(forms.Form):
    quantity = forms.IntegerField(min_value=1, initial=1)
    due_on = DayField(label="Due back", required=False)
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.fields
        self.fields = {
            "person": person_field(actor, required=False, label="To a person"),
            "room": room_field(actor, item.school, required=False, label="or a room"),
            "with_item": item_field(actor, item.school, required=False, label="or another item"),
            **own,
        }
        if item.is_individual:
            del self.fields["quantity"]
        else:
            self._ask_from_where(item)

    def _ask_from_where(self, item: Item) -> None:
        """Where it lies in several rooms; else there is nothing to choose."""
        rooms = Room.objects.filter(shelves__stock__item=item, shelves__quantity__gt=0).distinct()
        if len(rooms) > 1:
            self.fields["source"] = forms.ModelChoiceField(
                rooms, to_field_name="uid", required=False, label="From", empty_label="Home first"
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = [data[name] for name in ("person", "room", "with_item") if data.get(name)]
        if len(chosen) != 1:
            raise forms.ValidationError("Choose who gets it: a person, a room or another item.")
        data["to"] = chosen[0]
        return data


class TakeBackForm(forms.Form):
    condition = forms.ChoiceField(choices=[("", "As it was"), *Condition.choices], required=False)

    def __init__(self, *args: Any, most: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if most > 1:
            some = forms.IntegerField(min_value=1, max_value=most, initial=most, label="How many")
            self.fields = {"quantity": some, **self.fields}


class MoveForm(forms.Form):
    and_home = forms.BooleanField(label="This is its new home", required=False)

    def __init__(self, *args: Any, actor: Actor, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"room": room_field(actor, school, label="To"), **self.fields}


class SeenForm(forms.Form):
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "room": room_field(actor, school, required=False, label="Where"),
            **self.fields,
        }


class PutInForm(forms.Form):
    bay = forms.CharField(max_length=20, required=False)

    def __init__(self, *args: Any, actor: Actor, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        containers = item_field(actor, school, label="Into", category__is_container=True)
        self.fields = {"container": containers, **self.fields}


class CoverForm(forms.Form):
    kind = forms.ChoiceField(choices=CoverKind.choices)
    starts_on = DayField(label="From", required=False)
    ends_on = DayField(label="To")
    reference = forms.CharField(max_length=80, required=False)
    note = forms.CharField(max_length=300, required=False)
    pairs = [("starts_on", "ends_on")]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"] = LookupField(
            queryset=Organisation.objects.visible_to(actor),
            url="people:organisation_lookup",
            required=False,
        )


class MergeForm(forms.Form):
    def __init__(self, *args: Any, actor: Actor, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = Item.objects.visible_to(actor).live().filter(school_id=item.school_id)
        self.choices = items.exclude(pk=item.pk).select_related("model", "category", "school")
        self.fields["into"] = LookupField(
            queryset=self.choices, url="equipment:item_lookup", label="The record that stays"
        )


def transfer_form(actor: Actor, *, but: School | None = None) -> type[forms.Form]:
    schools = School.objects.visible_to(actor, "equipment.change").filter(left_on=None)
    rest = schools.exclude(pk=but.pk) if but else schools
    to = forms.ModelChoiceField(rest.order_by("name_key"), to_field_name="uid", label="To")
    return type("TransferForm", (forms.Form,), {"to": to})


class RemoveForm(forms.Form):
    why = forms.CharField(label="Why", max_length=200, help_text="Entered twice, never ours…")
