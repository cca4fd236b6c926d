"""A merge was a mistake: what moved goes back, except for what somebody changed since."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from firstbell.equipment import events
from firstbell.equipment.actions import ledger
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.actions.covering import copy_last_day
from firstbell.equipment.models import Custody, Item
from firstbell.equipment.queries import identities
from firstbell.lib import natural
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit import actions as history
from firstbell.platform.audit.events import announce
from firstbell.platform.database.sealing import same
from firstbell.platform.fields import actions as fields
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.putting_back import Back
from firstbell.platform.search import entries

ITEM = "equipment.item"


def unmerge(gone: Item, *, into: Item, by: Actor, at: datetime) -> Back:
    """The two are two again. Refused where the tag, the serial or the number of the first is needed elsewhere by now."""
    require(by, "equipment.end", gone)
    require(by, "equipment.end", into)
    _refuse(gone, into)
    with transaction.atomic():
        back = merges.take_back(gone, into, by=by, at=at)
        noted = back.noted()
        _come_back(gone, noted.get("in_container"), at)
        _give_up(into, gone, noted.get("custom", {}), at)
        _end_what_ended(gone, noted.get("one_of"))
        _refuse_too_few(gone, into)
        ledger.settle([gone, into], by=by, at=at)
        fields.index(ITEM, [(gone.uid, gone.custom), (into.uid, into.custom)])
        history.unfollow(into, noted.get("followed", []))
        for item in (gone, into):
            copy_last_day(item, at)
            entries.put(item)
        merges.finish(gone, into, back)
        announce(events.UNMERGED, into, by=by, at=at, about=[gone], other=str(gone))
    return back


def _refuse(gone: Item, into: Item) -> None:
    if gone.merged_into_uid != into.uid:
        raise Refusal(f"{gone} was not merged into {into}.")
    if into.removed_at:
        raise Conflict(f"{into} is out of the register. Put it back first.")
    if gone.school_id != into.school_id:
        raise Conflict(f"{into} belongs to {into.school} now. Transfer it to {gone.school} first.")
    worn = Item.objects.live().filter(tag_key=natural.key(gone.tag)).first()
    if worn is not None:
        raise Conflict(
            f"The tag {gone.tag} is on {worn} now. Give that one another tag first."
            if worn.pk != into.pk
            else f"{into} has the tag of the other record now. Give it another tag first."
        )
    taken = set(identities.by_serial([gone.serial]).values()) - {into.pk} if gone.serial else set()
    if taken:
        other = Item.objects.select_related("model", "category").get(pk=taken.pop())
        raise Conflict(f"The serial {gone.serial} is on {other} now. Change that one first.")
    if not gone.is_individual and into.quantity < gone.quantity:
        raise Conflict(
            f"{gone.quantity} were merged into {into}, and only {into.quantity} are left. Correct the quantity first."
        )


def _come_back(gone: Item, container_id: int | None, at: datetime) -> None:
    container = Item.objects.live().filter(pk=container_id).first() if container_id else None
    if container is not None and container.capacity is not None:
        full = container.contents.filter(removed_at=None).count() >= container.capacity
        container = None if full else container
    row = Item.objects.filter(pk=gone.pk)
    touch(row, at, removed_at=None, merged_into_uid=None, container=container)
    gone.refresh_from_db()
    # What is inside stands where the trolley stands, wherever that went meanwhile.
    gone.contents.exclude(place=gone.place).update(place=gone.place)


def _give_up(into: Item, gone: Item, custom: dict[str, object], at: datetime) -> None:
    """What the kept item took over and still says goes; its own fields are back already."""
    into.refresh_from_db()
    into.custom = {
        key: value
        for key, value in into.custom.items()
        if key not in custom or not same(custom[key], value)
    }
    if not into.is_individual:
        into.quantity -= gone.quantity
    into.changed_at = at
    into.bump("custom", "quantity", "changed_at")


def _end_what_ended(gone: Item, one_of: int | None) -> None:
    """Both were with one holder, and one row stood for both: given back once, both were given back."""
    row = Custody.objects.filter(pk=one_of).exclude(to_at=None).first() if one_of else None
    if row is not None:
        gone.custodies.open().update(
            to_at=row.to_at, taken_by=row.taken_by, condition_back=row.condition_back
        )


def _refuse_too_few(*items: Item) -> None:
    for item in items:
        out = item.custodies.open().aggregate(out=Sum("quantity"))["out"] or 0
        if not item.is_individual and out > item.quantity:
            raise Conflict(
                f"{out} of {item} are out, and it would have only {item.quantity}. Take some back first."
            )
