"""What phones and scanners bring in: kept once, whatever comes twice, and read into the lines of the count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from firstbell.equipment.actions.counting import NotOpen
from firstbell.equipment.models import Count, CountJoin, CountLine, CountScan
from firstbell.equipment.queries import reading_codes
from firstbell.equipment.queries.reading_codes import Read
from firstbell.equipment.states import CountState, ScanKind, ScanOutcome, Verdict
from firstbell.lib.chunks import in_chunks
from firstbell.lib.uuid7 import uuid7
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.database import bulk

_AT_ONCE = 900
_FURTHEST = 2**31 - 1  # seconds that two clocks may differ by: 68 years
_VALID = (ScanOutcome.COUNTED, ScanOutcome.AGAIN)


@dataclass(frozen=True, slots=True)
class Scan:
    """One act of a phone: a code, an undo of an earlier act, "not here", or what is wanted of a find."""

    id: UUID
    at: datetime
    kind: ScanKind = ScanKind.FOUND
    code: str = ""
    room: UUID | None = None
    ref: UUID | None = None
    wish: str = ""
    seq: int = 0


def take(
    joined: CountJoin, scans: Sequence[Scan], *, told_at: datetime, by: Actor, at: datetime
) -> dict[UUID, ScanOutcome]:
    """Keep what is new of a batch, in one transaction; the outcome of every scan in it, new or known.

    `told_at` is what the phone's clock said when it sent the batch: its scans are put right by the difference.
    """
    require(by, "equipment.count", joined.count)
    behind = max(-_FURTHEST, min(round((at - told_at).total_seconds()), _FURTHEST))
    # What the codes lead to is looked up before anybody has to wait for this batch.
    texts = {scan.code for scan in scans if scan.kind != ScanKind.UNDO}
    read = reading_codes.read(texts, school_id=joined.count.school_id)
    with transaction.atomic():
        # One batch of a count after the other, so that whoever asks what is new since a scan misses nothing.
        count = Count.objects.select_for_update().get(pk=joined.count_id)
        if count.state == CountState.DRAFT:
            raise NotOpen(f"{count} is not open yet. Open it, then send this again.")
        known = _known(count, [scan.id for scan in scans])
        new = [scan for scan in _once(scans) if scan.id not in known]
        batch = _Batch(count, joined, by, at, behind)
        rows = _rows(batch, new, read) if new else []
        bulk.insert_many(CountScan, _COLUMNS, (row.cells() for row in rows))
        if count.is_open:
            project(count, {row.item_id for row in rows if row.item_id})
        last = max((scan.seq for scan in scans), default=0)
        CountJoin.objects.filter(pk=joined.pk).update(last_sync_at=at, offset=behind)
        CountJoin.objects.filter(pk=joined.pk, last_seq__lt=last).update(last_seq=last)
    return known | {row.scan.id: row.outcome for row in rows}


def _once(scans: Sequence[Scan]) -> Iterable[Scan]:
    return {scan.id: scan for scan in reversed(scans)}.values().__reversed__()


def _known(count: Count, ids: list[UUID]) -> dict[UUID, ScanOutcome]:
    found: dict[UUID, ScanOutcome] = {}
    for some in in_chunks(ids, _AT_ONCE):
        rows = CountScan.objects.filter(count=count, scan_id__in=some)
        found |= {uid: ScanOutcome(word) for uid, word in rows.values_list("scan_id", "outcome")}
    return found


_COLUMNS = (
    "count_id", "scan_id", "join_id", "kind", "code", "item_id", "room_id", "ref", "wish", "seq", "device_at", "at",
    "received_at", "by_name", "outcome",
)  # fmt: skip


@dataclass(slots=True)
class _Row:
    scan: Scan
    count_id: int
    join_id: int
    item_id: int | None
    room_id: int | None
    moment: datetime
    received_at: datetime
    by_name: str
    outcome: ScanOutcome

    def cells(self) -> tuple[Any, ...]:
        scan = self.scan
        return (
            self.count_id, scan.id, self.join_id, str(scan.kind), scan.code[:300], self.item_id, self.room_id, scan.ref,
            scan.wish[:10], scan.seq, scan.at, self.moment, self.received_at, self.by_name, str(self.outcome),
        )  # fmt: skip


@dataclass(frozen=True)
class _Batch:
    """Where scans come from, and when: `behind` is how many seconds the phone's clock is behind ours."""

    count: Count
    joined: CountJoin
    by: Actor
    at: datetime
    behind: int


def _rows(batch: _Batch, scans: Sequence[Scan], read: dict[str, Read]) -> list[_Row]:
    count = batch.count
    wanted = {scan.room for scan in scans if scan.room}
    rooms = dict(
        Room.objects.filter(school=count.school_id, uid__in=wanted).values_list("uid", "pk")
    )
    undone = _items_of(count, [scan.ref for scan in scans if scan.ref])
    made = []
    for scan in scans:
        one = read.get(scan.code, Read(ScanOutcome.COUNTED))
        item_id = undone.get(scan.ref) if scan.ref else one.item_id
        outcome = one.outcome if count.is_open else ScanOutcome.LATE
        room_id = rooms.get(scan.room) if scan.room else None
        moment = _moment(scan.at, batch)
        row = _Row(
            scan, count.pk, batch.joined.pk, item_id, room_id, moment, batch.at, batch.by.name, outcome
        )  # fmt: skip
        made.append(row)
        if item_id:
            undone[scan.id] = item_id
    _mark_again(count, made)
    return made


def _moment(told: datetime, batch: _Batch) -> datetime:
    """By our clock, and within the count: a clock that jumped cannot put a scan before it or into the future."""
    moment = min(told + timedelta(seconds=batch.behind), batch.at)
    opened = batch.count.opened_at
    return max(moment, opened) if opened else moment


def _items_of(count: Count, refs: list[UUID]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for some in in_chunks(refs, _AT_ONCE):
        rows = CountScan.objects.filter(count=count, scan_id__in=some, item__isnull=False)
        found |= dict(rows.values_list("scan_id", "item_id"))
    return found


def _mark_again(count: Count, rows: list[_Row]) -> None:
    """Whoever scans what was scanned before is told so; the last scan says where it is."""
    items = [row.item_id for row in rows if row.item_id and row.scan.kind == ScanKind.FOUND]
    seen: set[int] = set()
    for some in in_chunks(items, _AT_ONCE):
        found = CountLine.objects.filter(count=count, item_id__in=some, found_at__isnull=False)
        seen.update(found.values_list("item_id", flat=True))
    for row in rows:
        if row.scan.kind != ScanKind.FOUND or row.outcome != ScanOutcome.COUNTED or not row.item_id:
            continue
        if row.item_id in seen:
            row.outcome = ScanOutcome.AGAIN
        seen.add(row.item_id)


def project(count: Count, items: Collection[int]) -> None:
    """Make the lines of these items say what their scans say: whatever order those came in, it is the same."""
    for some in in_chunks(sorted(items), _AT_ONCE):
        _project(count, some)


_ACT = ("item_id", "scan_id", "kind", "room_id", "at", "by_name", "wish")


def _project(count: Count, items: list[int]) -> None:
    acts = CountScan.objects.filter(count=count, item_id__in=items).exclude(kind=ScanKind.UNDO)
    rows = list(acts.filter(outcome__in=_VALID).order_by("at", "pk").values(*_ACT))
    taken_back = _taken_back(count, [act["scan_id"] for act in rows])
    told: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for act in rows:
        if act["scan_id"] not in taken_back:
            told[act["item_id"]].append(act)
    lines = CountLine.objects.filter(count=count, item_id__in=items)
    known = {
        item: (pk, expected, due_in)
        for pk, item, expected, due_in in lines.values_list("pk", "item_id", "expected", "expected_in_id")
    }  # fmt: skip
    changed, new, gone = [], [], []
    for item in items:
        pk, expected, due_in = known.get(item, (None, False, None))
        says = _line(told[item], expected, due_in)
        if pk is None and says[0] != Verdict.EXPECTED:
            new.append((uuid7(), count.pk, item, False, None, "", *says, "", None))
        elif pk is not None and not expected and says[0] == Verdict.EXPECTED:
            gone.append(pk)
        elif pk is not None:
            changed.append((*says, pk))
    _write(changed, new, gone)


def _taken_back(count: Count, ids: list[UUID]) -> set[UUID | None]:
    """By their own ids: an undo may have come in before what it takes back."""
    found: set[UUID | None] = set()
    for some in in_chunks(ids, _AT_ONCE):
        undone = CountScan.objects.filter(count=count, ref__in=some, kind=ScanKind.UNDO)
        found.update(undone.exclude(outcome=ScanOutcome.LATE).values_list("ref", flat=True))
    return found


_SAYS = ("verdict", "found_in_id", "found_at", "found_by", "twice", "looked_for", "wish")


def _line(acts: list[dict[str, Any]], expected: bool, due_in: int | None) -> tuple[Any, ...]:  # noqa: FBT001 -- a line's own column
    """What a line says, in the order of `_SAYS`."""
    finds = [act for act in acts if act["kind"] == ScanKind.FOUND]
    if not finds:
        looked = any(act["kind"] == ScanKind.ABSENT for act in acts)
        return (str(Verdict.EXPECTED), None, None, "", False, looked, "")
    last = finds[-1]
    rooms = {act["room_id"] for act in finds if act["room_id"]}
    wishes = [
        act["wish"] for act in acts if act["kind"] == ScanKind.WISH and act["at"] >= last["at"]
    ]
    verdict = Verdict.UNEXPECTED
    if expected:
        here = last["room_id"] in (None, due_in) or due_in is None
        verdict = Verdict.FOUND if here else Verdict.ELSEWHERE
    wish = wishes[-1] if wishes else ""
    return (str(verdict), last["room_id"], last["at"], last["by_name"], len(rooms) > 1, False, wish)


def _write(changed: list[Any], new: list[Any], gone: list[int]) -> None:
    if changed:
        sets = ", ".join(f"{name} = %s" for name in _SAYS)
        sql = f"UPDATE {CountLine._meta.db_table} SET {sets} WHERE id = %s"  # noqa: S608 -- names of our own
        at = _SAYS.index("found_at")
        adapt = connection.ops.adapt_datetimefield_value
        rows = [(*row[:at], adapt(row[at]), *row[at + 1 :]) for row in changed]
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
    columns = ("uid", "count_id", "item_id", "expected", "expected_in_id", "was_with", *_SAYS)
    bulk.insert_many(CountLine, (*columns, "resolution", "value"), new)
    CountLine.objects.filter(pk__in=gone).delete()
