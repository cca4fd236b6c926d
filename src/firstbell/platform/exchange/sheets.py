"""What can be brought in: a room declares its sheets, the pages and the command line do the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol
from uuid import UUID

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.exchange.finding import Finder
from firstbell.platform.exchange.states import Outcome, Verdict
from firstbell.platform.tenancy.models import School

if TYPE_CHECKING:
    from firstbell.platform.exchange.models import ImportSession

CellKind = Literal[
    "text", "name", "notes", "code", "identity", "number", "money", "date", "moment", "months", "yes_no", "email", "people",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A field that a column of a file may fill. `aliases` are the headings it is known by.

    An "identity" (tag, serial) that a spreadsheet has shortened refuses its row; a "code" is left out with a warning.
    """

    key: str
    label: str
    kind: CellKind = "text"
    aliases: Sequence[str] = ()
    help: str = ""
    limit: int = 200
    required: bool = False
    parse: Callable[[str], Any] | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """By what a row and a thing that is there already are told to be the same."""

    key: str
    label: str
    columns: Sequence[str]


@dataclass(frozen=True, slots=True)
class Policy:
    key: str
    question: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A file that is known by its headings: each heading and its field ("" leaves it out, "+notes" keeps it there)."""

    name: str
    title: str
    headings: Mapping[str, str]
    signs: Sequence[str]
    date_order: str = ""
    # What every line of such a file says besides: field -> text.
    fill: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Common:
    """What lines of one file say that differ in nothing but their identities (columns of that kind).

    `noted` is the sheet's own, for what it makes of it: once for all of them.
    """

    values: dict[str, Any]
    noted: Any = None


class Line(NamedTuple):
    """A row of the file as fields; a field that is not in `values` is left alone, None clears it."""

    number: int
    values: dict[str, Any]
    problems: list[str]
    warnings: list[str]
    common: Common | None = None


@dataclass(slots=True)
class Plan:
    """What is to become of one line; `todo` is the sheet's own and goes to `apply` as it is."""

    line: int
    verdict: Verdict
    reasons: list[str] = field(default_factory=list)
    warned: bool = False
    keys: str = ""
    todo: Any = None


class Done(NamedTuple):
    """What became of one line. `undo` is the sheet's own, in JSON, and goes to `undo` as it is."""

    line: int
    outcome: Outcome
    thing_id: int | None = None
    thing_uid: UUID | None = None
    undo: Any = None


class Trace(NamedTuple):
    """A line that was brought in, for taking it back; `used` is what has happened to its thing since."""

    line: int
    outcome: str
    thing_id: int
    thing_uid: UUID
    undo: Any
    used: str


class Undone(NamedTuple):
    line: int
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class Setting:
    """In what circumstances a file is checked and brought in."""

    school: School
    by: Actor
    at: datetime
    mode: str
    match: str
    policies: Mapping[str, str]
    columns: frozenset[str]
    # The number of the file's last line; lines beyond it are what `rest` said. 0 while that is not known yet.
    last: int = 0
    # Which import it is, for who keeps what came of it together.
    session: UUID | None = None


class Turned(NamedTuple):
    """A file that was no table, as one, and what should be known about it."""

    content: Iterable[bytes]
    notes: Sequence[str] = ()


class Work(Protocol):
    """A sheet at work on one file. Rows go through `look` in the order of the file, each once a pass."""

    finders: Mapping[str, Finder]

    def look(self, lines: Sequence[Line]) -> list[Plan]: ...

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        """All or none, in the caller's transaction; raises Refusal with the sentence."""
        ...

    def undo(self, traces: Sequence[Trace]) -> list[Undone]: ...


class Whole(Work, Protocol):
    """Of a sheet whose file may be the whole of what there is."""

    def rest(self) -> Iterable[Mapping[str, str]]:
        """What is here and no line named, as texts by field: after the last line, each is one more to be looked at."""
        ...


@dataclass(frozen=True)
class Sheet:
    """A kind of file. `columns(actor)` may ask for custom fields; `open(setting)` begins a pass over a file."""

    name: str
    title: str
    things: tuple[str, str]
    thing_type: str
    permission: str
    icon: str
    columns: Callable[[], Sequence[Column]]
    open: Callable[[Setting], Work]
    matches: Callable[[], Sequence[Match]]
    layouts: Sequence[Layout] = ()
    policies: Sequence[Policy] = ()
    # What the names are that a line stands on, by the kind of their finder: ("room", "rooms").
    lookups: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    spill: str = ""
    hint: str = ""
    url_name: str = ""
    order: int = 50
    # The fields that tell its lines apart at a glance, where they are not the usual ones.
    told_by: Sequence[str] = ()
    # A sheet that its room makes itself is not offered to whoever has a file; its imports have a page there.
    offered: bool = True
    own_page: Callable[[ImportSession], str] | None = None
    # Makes a table of a file that is none (a calendar); None where the file is not for it.
    turn: Callable[[Path, School, datetime], Turned | None] | None = None
    # Its work is a Whole.
    rest: bool = False
    # Raises Refusal while something has to be said before it is brought in.
    gate: Callable[[ImportSession], None] | None = None
    # Where what came of it is seen, instead of the list of its things.
    came_of: Callable[[ImportSession], str] | None = None

    def aliases(self) -> dict[str, Sequence[str]]:
        return {column.key: (column.label, *column.aliases) for column in self.columns()}


@dataclass(frozen=True)
class Report:
    """A table in somebody else's exact layout: `rows(actor, school)` walks over it."""

    name: str
    title: str
    text: str
    permission: str
    sheet: str
    headings: Sequence[str]
    rows: Callable[[Actor, School], Iterator[Sequence[Any]]]


_sheets: dict[str, Sheet] = {}
_reports: dict[str, Report] = {}


def sheet(one: Sheet) -> Sheet:
    if one.name in _sheets:
        raise LookupError(f"The sheet {one.name} is declared twice")
    _sheets[one.name] = one
    return one


def report(one: Report) -> Report:
    _reports[one.name] = one
    return one


def named(name: str) -> Sheet:
    return _sheets[name]


def all_sheets() -> list[Sheet]:
    """Those that a file can be brought in as."""
    offered = [one for one in _sheets.values() if one.offered]
    return sorted(offered, key=lambda one: (one.order, one.title))


def all_reports() -> list[Report]:
    return list(_reports.values())


def report_named(name: str) -> Report | None:
    return _reports.get(name)


def labels(columns: Iterable[Column]) -> dict[str, str]:
    return {column.key: column.label for column in columns}
