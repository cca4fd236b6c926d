"""The catalogue of the trust: categories, makers, models, stage labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from firstbell.equipment import events
from firstbell.equipment.models import Category, JunkSerial, Manufacturer, Model, StageLabel
from firstbell.equipment.models.catalogue import Named
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places.actions.own import index_own, set_own
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce, changes_between
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.queries import fields_of

ITEM, MODEL = "equipment.item", "equipment.model"
Row = TypeVar("Row", Category, Manufacturer, Model, StageLabel)
_WORDS = {Category: "category", Manufacturer: "maker", Model: "model", StageLabel: "stage label"}


def add(kind: type[Row], *, name: str, by: Actor, at: datetime, **values: Any) -> Row:
    require(by, "equipment.catalogue")
    own: Mapping[str, Any] = values.pop("custom", {})
    row = kind(created_at=at, **values)
    _name(row, name)
    _set_own(row, own)
    return _write(row, by, at, "added", {})


def change(row: Row, *, by: Actor, at: datetime, **values: Any) -> Row:
    """`version` is the one that its editor looked at, where somebody looked."""
    require(by, "equipment.catalogue")
    if (read := values.pop("version", None)) is not None:
        row.version = read
    changed = [*_set_own(row, values.pop("custom", {})), *changes_between(row, values)]
    changes = {change.field: change for change in changed}
    for attribute, value in values.items():
        setattr(row, attribute, value)
    _name(row, row.name)
    if isinstance(row, Category):
        _refuse_ring(row)
    names = {*values, "name_key", *(["custom"] if isinstance(row, Model) else [])}
    return _write(row, by, at, "changed", changes, names) if changes else row


def own_fields_of(model: Model | None) -> list[Field]:
    """Those of models, then those of its items, which begin with what their model says."""
    own = fields_of(MODEL)
    of_items = fields_of(ITEM, model.category.uid) if model else []
    taken = {field.key for field in own}
    fit = [field for field in of_items if not (field.is_unique or field.is_secret)]
    return own + [field for field in fit if field.key not in taken]


def _set_own(row: Row, given: Mapping[str, Any]) -> list[Change]:
    return set_own(row, given, own_fields_of(row)) if isinstance(row, Model) else []


def _name(row: Named, name: str) -> None:
    name = " ".join(name.split())
    if not name:
        raise Refusal("It needs a name.", fields={"name": "Needed"})
    row.named(name)


def _refuse_ring(row: Category) -> None:
    above = row.parent
    while above is not None:
        if above.pk == row.pk:
            raise Refusal(
                "A category cannot stand under itself.", fields={"parent": "That is a ring"}
            )
        above = above.parent


def _write(
    row: Row, by: Actor, at: datetime, did: str, changes: dict[str, Any], names: Collection[str] = ()
) -> Row:  # fmt: skip
    """The first time whole, later these columns of it."""
    word = _WORDS[type(row)]
    try:
        with transaction.atomic():
            if names:
                row.bump(*names)
            else:
                row.save()
            if isinstance(row, Model):
                index_own(row)
            did = f"{did} the {word}"
            announce(
                events.CATALOGUE_CHANGED, row, by=by, at=at, changes=list(changes.values()), did=did
            )
    except IntegrityError:
        raise Conflict(
            f"There is a {word} called {row.name} already.", fields={"name": "There already"}
        ) from None
    return row


def named(kind: type[Row], name: str, *, by: Actor, at: datetime, **values: Any) -> Row:
    """The one of this name, made if there is none."""
    found = kind.objects.filter(name__iexact=" ".join(name.split()), **values).first()
    return found or add(kind, name=name, by=by, at=at, **values)


def remove_label(row: StageLabel, *, by: Actor, at: datetime) -> None:
    """What wore the label is at the plain stage again; history keeps the word."""
    require(by, "equipment.catalogue")
    with transaction.atomic():
        announce(events.CATALOGUE_CHANGED, row, by=by, at=at, did="removed the stage label")
        row.delete()


def add_junk(value: str, *, by: Actor, at: datetime) -> JunkSerial:
    """From now on this serial tells nothing apart; what has it already keeps it."""
    require(by, "equipment.catalogue")
    value = " ".join(value.split())
    if not value:
        raise Refusal("Type the serial that says nothing.", fields={"value": "Needed"})
    row = JunkSerial(value=value, created_at=at)
    try:
        with transaction.atomic():
            row.save()
            announce(
                events.CATALOGUE_CHANGED, row, by=by, at=at, did="put on the list of junk serials:"
            )
    except IntegrityError:
        raise Conflict(
            f"{value} is on the list already.", fields={"value": "There already"}
        ) from None
    return row


def remove_junk(row: JunkSerial, *, by: Actor, at: datetime) -> None:
    require(by, "equipment.catalogue")
    with transaction.atomic():
        announce(
            events.CATALOGUE_CHANGED, row, by=by, at=at, did="took off the list of junk serials:"
        )
        row.delete()
