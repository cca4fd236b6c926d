"""One thing was entered twice: what the register knows of the first moves to the second. Undone by parting.py."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions import ledger
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.actions.covering import copy_last_day
from firstbell.equipment.models import (
    BookingLine,
    CountLine,
    CountScan,
    Cover,
    Custody,
    Damage,
    DeskScan,
    HandoverLine,
    Identity,
    Item,
    Loss,
    PlanSpot,
    Sighting,
    StockMove,
)
from firstbell.equipment.queries import identities
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit import actions as history
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.values import noted
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.search import entries

ITEM = "equipment.item"
# What the kept item takes over where it says nothing itself.
_FILLED = (
    "name", "model", "serial", "home", "home_spot", "place", "goes_with", "capacity", "supplier",
    "order_ref", "invoice_ref", "funding", "price_net", "vat_rate", "price_gross", "bought_on", "ordered_on",
    "received_on", "in_service_on", "replace_on", "supported_until", "stage_label",
)  # fmt: skip
_WRITTEN = (*_FILLED, "notes", "seen_at", "seen_in", "seen_how", "counted_at")


class BothWithSomebody(Conflict):
    """Two different holders have what is said to be one thing."""


def merge(gone: Item, *, into: Item, by: Actor, at: datetime) -> Item:
    """Everything of the first moves to the second; scanning either sticker leads to it from now on."""
    require(by, "equipment.end", gone)
    require(by, "equipment.end", into)
    _refuse(gone, into)
    with transaction.atomic():
        _refuse_two_holders(gone, into)
        moves = merges.begin(gone, into, by=by, at=at)
        if not gone.is_individual:
            ledger.join(gone, into, by=by, at=at)
        _move_rows(gone, into, moves)
        _take_out(gone, into, moves)
        changes = _fill(gone, into, moves)
        _tell_apart(gone, into, moves)
        MERGE.ask(gone, into, moves)
        moves.note(into, followed=history.follow(gone, into))
        copy_last_day(into, at)
        entries.drop(gone)
        entries.put(into)
        announce(events.MERGED, into, by=by, at=at, changes=changes, about=[gone], other=str(gone))
    return into


def _refuse(gone: Item, into: Item) -> None:
    if gone.pk == into.pk:
        raise Refusal("Choose another item.", fields={"into": "The same item"})
    if gone.removed_at or into.removed_at:
        raise Conflict("One of them is out of the register already.")
    if gone.school_id != into.school_id:
        raise Refusal("They belong to two schools. Transfer one of them first.")
    if gone.tracking != into.tracking:
        raise Refusal("One is tracked one by one, the other by quantity, so they are not the same.")
    if gone.contents.filter(removed_at=None).exists() and not into.category.is_container:
        raise Conflict(f"There are items in {gone}, and {into} holds none. Take them out first.")
    if gone.pk == into.container_id or into.pk == gone.container_id:
        raise Conflict("One of them is inside the other. Take it out first.")


def _refuse_two_holders(gone: Item, into: Item) -> None:
    mine, theirs = _open(gone), _open(into)
    if any(row.with_item_id == into.pk for row in mine):
        raise Conflict(f"{gone} is with {into}. Take it back first.")
    if any(row.with_item_id == gone.pk for row in theirs):
        raise Conflict(f"{into} is with {gone}. Take it back first.")
    if gone.is_individual and mine and theirs and mine[0].holder != theirs[0].holder:
        raise BothWithSomebody(
            f"{gone} is with {mine[0]} and {into} is with {theirs[0]}. Take back the one that is wrong first."
        )


def _open(item: Item) -> list[Custody]:
    return list(item.custodies.open().select_related("person", "room", "with_item"))


def _move_rows(gone: Item, into: Item, moves: Moves) -> None:
    if gone.is_individual and (open_ := _open(into)):
        # The same holder has both records; one of them is enough.
        moves.note(into, one_of=open_[0].pk)
        moves.delete(gone.custodies.open())
    if not PlanSpot.objects.filter(item=into).exists():
        moves.update(PlanSpot.objects.filter(item=gone), item=into)
    for kind in (Custody, Sighting, Cover):
        moves.update(kind._base_manager.filter(item=gone), item=into)
    counted = CountLine.objects.filter(item=into).values("count_id")
    moves.update(CountLine.objects.filter(item=gone).exclude(count_id__in=counted), item=into)
    moves.update(CountScan.objects.filter(item=gone), item=into)
    for told in (Custody, StockMove):
        moves.update(told._base_manager.filter(with_item=gone), with_item=into)
    both = HandoverLine.objects.filter(item=into).values("handover_id")
    moves.update(HandoverLine.objects.filter(item=gone).exclude(handover__in=both), item=into)
    for kind_ in (DeskScan, Damage, Loss, BookingLine):
        moves.update(kind_._base_manager.filter(item=gone), item=into)
    moves.update(Item.objects.filter(container=gone).exclude(place=into.place), place=into.place)
    moves.update(Item.objects.filter(container=gone), container=into)
    moves.update(Item.objects.filter(goes_with=gone).exclude(pk=into.pk), goes_with=into)


def _take_out(gone: Item, into: Item, moves: Moves) -> None:
    """It goes first, so that what it alone may wear (its unique values) is free for the other."""
    fields.index(ITEM, [(gone.uid, {})])
    moves.note(into, in_container=gone.container_id)
    gone.removed_at, gone.merged_into_uid = moves.at, into.uid
    touch(
        Item.objects.filter(pk=gone.pk),
        moves.at,
        removed_at=moves.at,
        merged_into_uid=into.uid,
        container=None,
    )


def _fill(gone: Item, into: Item, moves: Moves) -> list[Change]:
    was = {name: getattr(into, name) for name in _WRITTEN}
    changes = _take_over(gone, into)
    if gone.seen_at and (into.seen_at is None or gone.seen_at > into.seen_at):
        into.seen_at, into.seen_in, into.seen_how = gone.seen_at, gone.seen_in, gone.seen_how
    if gone.counted_at and (into.counted_at is None or gone.counted_at > into.counted_at):
        into.counted_at = gone.counted_at
    new = {key: value for key, value in gone.custom.items() if key not in into.custom}
    changes += [noted(key, "", value) for key, value in new.items()]
    moves.note(into, custom=new)
    into.custom = {**into.custom, **new}
    into.goes_with = None if into.goes_with_id == gone.pk else into.goes_with
    into.changed_at = moves.at
    into.bump(*_WRITTEN, "quantity", "custom", "changed_at")
    moves.wrote(into, **was)
    fields.index(ITEM, [(into.uid, into.custom)])
    return changes


def _take_over(gone: Item, into: Item) -> list[Change]:
    changes = []
    for name in _FILLED:
        now = getattr(gone, name)
        if now in (None, "") or getattr(into, name) not in (None, "") or now == into:
            continue
        setattr(into, name, now)
        changes.append(Change(str(Item._meta.get_field(name).verbose_name), "", now))  # type: ignore[union-attr]
    if into.tracking != "individual":
        changes.append(Change("quantity", into.quantity, into.quantity + gone.quantity))
        into.quantity += gone.quantity
    notes = "\n".join(text for text in (into.notes, gone.notes) if text)
    if notes != into.notes:
        into.notes = notes
        changes.append(Change("notes", "", gone.notes))
    return changes


def _tell_apart(gone: Item, into: Item, moves: Moves) -> None:
    """Its serials and addresses come along, once each; its old tag stays readable by a scanner."""
    there = set(Identity.objects.filter(item=into).values_list("kind", "norm"))
    moving = Identity.objects.filter(item=gone)
    twice = [row.pk for row in moving if (row.kind, row.norm) in there]
    moves.delete(moving.filter(pk__in=twice))
    if Identity.objects.filter(item=into, kind="serial", to_at=None).exists():
        moves.update(moving.filter(kind="serial", to_at=None), to_at=moves.at)
    moves.update(moving, item=into)
    tag = Identity(
        item=into, kind="tag", value=gone.tag, norm=identities.normal(gone.tag), from_at=gone.created_at,
        to_at=moves.at,
    )  # fmt: skip
    moves.create(tag)
