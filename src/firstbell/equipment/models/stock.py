"""What is counted and not tagged one by one: how much of it lies where, and every move of it."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from firstbell.equipment.models.catalogue import Model
from firstbell.equipment.models.facts import Custody
from firstbell.equipment.models.item import Item
from firstbell.equipment.states import MoveKind
from firstbell.people.models import Organisation, Person
from firstbell.places.models import Room
from firstbell.platform.database.uid import UidField


class StockQuerySet(models.QuerySet["Stock"]):
    def visible_to(self, actor: Any) -> Self:
        return self.filter(item__in=Item.objects.visible_to(actor).live())

    def low(self) -> Self:
        return self.filter(on_shelf__lt=F("minimum"))


class Stock(models.Model):
    """One row for each item that is counted. What is on its shelves is the sum of them, kept here."""

    uid = UidField()
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="stock")
    on_shelf = models.PositiveIntegerField(default=0)
    minimum = models.PositiveIntegerField("keep at least", null=True, blank=True)
    target = models.PositiveIntegerField("fill up to", null=True, blank=True)
    low_since = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = StockQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"on_shelf", "minimum", "target", "low_since"}

    class Meta:
        indexes = [
            models.Index(
                fields=["low_since"],
                name="equipment_stock_low",
                condition=Q(low_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.on_shelf}"

    @property
    def is_low(self) -> bool:
        return self.minimum is not None and self.on_shelf < self.minimum


class Shelf(models.Model):
    """So many of it in one room, or somewhere; with levels of its own where that place must never run out."""

    uid = UidField()
    stock = models.ForeignKey(Stock, on_delete=models.CASCADE, related_name="shelves")
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="shelves"
    )
    quantity = models.PositiveIntegerField(default=0)
    minimum = models.PositiveIntegerField("keep at least", null=True, blank=True)
    target = models.PositiveIntegerField("fill up to", null=True, blank=True)
    low_since = models.DateTimeField(null=True, blank=True, editable=False)

    personal: dict[str, str] = {}
    plain = {"quantity", "minimum", "target", "low_since"}

    def __str__(self) -> str:
        return str(self.room or "Somewhere")

    @property
    def is_low(self) -> bool:
        return self.minimum is not None and self.quantity < self.minimum


class StockMove(models.Model):
    """A line of the ledger: never changed, never removed; a mistake is annulled by a line of its own."""

    uid = UidField()
    stock = models.ForeignKey(Stock, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=10, choices=MoveKind)
    quantity = models.PositiveIntegerField()
    from_shelf = models.ForeignKey(
        Shelf, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_shelf = models.ForeignKey(
        Shelf, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    with_item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    custody = models.ForeignKey(
        Custody, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    price_net = models.PositiveIntegerField("price of one without VAT", null=True, blank=True)
    supplier = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order_ref = models.CharField("order", max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    annuls = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="annulled_by"
    )

    personal = {"by_name": "name", "note": "text"}
    plain = {"kind", "quantity", "price_net", "order_ref", "at"}

    class Meta:
        indexes = [models.Index(fields=["stock", "-at"], name="equipment_stockmove_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_shelf__isnull=False) | Q(to_shelf__isnull=False),
                name="equipment_stockmove_from_or_to_a_shelf",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="equipment_stockmove_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity}"

    @property
    def holder(self) -> Person | Room | Item | None:
        return self.person or self.room or self.with_item


class Fit(models.Model):
    """This toner or lamp goes into printers or projectors of that model."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="fits")
    model = models.ForeignKey(Model, on_delete=models.CASCADE, related_name="fitted_by")

    personal: dict[str, str] = {}
    plain: set[str] = set()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "model"], name="equipment_fit_once")]

    def __str__(self) -> str:
        return f"{self.item} in {self.model}"
