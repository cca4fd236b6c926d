"""Taking back what an import added to the catalogue, where nothing else has come to use it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.models import Category, Item, Manufacturer, Model
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Event

_AT_ONCE = 200


def forget_undone(by: Actor, **of: Any) -> None:
    """Items that this import added and its undo took out again: nobody has ever used them, so they need no kind."""
    require(by, "equipment.end")
    added = Event.objects.filter(kind=events.REGISTERED.name, correlation=by.correlation)
    out = Item.objects.filter(**of).exclude(removed_at=None)
    while uids := _some(out.filter(uid__in=added.values("subject_uid"))):
        with transaction.atomic():
            Item.objects.filter(uid__in=uids).delete()


def _some(items: Any) -> Collection[UUID]:
    return list(items.values_list("uid", flat=True)[:_AT_ONCE])


def withdraw(row: Category | Manufacturer | Model, *, by: Actor, at: datetime) -> None:
    require(by, "equipment.catalogue")
    users = list(_users(row))
    if users:
        raise Conflict(f"In use: {' and '.join(users)}.")
    with transaction.atomic():
        announce(events.CATALOGUE_CHANGED, row, by=by, at=at, did="took back")
        row.delete()


def _users(row: Category | Manufacturer | Model) -> Any:
    if not isinstance(row, Manufacturer):
        yield from _counted(row.items.filter(removed_at=None).count(), "item", "items")
        yield from _counted(
            row.items.exclude(removed_at=None).count(), "item that was taken out", "items that were taken out"
        )  # fmt: skip
    if not isinstance(row, Model):
        yield from _counted(row.models.count(), "model", "models")
    if isinstance(row, Category):
        yield from _counted(row.children.count(), "kind under it", "kinds under it")


def _counted(number: int, one: str, many: str) -> Any:
    if number:
        yield f"{number:,} {one if number == 1 else many}"
