from __future__ import annotations

from typing import Any

from django import forms

from firstbell.equipment.actions.ledger import Facts
from firstbell.equipment.models import Item, Model, Shelf
from firstbell.equipment.web.forms import room_field
from firstbell.people.models import Organisation
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.components.pence import PoundsField


class _Counted(forms.Form):
    """What is asked of every move: how many, and where."""

    def __init__(self, *args: Any, actor: Actor, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.item = actor, item
        self.ask()

    def ask(self) -> None:
        raise NotImplementedError

    def room(self, label: str, **more: Any) -> LookupField:
        return room_field(self.actor, self.item.school, label=label, required=False, **more)


class ReceiveForm(_Counted):
    quantity = forms.IntegerField(label="How many", min_value=1, max_value=1_000_000)
    price_net = PoundsField(label="One costs, £ without VAT", required=False)
    order_ref = forms.CharField(label="Order", max_length=60, required=False)
    note = forms.CharField(max_length=300, required=False)
    pairs = [("quantity", "price_net"), ("supplier", "order_ref")]

    def ask(self) -> None:
        suppliers = LookupField(
            queryset=Organisation.objects.visible_to(self.actor), url="people:organisation_lookup", required=False,
            label="From",
        )  # fmt: skip
        own = self.fields
        self.fields = {"quantity": own.pop("quantity"), "room": self.room("Put in"), "supplier": suppliers, **own}  # fmt: skip

    def facts(self) -> Facts:
        names = ("note", "price_net", "supplier", "order_ref")
        return Facts(**{name: self.cleaned_data[name] for name in names})


class CountForm(_Counted):
    found = forms.IntegerField(label="How many lie there", min_value=0, max_value=1_000_000)
    note = forms.CharField(max_length=300, required=False)

    def ask(self) -> None:
        self.fields = {"room": self.room("Where"), **self.fields}


class LoseForm(_Counted):
    quantity = forms.IntegerField(label="How many", min_value=1, max_value=1_000_000)
    why = forms.CharField(label="What became of them", max_length=300)

    def ask(self) -> None:
        self.fields = {"room": self.room("From"), **self.fields}


class ShiftForm(_Counted):
    quantity = forms.IntegerField(label="How many", min_value=1, max_value=1_000_000)
    pairs = [("source", "target")]

    def ask(self) -> None:
        self.fields = {**self.fields, "source": self.room("From"), "target": self.room("To")}


class LevelsForm(forms.Form):
    minimum = forms.IntegerField(
        label="Keep at least", min_value=0, max_value=1_000_000, required=False, help_text="Fewer is running low"
    )  # fmt: skip
    target = forms.IntegerField(
        label="Fill up to", min_value=0, max_value=1_000_000, required=False, help_text="What the shopping list makes it"
    )  # fmt: skip
    pairs = [("minimum", "target")]

    def __init__(self, *args: Any, shelves: list[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All of it together"), *((str(one.uid), str(one)) for one in shelves)]
        where = forms.ChoiceField(choices=choices, required=False, label="Of")
        self.fields = {"shelf": where, **self.fields}


class FitsForm(forms.Form):
    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = Model.objects.visible_to(actor)
        self.fields["model"] = LookupField(
            queryset=models, url="equipment:model_lookup", label="Model it goes into"
        )
