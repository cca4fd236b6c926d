"""Two devices that are one machine, and one device that is two: with a way back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from firstbell.agents import events
from firstbell.agents.models import Device, Mark
from firstbell.agents.states import Approval
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.putting_back import Back

# In `joined`: what a device was taken out of.
OUT_OF = "out_of"


def merge(gone: Device, *, into: Device, by: Actor, at: datetime) -> Device:
    """What told the first apart tells the second apart from now on; it takes over the item where it has none."""
    require(by, "agents.change", gone)
    require(by, "agents.change", into)
    _refuse(gone, into)
    with transaction.atomic():
        moves = merges.begin(gone, into, by=by, at=at)
        join(gone, into, moves)
        announce(events.MERGED, into, by=by, at=at, about=[gone, into.item], other=str(gone))
    into.refresh_from_db()
    return into


def _refuse(gone: Device, into: Device) -> None:
    if gone.pk == into.pk:
        raise Refusal("Choose another device.", fields={"into": "The same device"})
    if gone.merged_into_id or into.merged_into_id:
        raise Conflict("One of them was found to be another device already.")
    if gone.school_id != into.school_id:
        raise Refusal("They belong to two schools. Transfer one of the items first.")
    if gone.item_id and into.item_id:
        raise Conflict(
            f"Both are in the register, as {gone.item} and {into.item}. Merge those items."
        )


def join(gone: Device, into: Device, moves: Moves) -> None:
    """In the caller's transaction and merge: for devices, and for items of which each has one."""
    item_id = into.item_id or gone.item_id
    moves.update(Device.objects.filter(pk=gone.pk), merged_into=into, item=None)
    if into.item_id != item_id:
        moves.update(Device.objects.filter(pk=into.pk), item_id=item_id)
    there = set(Mark.objects.filter(device=into).values_list("kind", "norm"))
    moving = [
        pk
        for pk, kind, norm in Mark.objects.filter(device=gone).values_list("pk", "kind", "norm")
        if (kind, norm) not in there
    ]
    moves.update(Mark.objects.filter(pk__in=moving), device=into)


def unmerge(gone: Device, *, into: Device, by: Actor, at: datetime) -> Back:
    """They are two machines after all."""
    require(by, "agents.change", gone)
    require(by, "agents.change", into)
    if gone.merged_into_id != into.pk:
        raise Refusal(f"{gone} was not merged into {into}.")
    with transaction.atomic():
        back = merges.take_back(gone, into, by=by, at=at)
        gone.refresh_from_db()
        merges.finish(gone, into, back)
        announce(events.REJOINED, into, by=by, at=at, about=[gone], other=str(gone))
    return back


def chosen(device: Device, pairs: Collection[tuple[str, str]]) -> list[Mark]:
    """Those of its marks that are named by their kind and value."""
    known = {(one.kind, one.norm): one for one in device.marks_now()}
    for kind, value in pairs:
        if (kind, value) not in known:
            sentence = f"{device} is not told apart by “{kind}” “{value}”."
            raise Refusal(sentence, fields={"marks": "Not one of its own"})
    return [known[pair] for pair in pairs]


def part(device: Device, marks: Collection[Mark], *, by: Actor, at: datetime) -> Device:
    """Two machines report as one: these marks are the other's, which is a device of its own from now on.

    It waits, and is what it says with its next report. `unpart` is the way back.
    """
    require(by, "agents.change", device)
    rest = device.marks_now().exclude(pk__in=[one.pk for one in marks])
    if not marks or not rest.exists():
        raise Refusal("Choose some of what tells it apart, not all and not none.")
    with transaction.atomic():
        other = Device(
            school=device.school, key=device.key, kind=device.kind, approval=Approval.WAITING, created_at=at,
            hostname=device.hostname, first_seen_at=at, old_since=at.date(), last_contact_at=device.last_contact_at,
            doubt=f"Taken out of {device}; it waits for its next report."[:300],
            joined={OUT_OF: str(device.uid), "doubt": device.doubt},
        )  # fmt: skip
        other.save()
        own = Mark.objects.filter(device=device, pk__in=[one.pk for one in marks])
        own.update(device=other, to_at=None, came_from=device)
        # The body that came last may be of either: it is read again.
        device.body_hash, device.doubt = "", ""
        device.bump("body_hash", "doubt")
        announce(events.PARTED, device, by=by, at=at, about=[other, device.item], other=str(other))
    return other


def unpart(other: Device, *, by: Actor, at: datetime) -> Device:
    """They are one machine after all: a merge into what it was taken out of, which can itself be undone."""
    require(by, "agents.change", other)
    rows = Device.objects.filter(uid=other.joined.get(OUT_OF)).select_related("item")
    origin: Device | None = rows.first()
    if origin is None:
        raise Conflict(f"{other} was not taken out of another device.")
    require(by, "agents.change", origin)
    if origin.merged_into_id:
        raise Conflict(f"{origin} was found to be another device since. Undo that first.")
    _refuse(other, origin)
    with transaction.atomic():
        moves = merges.begin(other, origin, by=by, at=at)
        join(other, origin, moves)
        moves.update(Mark.objects.filter(came_from=origin), came_from=None)
        moves.update(Device.objects.filter(pk=origin.pk), doubt=other.joined.get("doubt", ""))
        announce(
            events.UNPARTED, origin, by=by, at=at, about=[other, origin.item], other=str(other)
        )
    origin.refresh_from_db()
    return origin
