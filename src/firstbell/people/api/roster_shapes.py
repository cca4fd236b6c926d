from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema

from firstbell.lib.rosters import HEADINGS
from firstbell.people.actions.rosters import running
from firstbell.people.actions.rosters.deciding import candidates
from firstbell.people.models import RosterRun, RosterSource
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.exchange.models import ImportRow
from firstbell.platform.exchange.states import State

_NO_NUL = r"^[^\x00]*$"
Key = Annotated[str, Field(min_length=1, max_length=255, pattern=_NO_NUL)]
Word = Literal["joiner", "mover", "leaver", "linked", "confirm", "same", "class", "wrong"]


class SourceOut(Schema):
    """What its lists may do here, and for whom they speak. Its password is never told."""

    uid: UUID
    version: int
    school: UUID
    name: str
    kind: str
    speaks_for: str
    school_key: str
    may_add: bool
    may_change: bool
    may_leave: bool
    is_whole: bool
    is_nightly: bool
    asked_at: datetime | None
    created_at: datetime

    @staticmethod
    def resolve_school(row: RosterSource) -> object:
        return row.school.uid


class SourcePage(Schema):
    items: list[SourceOut]
    next: str | None


class RunOut(Schema):
    """`tally` is how many join, move and leave; `asks` is what has to be agreed to first, as a sentence."""

    uid: UUID
    version: int
    source: Thing
    name: str
    state: Literal["reading", "failed"] | State
    tally: dict[str, int]
    asks: str
    notes: list[str]
    problem: str
    counts: dict[str, int]
    created_at: datetime

    resolve_source = staticmethod(lambda run: named(run.source))

    @staticmethod
    def resolve_state(run: RosterRun) -> str:
        if run.problem:
            return "failed"
        return "reading" if run.is_reading or run.session is None else str(run.session.state)

    @staticmethod
    def resolve_asks(run: RosterRun) -> str:
        return running.asking(run) if run.tally and run.asks else ""

    @staticmethod
    def resolve_notes(run: RosterRun) -> list[str]:
        return [str(note) for note in run.notes]

    @staticmethod
    def resolve_counts(run: RosterRun) -> dict[str, int]:
        """Lines by their verdicts, later by what became of them."""
        counts = run.session.counts if run.session else {}
        own = ("mark", "line")
        return {name: n for name, n in counts.items() if name not in own and isinstance(n, int)}


class RunPage(Schema):
    items: list[RunOut]
    next: str | None


class LineOut(Schema):
    """One line: what it is, what stands in it, and of whom it may speak if that has to be said."""

    line: int
    kind: str
    key: str
    cells: dict[str, str]
    verdict: str
    outcome: str
    reasons: list[str]
    person: UUID | None
    maybe: list[str]

    @staticmethod
    def resolve_kind(row: ImportRow) -> str:
        return row.keys.partition("=")[0]

    @staticmethod
    def resolve_key(row: ImportRow) -> str:
        return row.keys.split("\n")[0].partition("=")[2]

    @staticmethod
    def resolve_cells(row: ImportRow) -> dict[str, str]:
        return {name: cell for name, cell in zip(HEADINGS, row.now, strict=False) if cell}

    @staticmethod
    def resolve_reasons(row: ImportRow) -> list[str]:
        return [one for one in row.reasons.split("\n") if one]

    @staticmethod
    def resolve_person(row: ImportRow) -> object:
        return None if row.keys.startswith("class=") else row.thing_uid

    @staticmethod
    def resolve_maybe(row: ImportRow) -> list[str]:
        return candidates(row)


class LinePage(Schema):
    items: list[LineOut]
    next: str | None


class LineFilter(Paging):
    kind: Word | None = None


class WhoIn(Sent):
    """By the key of a line: the person it is, or null for somebody new. Remembered for every list to come."""

    said: dict[Key, UUID | None] = Field(max_length=500)


class Decided(Sent):
    """Where more than a tenth would leave, their number says that this is right."""

    leavers: int | None = Field(None, ge=0, le=1_000_000)
