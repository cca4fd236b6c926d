from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.equipment.actions import cataloguing
from firstbell.equipment.models import Category
from firstbell.equipment.queries.starter import KINDS, Kind, Special
from firstbell.equipment.states import Tracking
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.states import Kind as FieldKind

ITEM = "equipment.item"


def stock_catalogue(*, by: Actor, at: datetime) -> int:
    """Make the categories of a UK school that are not there yet, with their special fields; how many were made."""
    made = 0
    with transaction.atomic():
        there = {category.name.casefold(): category for category in Category.objects.all()}
        for kind in KINDS:
            if kind.name.casefold() not in there:
                there[kind.name.casefold()] = _make(kind, there, by, at)
                made += 1
    return made


def category(name: str, *, by: Actor, at: datetime) -> Category:
    """The one of this name; where it is none of ours it is made as the catalogue of the first day has it."""
    found: Category | None = Category.objects.filter(name__iexact=name).first()
    if found is not None:
        return found
    kind = next((kind for kind in KINDS if kind.name == name), Kind(name, "", "device-desktop"))
    with transaction.atomic():
        above = category(kind.under, by=by, at=at) if kind.under else None
        return _make(kind, {above.name.casefold(): above} if above else {}, by, at)


def _make(kind: Kind, there: dict[str, Category], by: Actor, at: datetime) -> Category:
    category = cataloguing.add(
        Category, name=kind.name, by=by, at=at, parent=there.get(kind.under.casefold()), icon=kind.icon,
        tag_prefix=kind.prefix, is_container=kind.container, has_battery=kind.battery, used_up=kind.used_up,
        tracking=Tracking.QUANTITY if kind.by_quantity else Tracking.INDIVIDUAL,
        life_months=kind.life_years * 12 if kind.life_years else None,
    )  # fmt: skip
    for order, special in enumerate(kind.special):
        _field(special, category, order, by, at)
    return category


def _field(special: Special, category: Category, order: int, by: Actor, at: datetime) -> None:
    shared = Field.objects.filter(noun=ITEM, label=special.label, kind=special.kind).first()
    if shared is not None:
        fields.change_field(shared, by=by, at=at, scopes=[*shared.scopes, str(category.uid)])
        return
    fields.add_field(
        noun=ITEM, label=special.label, kind=FieldKind(special.kind), by=by, at=at, choices=list(special.choices), order=order,
        scopes=[str(category.uid)],
    )  # fmt: skip
