"""Licences: recorded, changed, and their keys looked at."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from firstbell.lib.parsing import Unclear, likely
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce, changes_between
from firstbell.platform.database import secrets
from firstbell.platform.tenancy.models import School
from firstbell.software import events
from firstbell.software.models import Licence, Title
from firstbell.software.states import Metric

FIELDS = (
    "title", "name", "metric", "seats", "starts_on", "ends_on", "supplier", "order_ref", "cost_pence", "key", "notes",
)  # fmt: skip


def add(school: School, title: Title, *, by: Actor, at: datetime, **values: Any) -> Licence:
    require(by, "software.change_licences", school)
    row = Licence(school=school, title=title, created_at=at, **values)
    _refuse(row)
    with transaction.atomic():
        row.save()
        announce(events.LICENCE_ADDED, row, by=by, at=at, about=[title])
    return row


def change(
    row: Licence, *, by: Actor, at: datetime, version: int | None = None, **values: Any
) -> Licence:
    """The key is changed without its words standing in the history."""
    require(by, "software.change_licences", row)
    row.version = version or row.version
    changes = changes_between(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    _refuse(row)
    if changes:
        with transaction.atomic():
            row.bump(*values)
            told = [_unsaid(one) if one.field == "key" else one for one in changes]
            announce(events.LICENCE_CHANGED, row, by=by, at=at, changes=told, about=[row.title])
    return row


def _unsaid(change: Change) -> Change:
    return Change("licence key", "a key" if change.was else "", "a key" if change.now else "none")


def _refuse(row: Licence) -> None:
    for name in ("starts_on", "ends_on"):
        day: date | None = getattr(row, name)
        if day is not None:
            _refuse_unlikely(day, name)
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise Refusal("It ends before it begins.", fields={"ends_on": "Before it begins"})
    if row.seats is None and row.metric != Metric.SITE:
        raise Refusal(
            "Say how many seats it has, or that it is for the whole school.",
            fields={"seats": "Needed"},
        )


def _refuse_unlikely(day: date, name: str) -> None:
    try:
        likely(day)
    except Unclear as unclear:
        raise Refusal(unclear.sentence, fields={name: unclear.sentence}) from None


def remove(row: Licence, *, by: Actor, at: datetime) -> None:
    require(by, "software.change_licences", row)
    with transaction.atomic():
        announce(events.LICENCE_REMOVED, row, by=by, at=at, about=[row.title])
        row.delete()


def reveal(row: Licence, *, by: Actor, at: datetime) -> str:
    """Its key, and a line in the history that says who looked."""
    require(by, "software.reveal", row)
    key = secrets.opened(row.key, "The licence key")
    with transaction.atomic():
        announce(events.KEY_REVEALED, row, by=by, at=at, about=[row.title])
    return key
