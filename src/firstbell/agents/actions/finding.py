"""Which device a report is of, and keeping what tells it apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from firstbell.agents.models import Device, Key, Mark
from firstbell.agents.queries import settings, telling
from firstbell.agents.queries.matching import Candidate, Marks, recognise
from firstbell.agents.states import MarkKind, MatchKind
from firstbell.platform.database import bulk
from firstbell.platform.database.among import rows_among
from firstbell.platform.database.single import columns, rows_of

_NAMES = ("device_id", "kind", "norm", "from_at", "to_at", "came_from_id")
_MARKED = "SELECT device_id, kind, norm FROM agents_mark WHERE to_at IS NULL"
# Asked for each report that is new in anything, so without a queryset.
_ALL = tuple(field.attname for field in Device._meta.concrete_fields)
_DEVICES = f"SELECT {columns(Device, _ALL)} FROM agents_device WHERE merged_into_id IS NULL AND id IN ({{marks}})"  # noqa: S608 -- our own names
_MARKS = (
    "SELECT device_id, kind, norm, to_at IS NOT NULL FROM agents_mark WHERE device_id IN ({marks})"
)
_ONE_OF_A_KIND = {MarkKind.UUID, MarkKind.AGENT}


class Found(NamedTuple):
    device: Device | None
    rule: MatchKind | None
    order: list[MatchKind]
    # Everything it was ever told apart by, and whether that is over.
    marks: dict[tuple[str, str], bool]
    doubt: str = ""


def find(told: Marks, school_id: int, key: Key | None) -> Found:
    """A device of the school, or one that left it with this key's address."""
    order = settings.matching_order()
    pairs = telling.pairs(told)
    hits = rows_among(_MARKED, "norm", {norm for _, norm in pairs})
    ids = {device_id for device_id, kind, norm in hits if (kind, norm) in pairs}
    if not ids:
        return Found(None, None, order, {})
    devices = {
        device.pk: device
        for device in rows_of(Device, _ALL, _DEVICES.format(marks=_as_many(ids)), [*ids])
        if device.school_id == school_id or (key is not None and device.key_id == key.pk)
    }
    marks = _marks(devices.keys())
    candidates = [
        Candidate(pk, _open(marks[pk]), device.last_contact_at) for pk, device in devices.items()
    ]
    verdict = recognise(told, candidates, order)
    if verdict.found is None:
        return Found(None, None, order, {}, _copied(told, verdict.others, devices))
    pk = verdict.found.id
    return Found(devices[pk], verdict.rule, order, marks[pk])


def _as_many(ids: Collection[int]) -> str:
    return ", ".join(["%s"] * len(ids))


def _marks(ids: Collection[int]) -> dict[int, dict[tuple[str, str], bool]]:
    found: dict[int, dict[tuple[str, str], bool]] = defaultdict(dict)
    if not ids:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_MARKS.format(marks=_as_many(ids)), [*ids])
        for device_id, kind, norm, over in cursor.fetchall():
            found[device_id][kind, norm] = bool(over)
    return found


def _open(marks: dict[tuple[str, str], bool]) -> Marks:
    by_kind: dict[str, set[str]] = defaultdict(set)
    for (kind, norm), over in marks.items():
        if not over:
            by_kind[kind].add(norm)
    return {kind: frozenset(norms) for kind, norms in by_kind.items()}


def _copied(told: Marks, others: tuple[Candidate, ...], devices: dict[int, Device]) -> str:
    """Another machine says that it is the one we know: worth a word, because its disk or firmware was copied."""
    for one in others:
        if told.get(MarkKind.AGENT, frozenset()) & one.marks.get(MarkKind.AGENT, frozenset()):
            return f"Its disk is a copy of {devices[one.id]}'s: both agents have one id."
        if told.get(MarkKind.UUID, frozenset()) & one.marks.get(MarkKind.UUID, frozenset()):
            return f"It has the UUID of {devices[one.id]}, and is another machine."
    return ""


def begin_marks(device: Device, told: Marks, *, at: datetime) -> None:
    rows = [(device.pk, kind, norm, at, None, None) for kind, norm in sorted(telling.pairs(told))]
    bulk.insert_many(Mark, _NAMES, rows)


def keep_marks(
    device: Device, told: Marks, known: dict[tuple[str, str], bool], *, at: datetime
) -> str:
    """What is told now begins, what is told otherwise now ends. A sentence where two machines seem to take turns."""
    pairs = telling.pairs(told)
    current = {pair for pair, over in known.items() if not over}
    begun, ended = pairs - current, {pair for pair in current - pairs if pair[0] in told}
    if not begun and not ended:
        return ""
    back = begun & known.keys()
    for kind, norm in back:
        Mark.objects.filter(device=device, kind=kind, norm=norm).update(to_at=None)
    for kind, norm in ended:
        Mark.objects.filter(device=device, kind=kind, norm=norm).update(to_at=at)
    rows = [(device.pk, kind, norm, at, None, None) for kind, norm in sorted(begun - back)]
    bulk.insert_many(Mark, _NAMES, rows)
    if {kind for kind, _ in back} >= _ONE_OF_A_KIND:
        return "Two machines seem to report as this one in turns: their UUIDs and agents differ."
    return ""
