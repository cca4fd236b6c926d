"""The end of a count: what was not found is said, what differs becomes an action, and the numbers are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models import Max as Latest

from firstbell.equipment import events
from firstbell.equipment.actions import moving, stages
from firstbell.equipment.actions.counting import NotOpen
from firstbell.equipment.models import Count, CountLine, Item, Sighting
from firstbell.equipment.queries import counted, worth
from firstbell.equipment.states import ENDED, CountState, Lifecycle, Resolution, Verdict
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.database import bulk

HOW = "counted"
_AT_ONCE = 900
_SEEN = (Verdict.FOUND, Verdict.ELSEWHERE, Verdict.UNEXPECTED)
_RELATED = (
    "school", "category", "model__manufacturer", "home", "place", "container__model", "container__category", "stage_label",
)  # fmt: skip


@dataclass(frozen=True)
class Settle:
    """What is done about the differences as it closes; what is left can be done line by line afterwards."""

    set_missing: bool = False
    move: bool = False
    back: bool = False


def close(count: Count, *, by: Actor, at: datetime, settle: Settle | None = None) -> Count:
    """No scan is counted any more. All of it happens, or nothing: a count is never half closed."""
    require(by, "equipment.count", count)
    with transaction.atomic():
        # Whoever syncs at this moment is waited for, or comes too late.
        now = Count.objects.select_for_update().get(pk=count.pk)
        if not now.is_open:
            raise NotOpen(f"{count} is {now.get_state_display().lower()} already.")
        _say_what_was_not_found(count)
        _value(count, at)
        _note_sightings(count, by, at)
        _note_meanwhile(count, at)
        count.state, count.closed_at, count.closed_by = CountState.CLOSED, at, by.name
        count.previous = counted.last_like(count)
        count.figures = _figures(count)
        count.bump("state", "closed_at", "closed_by", "figures", "previous")
        found, due = count.figures["found"] + count.figures["elsewhere"], count.figures["expected"]
        announce(events.COUNT_CLOSED, count, by=by, at=at, found=f"{found:,}", expected=f"{due:,}")
        _settle(count, settle or Settle(), by, at)
    return count


def _say_what_was_not_found(count: Count) -> None:
    """What has left the register since it opened was not to be found, and what is with somebody is not missing either."""
    left = CountLine.objects.filter(count=count, verdict=Verdict.EXPECTED)
    left.filter(counted.out_of_register(count)).update(verdict=Verdict.ENDED)
    left.filter(counted.with_somebody()).update(verdict=Verdict.LENT)
    left.update(verdict=Verdict.MISSING)


def _value(count: Count, at: datetime) -> None:
    """What each was worth on this day, so that the report says the same next year."""
    rows = CountLine.objects.filter(count=count).values_list(
        "pk", *(f"item__{name}" for name in worth.FACTS)
    )
    told = []
    for pk, *facts in rows.iterator(2_000):
        value = worth.worth_of(dict(zip(worth.FACTS, facts, strict=True)), at.date())
        if value is not None:
            told.append((value.value, pk))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {CountLine._meta.db_table} SET value = %s WHERE id = %s",  # noqa: S608 -- names of our own
            told,
        )


def _note_sightings(count: Count, by: Actor, at: datetime) -> None:
    """Everything that was found was seen: evidence on its own page, at the moment of its scan."""
    seen = CountLine.objects.filter(count=count, verdict__in=_SEEN)
    rows = list(seen.values_list("item_id", "found_at", "found_in_id", "found_by"))
    note = str(count)[:300]
    columns = ("item_id", "at", "room_id", "how", "by_name", "note")
    bulk.insert_many(
        Sighting,
        columns,
        ((item, moment, room, HOW, name, note) for item, moment, room, name in rows),
    )
    newer = dict(
        seen.filter(Q(item__seen_at=None) | Q(item__seen_at__lt=F("found_at"))).values_list(
            "item_id", "found_at"
        )
    )
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Item._meta.db_table} SET seen_at = %s, seen_in_id = %s, seen_how = %s WHERE id = %s",  # noqa: S608 -- names of our own
            [(adapt(moment), room, HOW, item) for item, moment, room, _ in rows if item in newer],
        )
        cursor.executemany(
            f"UPDATE {Item._meta.db_table} SET counted_at = %s WHERE id = %s AND (counted_at IS NULL OR counted_at < %s)",  # noqa: S608 -- names of our own
            [(adapt(moment), item, adapt(moment)) for item, moment, _, _ in rows],
        )


def _note_meanwhile(count: Count, at: datetime) -> None:
    """What reports itself many times a day leaves a row now and then: its last word before the end is kept as one."""
    known = Sighting.objects.filter(item=OuterRef("item"), at=OuterRef("item__seen_at"))
    told = CountLine.objects.filter(count=count, item__seen_at__range=(count.opened_at, at))
    rows = list(
        told.exclude(verdict__in=_SEEN)
        .exclude(Exists(known))
        .values_list("item_id", "item__seen_at", "item__seen_in_id", "item__seen_how")
    )
    columns = ("item_id", "at", "room_id", "how", "by_name", "note")
    bulk.insert_many(Sighting, columns, ((*row, "", "") for row in rows))


def _figures(count: Count) -> dict[str, Any]:
    """The numbers of the report, kept: what happens to the items later changes nothing in it."""
    now = counted.progress(count)
    lines = CountLine.objects.filter(count=count)
    value = {
        str(verdict): counted.worth_of(count, verdict)
        for verdict in Verdict
        if verdict != Verdict.EXPECTED
    }
    return {
        "expected": now.expected, "found": now.of(Verdict.FOUND), "elsewhere": now.of(Verdict.ELSEWHERE),
        "unexpected": now.of(Verdict.UNEXPECTED), "missing": now.of(Verdict.MISSING), "lent": now.of(Verdict.LENT),
        "ended": now.of(Verdict.ENDED), "unknown": counted.odd_scans(count).count(), "value": value,
        "unpriced": lines.filter(value=None).count(),
        "last_scan": str(lines.aggregate(last=Latest("found_at"))["last"] or ""),
    }  # fmt: skip


def _settle(count: Count, settle: Settle, by: Actor, at: datetime) -> None:
    lines = CountLine.objects.filter(count=count, resolution=Resolution.NONE)
    # What has left the register is not changed any more, and stops nobody from closing.
    lines = lines.exclude(counted.out_of_register(count))
    if settle.set_missing:
        set_missing(lines.filter(verdict=Verdict.MISSING), by=by, at=at)
    if settle.back:
        back_in_use(
            lines.filter(item__lifecycle=Lifecycle.MISSING, verdict__in=_SEEN), by=by, at=at
        )
    if settle.move:
        wanted = lines.filter(wish="move", found_in__isnull=False)
        move_to_where_found(wanted, by=by, at=at, and_home=True)
        keep(lines.filter(wish="leave"), by=by, at=at)


Lines = QuerySet[CountLine]


def set_missing(lines: Lines, *, by: Actor, at: datetime) -> int:
    """The register says that they are missing, with the count as the reason."""
    told = _of_closed(lines.filter(verdict__in=(Verdict.MISSING, Verdict.LENT)))
    found = [line for line in told if _is_kept(line)]
    if told and not found:
        raise Conflict(f"{told[0].item} is out of the register, so it cannot be missing.")
    for count, some in _by_count(found):
        items = [line.item for line in some if line.item.lifecycle != Lifecycle.MISSING]
        note = f"Not found in {count}"
        stages.set_stage(items, stage=Lifecycle.MISSING, by=by, at=at, on=at.date(), note=note)
    return _resolved(found, Resolution.SET_MISSING)


def _is_kept(line: CountLine) -> bool:
    """Whether the register says still that it is there: many are settled at once, and one that is gone stops none."""
    item = line.item
    own = item.removed_at is None and item.school_id == line.count.school_id
    return own and item.lifecycle not in ENDED


def back_in_use(lines: Lines, *, by: Actor, at: datetime) -> int:
    """What was missing and was found is in use again."""
    found = _of_closed(lines.filter(verdict__in=_SEEN))
    for count, some in _by_count(found):
        items = [line.item for line in some if line.item.lifecycle == Lifecycle.MISSING]
        note = f"Found in {count}"
        stages.set_stage(items, stage=Lifecycle.IN_SERVICE, by=by, at=at, on=at.date(), note=note)
    return _resolved(found, Resolution.BACK)


def move_to_where_found(lines: Lines, *, by: Actor, at: datetime, and_home: bool = False) -> int:
    """Their place is the room they were found in."""
    found = _of_closed(lines.filter(verdict__in=_SEEN, found_in__isnull=False))
    rooms: dict[int, list[CountLine]] = {}
    for line in found:
        rooms.setdefault(line.found_in_id or 0, []).append(line)
    for some in rooms.values():
        room = some[0].found_in
        assert room is not None  # noqa: S101 -- asked for above
        moving.move([line.item for line in some], to=room, by=by, at=at, and_home=and_home)
    return _resolved(found, Resolution.MOVED)


def keep(lines: Lines, *, by: Actor, at: datetime) -> int:
    """They go back to where they belong: the register was right."""
    found = _of_closed(lines.filter(verdict__in=_SEEN))
    for line in found:
        require(by, "equipment.count", line.count)
    return _resolved(found, Resolution.KEPT)


def _of_closed(lines: Lines) -> list[CountLine]:
    related = [f"item__{name}" for name in _RELATED]
    found = list(lines.select_related("count", "found_in", *related))
    running = next((line.count for line in found if line.count.state != CountState.CLOSED), None)
    if running is not None:
        raise Conflict(f"Close {running} first: until then its scans can still change.")
    return found


def _by_count(lines: Sequence[CountLine]) -> list[tuple[Count, list[CountLine]]]:
    found: dict[int, list[CountLine]] = {}
    for line in lines:
        found.setdefault(line.count_id, []).append(line)
    return [(some[0].count, some) for some in found.values()]


def _resolved(lines: Sequence[CountLine], resolution: Resolution) -> int:
    keys = [line.pk for line in lines]
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        CountLine.objects.filter(pk__in=some).update(resolution=resolution)
    return len(keys)
