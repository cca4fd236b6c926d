"""Is it the same machine? Pure: what a report tells against what is known, by the rules in the order they are kept in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from firstbell.agents.states import MarkKind, MatchKind

Marks = Mapping[str, frozenset[str]]
M = MarkKind

RULES: dict[MatchKind, tuple[MarkKind, ...]] = {
    MatchKind.SERIAL_AND_UUID: (M.SERIAL, M.UUID),
    MatchKind.SERIAL: (M.SERIAL,),
    MatchKind.UUID: (M.UUID,),
    MatchKind.AGENT: (M.AGENT,),
    MatchKind.MAC: (M.MAC,),
    MatchKind.DEVICEID: (M.DEVICEID,),
}
USUAL_ORDER = tuple(RULES)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Candidate:
    """Something known that shares a mark with the report; `at` is when it was last heard of."""

    id: int
    marks: Marks
    at: datetime | None = None


class Verdict(NamedTuple):
    """`rule` found `found`; `others` share a mark with the report and are other machines."""

    found: Candidate | None
    rule: MatchKind | None
    others: tuple[Candidate, ...] = ()


def recognise(
    told: Marks, candidates: Iterable[Candidate], order: Sequence[MatchKind] = USUAL_ORDER
) -> Verdict:
    """The machine of the first rule that finds one; of several, that which shares most, then the last heard of."""
    known = list(candidates)
    same = [one for one in known if same_machine(told, one.marks)]
    for rule in order:
        hits = [one for one in same if all(_agrees(told, one.marks, kind) for kind in RULES[rule])]
        if hits:
            found = max(hits, key=lambda one: (_shared(told, one.marks), _heard(one), -one.id))
            return Verdict(found, rule, tuple(one for one in known if one is not found))
    return Verdict(None, None, tuple(known))


def same_machine(told: Marks, known: Marks) -> bool:
    """Two that share a mark: one machine, or two of which one is a copy of the other's disk or firmware?

    A serial that is the same decides, and one that differs says no, unless the board was changed around the same disk
    and agent, or firmware was given another serial. Without serials the UUID decides in the same way.
    """
    if _agrees(told, known, M.SERIAL):
        return True
    same_disk = _agrees(told, known, M.DISK)
    same_agent = _agrees(told, known, M.AGENT) or _agrees(told, known, M.DEVICEID)
    if _differs(told, known, M.SERIAL):
        rewritten = _agrees(told, known, M.UUID) and _agrees(told, known, M.MAC)
        return rewritten or (same_disk and same_agent)
    if _agrees(told, known, M.UUID):
        return not _differs(told, known, M.MAC) or same_disk or same_agent
    if _differs(told, known, M.UUID):
        return (same_disk or _agrees(told, known, M.MAC)) and same_agent
    return not (_differs(told, known, M.MAC) and _differs(told, known, M.DISK))


def _agrees(told: Marks, known: Marks, kind: str) -> bool:
    return not told.get(kind, frozenset()).isdisjoint(known.get(kind, frozenset()))


def _differs(told: Marks, known: Marks, kind: str) -> bool:
    ours, theirs = told.get(kind), known.get(kind)
    return bool(ours and theirs and ours.isdisjoint(theirs))


def _shared(told: Marks, known: Marks) -> int:
    return sum(_agrees(told, known, kind) for kind in MarkKind)


def _heard(one: Candidate) -> datetime:
    return one.at or _LONG_AGO
