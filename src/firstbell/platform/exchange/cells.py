"""From the cells of a line to the fields of a sheet, cheaply: what a column says often is parsed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from firstbell.lib import parsing
from firstbell.lib.parsing import DateOrder, Unclear
from firstbell.lib.sheets import Row, unguard_formula
from firstbell.platform.exchange.sheets import CellKind, Column, Common, Line

CLEAR: Final = frozenset({"-", "(clear)"})
SPILL: Final = "+notes"
_REMEMBERED: Final = 20_000
# A tag or serial that begins with a letter and has no spaces means itself: most of them.
_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9./_-]*")
# What people write into a cell when there is nothing to write.
_NOBODY: Final = frozenset(
    {"", "n/a", "na", "none", "nil", "null", "tbc", "tba", "unknown", "not known", "not assigned", "unassigned", "?", "??", "--"}
)  # fmt: skip
_OFTEN: Final = {
    "text",
    "name",
    "code",
    "money",
    "date",
    "months",
    "yes_no",
    "number",
    "people",
    "email",
}


class Read(NamedTuple):
    value: Any = None
    problem: str = ""
    warning: str = ""
    kept: bool = True


class _Way(NamedTuple):
    at: int
    key: str
    label: str
    read: Callable[[str], Read]
    memo: dict[str, Read] | None


class Cells:
    """The columns of one file, ready to be read. `mapping` is column of the file -> field, `fill` for the others."""

    def __init__(
        self, columns: Sequence[Column], mapping: Mapping[str, str], fill: Mapping[str, Any], headers: Sequence[str],
        *, date_order: str = "",
    ) -> None:  # fmt: skip
        known = {column.key: column for column in columns}
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
        self._shared_at = tuple(
            sorted({*(way.at for way in self.shared), *(at for at, _ in self.spills)})
        )
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
        cells = row.cells
        problems, warnings = list(row.problems), list[str]()
        key = tuple([cells[at] for at in self._shared_at])
        common = self._common.get(key)
        if common is None:
            values = self._read(self.shared, cells, {}, problems, warnings)
            if self.fill or self.spills:
                self._complete(cells, values)
            if not (problems or warnings):
                common = self._remember(key, values)
        else:
            values = common.values
        if common is not None:
            values = values.copy()
        self._read(self.own, cells, values, problems, warnings)
        if row.damage:
            self._damage(row, problems, warnings)
        return Line(row.line, values, problems, warnings, common)

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
    reader = _READERS[column.kind]
    unread = column.kind == "identity" and column.parse is None

    def read(text: str) -> Read:
        if unread and len(text) <= column.limit and _CODE.fullmatch(text):
            return Read(text)
        text = unguard_formula(text.strip())
        if not text:
            return Read(kept=False)
        if text in CLEAR or text.casefold() == "(clear)":
            return Read(None)
        try:
            if column.parse is not None:
                return Read(column.parse(_plain(text, column)))
            return reader(text, column, order)
        except Unclear as unclear:
            return Read(problem=unclear.sentence)

    return _Way(at, column.key, column.label, read, {} if column.kind in _OFTEN else None)


def _plain(text: str, column: Column) -> str:
    return _short(parsing.clean_text(text), column)


def _short(plain: str, column: Column) -> str:
    if len(plain) > column.limit:
        raise Unclear(f"{parsing.shown(plain)} is longer than the {column.limit} letters that fit.")
    return plain


def _text(text: str, column: Column, _order: DateOrder) -> Read:
    plain = _plain(text, column)
    return Read(plain, kept=bool(plain))


def _name(text: str, column: Column, _order: DateOrder) -> Read:
    plain = _plain(text, column)
    return Read(plain, kept=plain.casefold().strip(" .") not in _NOBODY)


def _notes(text: str, column: Column, _order: DateOrder) -> Read:
    whole = parsing.clean_text(text, keep_lines=True)
    long = len(whole) > column.limit
    warning = f"Only the first {column.limit:,} of {len(whole):,} letters fit." if long else ""
    return Read(whole[: column.limit], warning=warning)


def _shortened(text: str) -> str:
    return f"{parsing.shown(text)} is a long number that a spreadsheet has shortened; its last digits are lost."


def _code(text: str, column: Column, _order: DateOrder) -> Read:
    plain = _plain(text, column)
    if parsing.looks_scientific(plain):
        return Read(warning=f"{_shortened(plain)} It is left out.", kept=False)
    return Read(plain)


def _identity(text: str, column: Column, _order: DateOrder) -> Read:
    plain = _plain(text, column)
    if parsing.looks_scientific(plain):
        return Read(problem=f"{_shortened(plain)} Look at the thing itself and type it.")
    return Read(plain)


def _number(text: str, column: Column, _order: DateOrder) -> Read:
    number = parsing.parse_int(text)
    if number < 0 or number > 2_000_000_000:
        raise Unclear(f"{parsing.shown(text)} is not a number that fits here.")
    return Read(number)


def _money(text: str, column: Column, _order: DateOrder) -> Read:
    found = parsing.parse_money(text)
    if isinstance(found, parsing.NotBought):
        return Read(found)
    if found.currency != "GBP":
        raise Unclear(f"{parsing.shown(text)} is not in pounds.")
    if found.pence < 0:
        raise Unclear(f"{parsing.shown(text)} is less than nothing.")
    return Read(found, warning=found.note)


def _date(text: str, column: Column, order: DateOrder) -> Read:
    found = parsing.parse_date(text, order)
    return Read(found.value, warning=found.note)


def _months(text: str, column: Column, _order: DateOrder) -> Read:
    found = parsing.parse_months(text, bare="months" if "month" in column.label.lower() else None)
    return Read(found.months, warning=found.note)


def _yes_no(text: str, column: Column, _order: DateOrder) -> Read:
    return Read(parsing.parse_bool(text))


def _email(text: str, column: Column, _order: DateOrder) -> Read:
    plain = _plain(text, column).removeprefix("mailto:")
    try:
        validate_email(plain)
    except ValidationError:
        raise Unclear(f"{parsing.shown(text)} is not an email address.") from None
    return Read(plain)


def _people(text: str, column: Column, _order: DateOrder) -> Read:
    found = parsing.split_people(_plain(text, column))
    if found.several:
        raise Unclear(f"{found.sentence} Say who has it; the others can be noted.")
    return Read(found.names[0])


_READERS: dict[CellKind, Callable[[str, Column, DateOrder], Read]] = {
    "text": _text, "name": _name, "notes": _notes, "code": _code, "identity": _identity, "number": _number, "money": _money,
    "date": _date, "months": _months, "yes_no": _yes_no, "email": _email, "people": _people,
}  # fmt: skip


def as_text(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
