"""What a desk is made of is added, changed and put in order; each is told in the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce, changes_between
from firstbell.support import events

SETUP, MANAGE = "support.change_setup", "support.manage_team"
_TAKEN = "There is one of that name already."


def word_of(row: Any) -> str:
    return str(getattr(row, "word", row._meta.verbose_name))


def listed(rows: Iterable[Any]) -> str:
    return ", ".join(sorted(str(row) for row in rows))


def save(  # noqa: PLR0913 -- what a form says, and who may
    row: Any, values: dict[str, Any], many: dict[str, Sequence[Any]] | None = None, *, by: Actor, at: datetime,
    version: int | None = None, may: str = SETUP, more: Sequence[Change] = (),
) -> Any:  # fmt: skip
    """A new row with these values, or a known one changed to them; `many` are the rows it points to.

    `more` is what its verb changes of it besides.
    """
    require(by, may, row)
    name = str(values.get("name", getattr(row, "name", ""))).replace("\x00", "").strip()
    if not name:
        raise Refusal("Give it a name.", fields={"name": "A word or two"})
    values = {**values, "name": name}
    try:
        with transaction.atomic():
            if row.pk is None:
                return add(row, values, many, by=by, at=at)
            changes = [*changes_between(row, values), *_pointed(row, many or {}), *more]
            return change(row, values, changes, version, by=by, at=at)
    except IntegrityError:
        raise Conflict(_TAKEN, fields={"name": "There already"}) from None


def add(row: Any, values: Mapping[str, Any], many: dict[str, Sequence[Any]] | None = None, *, by: Actor, at: datetime) -> Any:  # fmt: skip
    """What is checked already, as a new row."""
    for name, value in values.items():
        setattr(row, name, value)
    row.created_at = at
    row.save()
    for name, rows in (many or {}).items():
        getattr(row, name).set(rows)
    announce(events.SETUP_ADDED, row, by=by, at=at, what=word_of(row))
    return row


def _pointed(row: Any, many: dict[str, Sequence[Any]]) -> list[Change]:
    """What it points to from now on, and what that changes."""
    changes = []
    for name, rows in many.items():
        was, now = list(getattr(row, name).all()), list(rows)
        if {one.pk for one in was} != {one.pk for one in now}:
            changes.append(Change(name, listed(was), listed(now)))
            getattr(row, name).set(now)
    return changes


def change(
    row: Any, values: Mapping[str, Any], changes: Sequence[Change], version: int | None, *, by: Actor, at: datetime
) -> Any:  # fmt: skip
    """A known row to these values, told as these changes; nothing where there are none."""
    if version is not None:
        row.version = version
    if not changes:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.bump(*values)
    announce(events.SETUP_CHANGED, row, by=by, at=at, changes=changes)
    return row


def shift(row: Any, rows: Iterable[Any], up: bool, *, by: Actor, at: datetime) -> bool:  # noqa: FBT001 -- up or down
    """One place up or down among `rows`; whether it moved."""
    require(by, SETUP, row)
    order: list[Any] = list(rows)
    place = next((n for n, one in enumerate(order) if one.pk == row.pk), None)
    if place is None or not 0 <= (new := place + (-1 if up else 1)) < len(order):
        return False
    order[place], order[new] = order[new], order[place]
    with transaction.atomic():
        for number, one in enumerate(order, 1):
            if one.order != 10 * number:
                one.order = 10 * number
                one.bump("order")
        words = {"was": place + 1, "now": new + 1}
        announce(events.SETUP_CHANGED, row, by=by, at=at, changes=[Change("place", **words)])
    return True


def in_order(rows: Iterable[Any], uids: Sequence[UUID], *, by: Actor, at: datetime) -> None:
    """Exactly these, in this order."""
    known = {row.uid: row for row in rows}
    if len(set(uids)) != len(uids) or set(uids) != set(known):
        raise Refusal("Name each of them once, and no others.", fields={"uids": "Each once"})
    for row in known.values():
        require(by, SETUP, row)
    with transaction.atomic():
        for number, uid in enumerate(uids, 1):
            row = known[uid]
            if row.order != 10 * number:
                change = Change("place", row.order // 10, number)
                row.order = 10 * number
                row.bump("order")
                announce(events.SETUP_CHANGED, row, by=by, at=at, changes=[change])
