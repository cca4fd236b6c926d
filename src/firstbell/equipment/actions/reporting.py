"""What a device says of itself: what tells it apart, and that it was there. Verbs for the room that is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from firstbell.equipment import events
from firstbell.equipment.models import Identity, Item, Sighting
from firstbell.equipment.queries import identities
from firstbell.equipment.states import IdentityKind, Source
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.database import bulk, together
from firstbell.platform.search import entries

Told = Mapping[IdentityKind, Sequence[str]]


def note(item: Item, told: Told, *, by: Actor, at: datetime) -> int:
    """What is told now, of the kinds that are told: new ones begin, reported ones that are not told any more end.

    What a person typed or imported stays. How many rows changed.
    """
    require(by, "equipment.change", item)
    open_rows = list(Identity.objects.filter(item=item, kind__in=list(told), to_at=None))
    over: list[Identity] = []
    fresh: list[tuple[IdentityKind, str, str]] = []
    for kind, values in told.items():
        known = [row for row in open_rows if row.kind == kind]
        wanted = identities.by_norm_of(values)
        norms = {row.norm for row in known}
        fresh += [(kind, value, norm) for norm, value in wanted.items() if norm not in norms]
        over += [row for row in known if row.source == Source.REPORTED and row.norm not in wanted]
    if not over and not fresh:
        return 0
    with transaction.atomic():
        Identity.objects.filter(pk__in=[row.pk for row in over]).update(to_at=at)
        rows = [
            (item.pk, kind, value[:120], norm, Source.REPORTED, at, None)
            for kind, value, norm in fresh
        ]
        bulk.insert_many(Identity, identities.COLUMNS, rows)
        entries.put(item)
        announce(events.CHANGED, item, by=by, at=at, changes=_changes(over, fresh))
    return len(over) + len(fresh)


def _changes(
    over: Sequence[Identity], fresh: Sequence[tuple[IdentityKind, str, str]]
) -> list[Change]:
    was, now = dict[str, list[str]](), dict[str, list[str]]()
    for row in over:
        was.setdefault(row.kind, []).append(row.value)
    for kind, value, _ in fresh:
        now.setdefault(kind, []).append(value)
    return [
        Change(
            IdentityKind(kind).label.replace("Host", "host"),
            ", ".join(was.get(kind, ())),
            ", ".join(now.get(kind, ())),
        )
        for kind in dict.fromkeys([*was, *now])
    ]


def seen(item_ids: Sequence[int], *, how: str, by: Actor, at: datetime, sighting: bool) -> None:
    """They reported, so they are somewhere: evidence without a room. A row of it only when `sighting` says so.

    It comes many times a day from every device: no history, and no new version of the item.
    """
    require(by, "equipment.change")
    [moment] = bulk.stored(Item, ("seen_at",), (at,))
    for item_id in sorted(item_ids):
        together.put(_SEEN, [moment, how[:60], item_id, moment])
    if sighting:
        sighted(item_ids, how=how, by=by, at=at)


_SEEN = (
    "UPDATE equipment_item SET seen_at = %s, seen_in_id = NULL, seen_how = %s "
    "WHERE id = %s AND (seen_at IS NULL OR seen_at < %s)"
)


def sighted(item_ids: Sequence[int], *, how: str, by: Actor, at: datetime) -> None:
    """The evidence alone, of items that say already when they were seen."""
    rows = [(item_id, at, None, how[:60], by.name[:200], "") for item_id in item_ids]
    bulk.insert_many(Sighting, ("item_id", "at", "room_id", "how", "by_name", "note"), rows)


def goes_with(companions: Iterable[Item], machine: Item, *, by: Actor, at: datetime) -> int:
    """A monitor or a dock was found at a machine: it goes with it, unless somebody typed what it goes with."""
    moved = 0
    for one in companions:
        reported = one.sources.get("goes_with_id") == Source.REPORTED
        if one.goes_with_id == machine.pk or (one.goes_with_id and not reported):
            continue
        require(by, "equipment.change", one)
        with transaction.atomic():
            was, one.goes_with = one.goes_with, machine
            sources = {**one.sources, "goes_with_id": str(Source.REPORTED)}
            one.sources = sources
            Item.objects.filter(pk=one.pk).update(
                goes_with=machine, sources=sources, changed_at=at, version=F("version") + 1
            )
            change = Change("goes with", was or "", machine)
            announce(events.CHANGED, one, by=by, at=at, changes=[change], about=[machine])
        moved += 1
    return moved
