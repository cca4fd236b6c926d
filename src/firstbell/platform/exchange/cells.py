"""From the cells of a line to the fields of a sheet, cheaply: what a column says often is parsed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Final, NamedTuple

from firstbell.lib.parsing import DateOrder, Unclear
from firstbell.lib.sheets import Row, unguard_formula
from firstbell.platform.exchange.readers import READERS, Read, clean
from firstbell.platform.exchange.sheets import Column, Common, Line

CLEAR: Final = frozenset({"-", "(clear)"})
SPILL: Final = "+notes"
_REMEMBERED: Final = 20_000
# A tag or serial without spaces and signs means itself: most of them.
is_code: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*").fullmatch
_OFTEN: Final = {
    "text",
    "name",
    "code",
    "money",
    "date",
    "moment",
    "months",
    "yes_no",
    "number",
    "people",
    "email",
}


class _Way(NamedTuple):
    at: int
    key: str
    label: str
    read: Callable[[str], Read]
    memo: dict[str, Read] | None
    # Up to this length a code without spaces means itself: of tags and serials, nearly all.
    as_is: int


class Cells:
    """The columns of one file, ready to be read. `mapping` is column of the file -> field, `fill` for the others."""

    def __init__(
        self, columns: Sequence[Column], mapping: Mapping[str, str], fill: Mapping[str, Any], headers: Sequence[str],
        *, date_order: str = "",
    ) -> None:  # fmt: skip
        known = {column.key: column for column in columns}
        self.width = len(headers)
        order = DateOrder[date_order] if date_order else DateOrder.DMY
        always = {key for key, given in fill.items() if given.get("always")}
        self.ways = [
            _way(int(at), known[key], order)
            for at, key in mapping.items()
            if key in known and key not in always and int(at) < len(headers)
        ]
        self.used = {way.at: way for way in self.ways}
        self.spills = [
            (int(at), headers[int(at)]) for at, key in mapping.items() if key == SPILL and int(at) < len(headers)
        ]  # fmt: skip
        # A class set of laptops says the same thirty times, but for the tag and the serial.
        self.own = [way for way in self.ways if known[way.key].kind == "identity"]
        self.shared = [way for way in self.ways if known[way.key].kind != "identity"]
        shared_at = {*(way.at for way in self.shared), *(at for at, _ in self.spills)}
        self._key = _picker(sorted(shared_at))
        self._common: dict[tuple[str, ...], Common] = {}
        self.fill: list[tuple[str, Any]] = []
        for key, given in fill.items():
            if key in known and str(given.get("value", "")).strip():
                got = _way(0, known[key], order).read(str(given["value"]))
                if got.problem:
                    raise Unclear(f"{known[key].label}: {got.problem}")
                self.fill.append((key, got.value))

    @property
    def keys(self) -> frozenset[str]:
        spilt = {SPILL} if self.spills else set()
        return frozenset({way.key for way in self.ways} | {key for key, _ in self.fill} | spilt)

    def line(self, row: Row) -> Line:
        number, cells, _, flaws, damage, _ = row
        common = self._common.get(self._key(cells))
        problems: list[str] = [*flaws]
        warnings: list[str] = []
        if common is None:
            values, common = self._begin(cells, problems, warnings)
        else:
            values = common.values.copy()
        for way in self.own:
            text = cells[way[0]]
            if len(text) <= way[5] and is_code(text):
                values[way[1]] = text
            else:
                self._read([way], cells, values, problems, warnings)
        if damage:
            self._damage(row, problems, warnings)
        return Line(number, values, problems, warnings, common)

    def written(self, values: Mapping[str, str]) -> list[str]:
        """A line that says this, in the columns of this file; for what no column says, nothing."""
        line = [""] * self.width
        for way in self.ways:
            line[way.at] = values.get(way.key, "")
        return line

    def _begin(
        self, cells: Sequence[str], problems: list[str], warnings: list[str]
    ) -> tuple[dict[str, Any], Common | None]:
        """The first line of its like, or one of which there is something to say."""
        values = self._read(self.shared, cells, {}, problems, warnings)
        if self.fill or self.spills:
            self._complete(cells, values)
        if problems or warnings:
            return values, None
        return values.copy(), self._remember(self._key(cells), values)

    def _remember(self, key: tuple[str, ...], values: dict[str, Any]) -> Common:
        if len(self._common) >= _REMEMBERED:
            self._common.clear()
        self._common[key] = common = Common(values)
        return common

    def _read(
        self, ways: Sequence[_Way], cells: Sequence[str], values: dict[str, Any], problems: list[str], warnings: list[str],
    ) -> dict[str, Any]:  # fmt: skip
        for way in ways:
            text = cells[way[0]]
            if not text:
                continue
            value, problem, warning, kept = _looked_up(way, text)
            if kept and not problem:
                values[way[1]] = value
            elif problem:
                problems.append(f"{way[2]}: {problem}")
            if warning:
                warnings.append(f"{way[2]}: {warning}")
        return values

    def _complete(self, cells: Sequence[str], values: dict[str, Any]) -> None:
        for key, value in self.fill:
            values.setdefault(key, value)
        said = [
            f"{heading}: {' '.join(cells[at].split())}"
            for at, heading in self.spills
            if cells[at].strip()
        ]
        if said:
            values[SPILL] = "\n".join(said)

    def _damage(self, row: Row, problems: list[str], warnings: list[str]) -> None:
        for damage in row.damage:
            way = self.used.get(damage.column)
            if way is None or damage.kind == "scientific":
                continue  # the column's own reader says so
            into = warnings if damage.kind == "uncertain letters" else problems
            into.append(f"{way.label}: {damage.sentence}")


def _looked_up(way: _Way, text: str) -> Read:
    memo = way[4]
    if memo is None:
        return way[3](text)
    found = memo.get(text)
    if found is None:
        if len(memo) > _REMEMBERED:
            memo.clear()
        found = memo[text] = way[3](text)
    return found


def _way(at: int, column: Column, order: DateOrder) -> _Way:
    reader = READERS[column.kind]
    as_is = column.limit if column.kind == "identity" and column.parse is None else -1

    def read(text: str) -> Read:
        text = unguard_formula(text.strip())
        if not text:
            return Read(kept=False)
        if text in CLEAR or text.casefold() == "(clear)":
            return Read(None)
        try:
            if column.parse is not None:
                return Read(column.parse(clean(text, column)))
            return reader(text, column, order)
        except Unclear as unclear:
            return Read(problem=unclear.sentence)

    memo: dict[str, Read] | None = {} if column.kind in _OFTEN else None
    return _Way(at, column.key, column.label, read, memo, as_is)


def _picker(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """The cells at these places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple([cells[at] for at in places])


def as_text(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
