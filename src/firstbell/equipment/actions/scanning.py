"""A scan at the desk: kept with its answer before it is answered, so that the same one twice counts once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from firstbell.equipment.actions import collecting, lending, reading, returning, wholes
from firstbell.equipment.models import Custody, DeskScan, Handover, HandoverLine, Item
from firstbell.equipment.states import DID, Direction, Outcome
from firstbell.lib.refusal import Conflict
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require


def scan(basket: Handover, *, code: str, scan_id: UUID, by: Actor, at: datetime) -> DeskScan:
    def answer(row: Handover) -> reading.Answer:
        thing = reading.read(code, school=row.school, by=by)
        if isinstance(thing, reading.Answer):
            return thing
        if row.direction == Direction.BACK:
            return returning.answer(row, thing, by=by, at=at)
        return collecting.answer(row, thing, by=by, at=at)

    return _once(basket, scan_id, answer, code=code, by=by, at=at)


def bring(pile: Handover, row: Custody, *, scan_id: UUID, by: Actor, at: datetime) -> DeskScan:
    """Of several who have some of it, who brings it was chosen by hand."""
    return _once(
        pile, scan_id, lambda own: returning.take_from(own, row, by=by, at=at), by=by, at=at
    )


def choose_holder(
    basket: Handover, holder: Person | Room, *, scan_id: UUID, by: Actor, at: datetime
) -> DeskScan:
    """Somebody was chosen by hand: kept like a scan, so that it can be undone like one."""
    return _once(basket, scan_id, lambda row: collecting.name_holder(row, holder, at), by=by, at=at)


def take_over(basket: Handover, item: Item, *, scan_id: UUID, by: Actor, at: datetime) -> DeskScan:
    """What somebody else has goes in the basket; it is taken back from them in the moment it is lent."""

    def answer(row: Handover) -> reading.Answer:
        if not item.is_individual:
            raise Conflict(f"{item} is counted: scan it, and it is taken from what is left.")
        held = item.custodies.open().select_related("person", "room", "with_item").first()
        missing = lending.take_over(row, item, by=by, at=at)
        said = f"It is taken back from {held} when this is handed over." if held else ""
        if item.category.is_container:
            said = f"{said} {wholes.in_words(item, missing)}.".strip()
        return reading.Answer(Outcome.ADDED, f"{item.tag} added", said, item)

    return _once(basket, scan_id, answer, by=by, at=at)


def _once(
    basket: Handover, scan_id: UUID, answer: Callable[[Handover], reading.Answer], *, by: Actor, at: datetime,
    code: str = "",
) -> DeskScan:  # fmt: skip
    """What the desk is asked is done once and kept with its answer; asked again, it answers the same."""
    require(by, "equipment.give", basket)
    with transaction.atomic():
        row = lending.locked(basket)
        known = DeskScan.objects.filter(scan_id=scan_id).select_related("item__category").first()
        return known or keep(row, code, scan_id, answer(row), by, at)


def keep(
    basket: Handover, code: str, scan_id: UUID, answer: reading.Answer, by: Actor, at: datetime
) -> DeskScan:  # fmt: skip
    return DeskScan.objects.create(
        handover=basket, scan_id=scan_id, code=code[:200], outcome=answer.outcome, title=answer.title[:200],
        said=answer.said[:400], item=answer.item, more=answer.more, at=at, by_name=by.name[:200],
    )  # fmt: skip


def undo_last(basket: Handover, *, by: Actor, at: datetime) -> DeskScan:
    """Take back what the last scan did; pressed again, the one before it."""
    require(by, "equipment.give", basket)
    with transaction.atomic():
        row = lending.locked(basket)
        done = row.scans.filter(undone_at=None, outcome__in=DID).select_related("item")
        last = done.order_by("-pk").first()
        if last is None:
            raise Conflict("There is nothing to undo in this basket.")
        if last.outcome == Outcome.BACK:
            returning.undo(row, last, by=by, at=at)
        else:
            _UNDO[Outcome(last.outcome)](row, last)
        last.undone_at = at
        last.save(update_fields=["undone_at"])
    return last


def _remove(row: Handover, last: DeskScan) -> None:
    for line in row.lines.filter(item=last.item):
        lending.take_out(line)


def _count_down(row: Handover, last: DeskScan) -> None:
    lines = HandoverLine.objects.filter(handover=row, item=last.item)
    lines.filter(quantity__gt=1).update(quantity=F("quantity") - 1)


def _uncheck(row: Handover, last: DeskScan) -> None:
    parts = HandoverLine.objects.filter(handover=row, item=last.item, from_kit__isnull=False)
    parts.update(is_checked=False)


def _other_place(row: Handover, last: DeskScan) -> None:
    Handover.objects.filter(pk=row.pk).update(room=last.more.get("was", {}).get("room"))


def _other_holder(row: Handover, last: DeskScan) -> None:
    was: dict[str, Any] = last.more.get("was", {})
    person, room = was.get("person"), was.get("room")
    before: Person | Room | None = Person.objects.filter(pk=person).first() if person else None
    if room:
        before = Room.objects.filter(pk=room).first()
    lending.put_holder(row, before, last.at)


_UNDO = {
    Outcome.ADDED: _remove,
    Outcome.COUNTED: _count_down,
    Outcome.CHECKED: _uncheck,
    Outcome.HOLDER: _other_holder,
    Outcome.PLACE: _other_place,
}
