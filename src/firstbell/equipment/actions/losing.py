"""Lost, stolen, or broken beyond repair: written down with who had it then and what it was worth that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.equipment import events
from firstbell.equipment.actions import custody, stages, stocking
from firstbell.equipment.models import Custody, Item, Loss
from firstbell.equipment.queries import worth
from firstbell.equipment.states import Lifecycle, LossKind
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between

_BECOMES = {LossKind.BROKEN: Lifecycle.RETIRED}
LONG_AGO = timedelta(days=3653)
_WORDS = ("note", "police_ref", "insurer_ref")


def record(item: Item, *, kind: str, on: date, by: Actor, at: datetime, **words: str) -> Loss:
    """Whoever had it has it no longer; it is missing from now on, or retired where it is beyond repair."""
    require(by, "equipment.end", item)
    _refuse_day(item, on, at)
    if item.is_gone:
        raise Conflict(f"{item} is no longer in use.")
    if not item.is_individual:
        raise Refusal(f"{item} is counted: say at its stock how many of it are gone.")
    held = item.custodies.open().select_related("person", "room", "with_item").first()
    value = worth.of(item, on)
    row = Loss(
        item=item, school_id=item.school_id, kind=kind, on=on, person=held.person if held else None,
        held_by=str(held or "")[:200], value_pence=value.value if value else None, recorded_by=by.name[:200], created_at=at,
        **{name: words.get(name, "").strip() for name in _WORDS},
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            if held is not None:
                custody.take_back(item, by=by, at=at, custody=held, to_shelf=False)
            stage = _BECOMES.get(LossKind(kind), Lifecycle.MISSING)
            stages.set_stage([item], stage=stage, by=by, at=at, on=on, as_told=True)
            about = [row, held.person if held else None]
            announce(
                events.LOST, item, by=by, at=at, about=about, kind=LossKind(kind).label.lower()
            )
    except IntegrityError:
        raise Conflict(f"{item} is noted as lost already.") from None
    return row


def _refuse_day(item: Item, on: date, at: datetime) -> None:
    if on > at.date():
        raise Refusal("It cannot have happened on a day to come.", fields={"on": "To come"})
    if item.bought_on is not None and on < item.bought_on:
        raise Refusal("That is before it was bought.", fields={"on": "Not bought yet"})
    if on < at.date() - LONG_AGO:
        raise Refusal("That is more than ten years ago. Check the day.", fields={"on": "Long ago"})


def write_off(
    held: Sequence[Custody], *, kind: str, on: date, by: Actor, at: datetime, **words: str
) -> None:
    """What somebody will not bring back: a loss of each, with them as its holder; nothing of it is out any more.

    Of what is counted, so many leave the stock. All of it, or nothing.
    """
    with transaction.atomic():
        for row in held:
            if row.item.is_individual:
                record(row.item, kind=kind, on=on, by=by, at=at, **words)
            else:
                _lose_counted(row, kind, by, at, words.get("note", "").strip())


def _lose_counted(row: Custody, kind: str, by: Actor, at: datetime, note: str) -> None:
    require(by, "equipment.end", row.item)
    custody.take_back(row.item, by=by, at=at, custody=row)
    why = ": ".join(part for part in (str(LossKind(kind).label), note) if part)
    stocking.lose(row.item, row.quantity, why=why, by=by, at=at, room=row.item.home)


def change(row: Loss, *, by: Actor, at: datetime, **words: Any) -> None:
    require(by, "equipment.end", row)
    wanted = {name: str(words.get(name) or "").strip() for name in _WORDS}
    changes = changes_between(row, wanted)
    if not changes:
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.bump(*wanted)
        announce(events.LOSS_CHANGED, row.item, by=by, at=at, about=[row], changes=changes)


def found(row: Loss, *, by: Actor, at: datetime) -> None:
    """It turned up: out of the sum, and on the shelf again."""
    require(by, "equipment.end", row)
    item = row.item
    with transaction.atomic():
        rows = Loss.objects.filter(pk=row.pk, found_at=None)
        if not rows.update(found_at=at, found_by=by.name[:200]):
            raise Conflict("It was found already.")
        if item.lifecycle in (Lifecycle.MISSING, Lifecycle.RETIRED):
            stages.set_stage([item], stage=Lifecycle.IN_STOCK, by=by, at=at, as_told=True)
        announce(events.FOUND_AGAIN, item, by=by, at=at, about=[row])
