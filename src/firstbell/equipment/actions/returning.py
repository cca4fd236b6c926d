"""The return pile: where to and in which state is said once, then each scan takes one thing back at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions import breaking, custody, lending, moving, stages, wholes
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.actions.reading import Answer, careful, refused
from firstbell.equipment.models import Custody, DeskScan, Handover, HandoverLine, Item
from firstbell.equipment.queries import desk, wording
from firstbell.equipment.states import HARMED, Direction, HandoverState, Lifecycle, Outcome
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.numbers import actions as numbers

_HOLDERS = ("person", "room", "with_item")


def set_once(
    pile: Handover, *, room: Room | None, condition: str, by: Actor, at: datetime, version: int | None = None
) -> None:  # fmt: skip
    """Where things are put and in which state they come, from the next scan on."""
    require(by, "equipment.give", pile)
    with transaction.atomic():
        row = lending.locked(pile)
        row.version = row.version if version is None else version
        row.room, row.condition = room, condition
        row.bump("room", "condition")


def answer(pile: Handover, thing: Item | Room | Person, *, by: Actor, at: datetime) -> Answer:
    if isinstance(thing, Room):
        was = {"room": pile.room_id}
        pile.room = thing
        pile.save(update_fields=["room"])
        return Answer(
            Outcome.PLACE, f"Things go to {thing}", "Now scan the pile.", more={"was": was}
        )
    if isinstance(thing, Person):
        return _brings(thing)
    require(by, "equipment.give", thing)
    line = pile.lines.filter(item=thing, is_checked=False).first()
    if line is not None:
        return _check(pile, line, thing)
    held = list(thing.custodies.open().select_related(*_HOLDERS).order_by("from_at", "pk"))
    if not held:
        return _nobody_had(pile, thing, by, at)
    if len(held) > 1:
        return _whose(thing, held)
    return take(pile, thing, held[0], by=by, at=at)


def _brings(person: Person) -> Answer:
    found = desk.held(person)
    if not found["count"]:
        return careful(f"{person} has nothing of ours", "So there is nothing to bring back.")
    named = ", ".join(row.item.tag for row in found["rows"][:6])
    more = " and more" if found["count"] > 6 else ""
    return careful(f"{person} has {found['count']}", f"{named}{more}. Scan what is here.")


def _check(pile: Handover, line: HandoverLine, item: Item) -> Answer:
    HandoverLine.objects.filter(pk=line.pk).update(is_checked=True)
    kit = pile.lines.filter(from_kit=line.from_kit_id)
    said = f"{kit.filter(is_checked=True).count()} of {kit.count()} are there."
    return Answer(Outcome.CHECKED, f"{item.tag} checked", said, item, {"line": line.pk})


def _nobody_had(pile: Handover, item: Item, by: Actor, at: datetime) -> Answer:
    if pile.lines.filter(item=item).exists():
        return careful(f"{item.tag} is back", "It was scanned before.", item)
    if item.is_gone:
        return refused(
            f"{item.tag} is {item.get_lifecycle_display().lower()}", "Put it aside.", item
        )
    moving.see(item, room=pile.room, how="at the loan desk", by=by, at=at)
    return careful(
        f"Nobody had {item.tag}", "It is noted as seen at the desk; nothing was taken back.", item
    )


def _whose(item: Item, held: list[Custody]) -> Answer:
    rows = [[str(row.uid), f"{row}, {row.quantity}"] for row in held[:8]]
    return careful(
        f"Who brings {item.tag}?", "Several have some of it. Choose one.", item, rows=rows
    )


def take(pile: Handover, item: Item, row: Custody, *, by: Actor, at: datetime) -> Answer:
    """Take it back, with what came in it from the same holder."""
    row.item = item
    was = {str(item.pk): _as_it_is(item)}
    late = row.days_late(at)
    if not item.is_individual:
        return _take_one(pile, row, late, by, at)
    line = _take_whole(pile, row, by, at)
    parts = wholes.with_same(item, row)
    for part in parts:
        was[str(part.item_id)] = _as_it_is(part.item)
        _take_whole(pile, part, by, at, kit=item)
    said = f"{wording.title(item)}, from {row}"
    if parts or item.category.is_container:
        said += f", with {len(parts)} in it. Scan them to count them"
    more: dict[str, Any] = {
        "was": was,
        "line": line.pk,
        "careful": bool(late) or line.condition in HARMED,
    }
    said += f", {late} day{'' if late == 1 else 's'} late" if late else ""
    return Answer(Outcome.BACK, f"{item.tag} is back", f"{said}.", item, more)


def _as_it_is(item: Item) -> dict[str, Any]:
    return {"lifecycle": item.lifecycle, "condition": item.condition, "place_id": item.place_id}


def _take_whole(
    pile: Handover, row: Custody, by: Actor, at: datetime, kit: Item | None = None
) -> HandoverLine:
    item = row.item
    condition = pile.condition if kit is None else ""
    custody.take_back(item, by=by, at=at, custody=row, condition=condition)
    if item.lifecycle == Lifecycle.MISSING:
        stages.set_stage([item], stage=Lifecycle.IN_STOCK, by=by, at=at, as_told=True)
    if pile.room is not None:
        moving.move([item], to=pile.room, by=by, at=at)
    late = row.days_late(at)
    line = HandoverLine.objects.create(
        handover=pile, item=item, custody=row, from_kit=kit, is_checked=kit is None, condition=condition, days_late=late,
        at=at,
    )  # fmt: skip
    if condition in HARMED:
        breaking.note(line, by=by, at=at)
    return line


def _take_one(pile: Handover, row: Custody, late: int, by: Actor, at: datetime) -> Answer:
    """One of what is counted: scanned again, one more."""
    item = row.item
    back = custody.take_some_back(row, quantity=1, by=by, at=at, condition=pile.condition)
    line = HandoverLine.objects.create(
        handover=pile, item=item, custody=back, condition=pile.condition, days_late=late, at=at
    )  # fmt: skip
    if pile.condition in HARMED:
        breaking.note(line, by=by, at=at)
    left = item.custodies.open().filter(
        **{f"{name}_id": getattr(row, f"{name}_id") for name in _HOLDERS}
    )
    still = sum(left.values_list("quantity", flat=True))
    said = (
        f"From {row.holder}; {still} still with them."
        if still
        else f"From {row.holder}: all of them are back."
    )
    return Answer(Outcome.BACK, f"{item.tag} is back", said, item, {"line": line.pk, "was": {}})


def take_from(pile: Handover, row: Custody, *, by: Actor, at: datetime) -> Answer:
    """Of several who have some of it, this one brings it."""
    if row.to_at is not None:
        raise Conflict("It is back already.")
    return take(pile, row.item, row, by=by, at=at)


def undo(pile: Handover, last: DeskScan, *, by: Actor, at: datetime) -> None:
    """It is with whom it was, in the state and place that it was in."""
    lines = pile.lines.filter(pk=last.more.get("line")).select_related("item", "custody")
    line = lines.first()
    if line is None:
        return
    parts = pile.lines.filter(from_kit=line.item).select_related("item", "custody")
    for one in (*parts, line):
        give_again(one, last.more.get("was", {}).get(str(one.item_id), {}), by=by, at=at)


def give_again(line: HandoverLine, was: dict[str, Any], *, by: Actor, at: datetime) -> None:
    row = line.custody
    if row is None:
        raise Conflict(f"What came back of {line.item} is not known any more.")
    row.item = line.item
    rest = None if row.single else _rest_of(row)
    if rest is not None:
        breaking.forget(line)
        HandoverLine.objects.filter(pk=line.pk).delete()
        custody.rejoin(row, rest, by=by, at=at)
        return
    custody.reopen(row, by=by, at=at)
    if was:
        touch(Item.objects.filter(pk=line.item_id), at, **was)
    breaking.forget(line)
    line.delete()


def _rest_of(row: Custody) -> Custody | None:
    same = {f"{name}_id": getattr(row, f"{name}_id") for name in _HOLDERS}
    found = Custody.objects.open().filter(item=row.item_id, from_at=row.from_at, **same)
    return found.exclude(pk=row.pk).first()


def leave_out(pile: Handover, kit: Item, *, by: Actor, at: datetime) -> int:
    """What was not scanned is not in the trolley: it stays with who had it."""
    require(by, "equipment.give", pile)
    with transaction.atomic():
        row = lending.locked(pile)
        lines = list(
            row.lines.filter(from_kit=kit, is_checked=False).select_related("item", "custody")
        )
        scan = (
            row.scans.filter(item=kit, outcome=Outcome.BACK, undone_at=None).order_by("-pk").first()
        )
        was = scan.more.get("was", {}) if scan else {}
        for line in lines:
            give_again(line, was.get(str(line.item_id), {}), by=by, at=at)
    return len(lines)


def set_condition(line: HandoverLine, condition: str, *, by: Actor, at: datetime) -> None:
    """This one came in another state than the rest of the pile."""
    require(by, "equipment.give", line.handover)
    if line.handover.direction != Direction.BACK:
        raise Refusal("In which state it comes is said when it is back.")
    with transaction.atomic():
        line.condition = condition
        line.save(update_fields=["condition"])
        if line.custody_id is not None:
            Custody.objects.filter(pk=line.custody_id).update(condition_back=condition)
        if condition and line.item.is_individual:
            touch(Item.objects.filter(pk=line.item_id), at, condition=condition)
        if condition in HARMED:
            breaking.note(line, by=by, at=at)
        else:
            breaking.forget(line)


def finish(pile: Handover, *, by: Actor, at: datetime) -> Handover:
    """The pile is done; all of it was taken back when it was scanned."""
    require(by, "equipment.give", pile)
    with transaction.atomic():
        row = lending.locked(pile)
        lines = list(row.lines.select_related("item"))
        if not lines:
            raise Conflict("Nothing was taken back yet.")
        [row.number] = numbers.take(lending.PREFIX, kind=lending.NUMBERS)
        row.state, row.done_at, row.done_by = HandoverState.DONE, at, by.name[:200]
        row.save(update_fields=["number", "state", "done_at", "done_by"])
        announce(events.PILE_DONE, row, by=by, at=at, things=desk.in_words(lines))
    return row
