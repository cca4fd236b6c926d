"""Handing out by a list: the next of the class gets what is scanned next. A sheet of tags and people: sheets/hand_out.py."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions import collecting, custody, lending, reading, scanning
from firstbell.equipment.actions.reading import Answer, careful, refused
from firstbell.equipment.models import DeskScan, HandOut, Handover, Item
from firstbell.equipment.queries import handing_out
from firstbell.equipment.states import HandoverState, Outcome
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Group, Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce


def start(
    group: Group, *, due_on: date | None, note: str = "", wants_mail: bool = False, by: Actor, at: datetime
) -> HandOut:  # fmt: skip
    require(by, "equipment.give", group)
    if due_on is not None and due_on < at.date():
        raise Refusal("It cannot be due back on a day that is over.", fields={"due_on": "Over"})
    with transaction.atomic():
        row = HandOut.objects.create(
            school_id=group.school_id, group=group, due_on=due_on, note=note.strip()[:300], opened_by=by.name[:200],
            wants_mail=wants_mail, created_at=at,
        )  # fmt: skip
        announce(events.HANDING_OUT, row, by=by, at=at, about=[group])
    return row


def _locked(run: HandOut) -> HandOut:
    rows = HandOut.objects.select_for_update(of=("self",)).select_related("group", "school")
    row: HandOut = rows.get(pk=run.pk)
    if row.closed_at is not None:
        raise Conflict("This list is done.")
    return row


def scan(run: HandOut, *, code: str, scan_id: UUID, by: Actor, at: datetime) -> DeskScan:
    """What is scanned is lent to the next of the list at once; a card or a name calls somebody out of turn."""
    require(by, "equipment.give", run)
    with transaction.atomic():
        row = _locked(run)
        known = DeskScan.objects.filter(scan_id=scan_id).select_related("handover__person").first()
        if known is not None:
            return known
        members = handing_out.members(row, at.date())
        thing = reading.read(code, school=row.school, by=by)
        basket = _basket(row, scan_id, by, at)
        if isinstance(thing, Item):
            found = _lend(row, basket, thing, members, by, at)
        elif isinstance(thing, Person):
            found = _call(row, thing, members)
        else:
            found = thing if isinstance(thing, Answer) else refused("A room is not on the list", "")
        if found.outcome != Outcome.ADDED:
            Handover.objects.filter(pk=basket.pk).update(state=HandoverState.DROPPED)
        return scanning.keep(basket, code, scan_id, found, by, at)


def _basket(run: HandOut, scan_id: UUID, by: Actor, at: datetime) -> Handover:
    return Handover.objects.create(
        school=run.school, hand_out=run, due_on=run.due_on, note=run.note, opened_by=by.name[:200],
        opened_key=f"list:{scan_id}", created_at=at,
    )  # fmt: skip


def _lend(
    run: HandOut, basket: Handover, item: Item, members: list[handing_out.Member], by: Actor, at: datetime
) -> Answer:  # fmt: skip
    who = handing_out.next_of(run, members)
    if who is None:
        return careful(
            "Everybody on the list has something", "Call a name to go on, or end the list.", item
        )
    lending.put_holder(basket, who)
    found = collecting.answer(basket, item, by=by, at=at)
    found.more.pop("take_over", None)
    if found.outcome != Outcome.ADDED:
        return found
    lending.complete(basket, by=by, at=at, wants_mail=run.wants_mail)
    run.called = None
    run.save(update_fields=["called"])
    left = [one for one in members if one.person.pk != who.pk and one.handover is None]
    following = handing_out.next_of(run, left)
    said = f"Next: {following}." if following else "That was the last of the list."
    return Answer(Outcome.ADDED, f"{item.tag} to {who}", said, item, found.more)


def _call(run: HandOut, person: Person, members: list[handing_out.Member]) -> Answer:
    mine = next((one for one in members if one.person.pk == person.pk), None)
    if mine is None:
        return careful(
            f"{person} is not on this list", "Lend to them on the other side of the desk."
        )
    if mine.handover is not None:
        return careful(f"{person} has {mine.tags} already", "")
    run.called = person.uid
    run.skipped = [uid for uid in run.skipped if uid != str(person.uid)]
    run.save(update_fields=["called", "skipped"])
    return careful(f"Next: {person}", "Now scan the thing.")


def skip(run: HandOut, person: Person, *, by: Actor, at: datetime) -> None:
    """Not here today: the next one's turn."""
    require(by, "equipment.give", run)
    with transaction.atomic():
        row = _locked(run)
        row.called = None
        row.skipped = [*dict.fromkeys([*row.skipped, str(person.uid)])]
        row.save(update_fields=["called", "skipped"])


def undo_last(run: HandOut, *, by: Actor, at: datetime) -> Handover:
    """The last one gives it back, and is next again."""
    require(by, "equipment.give", run)
    with transaction.atomic():
        row = _locked(run)
        last = Handover.objects.done().filter(hand_out=row).order_by("-done_at", "-pk").first()
        if last is None:
            raise Conflict("Nothing was handed out yet.")
        for line in last.lines.select_related("item", "custody"):
            if line.custody is not None and line.custody.to_at is None:
                custody.take_back(line.item, by=by, at=at, custody=line.custody)
        Handover.objects.filter(pk=last.pk).update(state=HandoverState.DROPPED)
        row.called = last.person.uid if last.person else None
        row.save(update_fields=["called"])
    found: Handover = last
    return found


def close(run: HandOut, *, by: Actor, at: datetime) -> None:
    require(by, "equipment.give", run)
    with transaction.atomic():
        row = _locked(run)
        row.closed_at = at
        row.save(update_fields=["closed_at"])
