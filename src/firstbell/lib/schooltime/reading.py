"""Term dates as schools and councils publish them: an iCalendar file, or a sheet of names and days."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from firstbell.lib.parsing import DateOrder, Unclear, guess_date_order, parse_date, shown
from firstbell.lib.schooltime.model import Span

MOST_LINES = 2_000
_NAMES = ("event", "name", "title", "term", "summary", "subject", "description", "what")
_FIRSTS = ("start", "first", "from", "begin", "date", "opens")
_LASTS = ("end", "last", "to", "until", "finish", "closes")
_TO = re.compile(r"\s+(?:to|until|till|-)\s+|\s*[–—]\s*", re.I)
_ICS_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(T\d{6})?")


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one line; without a span, `problem` says why."""

    number: int
    name: str
    span: Span | None
    problem: str = ""


def calendar_text(content: bytes) -> str:
    """The text of an iCalendar file, which is UTF-8 unless somebody saved it otherwise."""
    encodings = ["utf-8-sig", "cp1252"]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16", *encodings]
    for encoding in encodings:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return content.decode("latin-1")  # reads every byte


def is_calendar(text: str) -> bool:
    return "BEGIN:VCALENDAR" in text[:2_000].upper()


def read_dates(text: str) -> list[Line]:
    found = _calendar(text) if is_calendar(text) else _sheet(text)
    return [line for line, _ in zip(found, range(MOST_LINES), strict=False)]


def _calendar(text: str) -> Iterator[Line]:
    event: dict[str, str] = {}
    # A line that begins with a space goes on with the one before.
    for number, row in enumerate(re.sub(r"\r?\n[ \t]", "", text).splitlines(), start=1):
        key, _, value = row.partition(":")
        key = key.partition(";")[0].strip().upper()
        if key == "BEGIN" and value.strip().upper() == "VEVENT":
            event = {}
        elif key == "END" and value.strip().upper() == "VEVENT":
            yield _event(number, event)
        elif key in ("SUMMARY", "DTSTART", "DTEND"):
            event[key] = value.strip()


def _event(number: int, event: dict[str, str]) -> Line:
    name = re.sub(r"\\([,;\\])", r"\1", event.get("SUMMARY", ""))
    first, last = _ics_day(event.get("DTSTART", "")), _ics_day(event.get("DTEND", ""))
    if first is None:
        return Line(number, name, None, "It has no day.")
    if last and last > first and "T" not in event["DTEND"]:
        last -= timedelta(days=1)  # the end of a whole-day event is the day after
    return Line(number, name, Span(first, max(first, last or first)))


def _ics_day(value: str) -> date | None:
    found = _ICS_DAY.match(value)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Places:
    """In which columns the name, the first and the last day stand, and perhaps those of the half term."""

    name: int = 0
    first: int = 1
    last: int = 2
    half: tuple[int, ...] = ()


def _sheet(text: str) -> Iterator[Line]:
    rows = [
        (n, row) for n, row in enumerate(_rows(text), start=1) if any(cell.strip() for cell in row)
    ]
    order = guess_date_order(cell for _, row in rows for cell in row[1:]).order
    places = _Places()
    for number, row in rows:
        said = _headings(row, order)
        if said:
            places = said
        elif _is_list(row):
            yield from _lines(number, row, places, order)
        else:
            yield _alone(number, "".join(row).strip(), order)


def _is_list(row: Sequence[str]) -> bool:
    return sum(1 for cell in row if cell.strip()) > 1


def _alone(number: int, text: str, order: DateOrder) -> Line:
    """A line of one cell is a title, or as a web page has it: "Autumn term: 2 September 2026 to 18 December 2026"."""
    name, _, days = text.partition(":")
    if not any(letter.isdigit() for letter in days):
        return Line(number, text, None, "There is no day on this line.")
    return _line(number, name.strip(), days.strip(), "", order)


def _lines(number: int, row: Sequence[str], places: _Places, order: DateOrder) -> Iterator[Line]:
    name, first, last = (_cell(row, at) for at in (places.name, places.first, places.last))
    yield _line(number, name, first, last, order)
    half = [_cell(row, at) for at in places.half]
    if any(half):
        yield _line(number, f"{name}: half term", half[0], (half[1:] or [""])[0], order)


def _line(number: int, name: str, first: str, last: str, order: DateOrder) -> Line:
    try:
        begins, ends = (
            _between(first, order) if not last else (_day(first, order), _day(last, order))
        )
    except Unclear as unclear:
        return Line(number, name, None, str(unclear))
    if ends < begins:
        return Line(number, name, None, "It ends before it begins.")
    return Line(number, name, Span(begins, ends))


def _day(text: str, order: DateOrder) -> date:
    return parse_date(text, order).value


def _between(text: str, order: DateOrder) -> tuple[date, date]:
    """One day, or two in one cell: "26 - 30 October 2026", where the second says what the first does not."""
    try:
        day = _day(text, order)
    except Unclear:
        parts = _TO.split(text)
        if len(parts) != 2 or not all(parts):
            raise
    else:
        return day, day
    last = _day(parts[1], order)
    for more in ("", f" {last.year}", f" {last:%B %Y}"):
        try:
            return _day(parts[0] + more, order), last
        except Unclear:
            continue
    raise Unclear(f"{shown(text)} are no two dates. Write them like 1 Sep 2026 to 18 Dec 2026.")


def _rows(text: str) -> Iterator[list[str]]:
    text = text.replace("\0", "")
    head = text[:2_000]
    delimiter = max(",;\t|", key=head.count)
    yield from csv.reader(text.splitlines(), delimiter=delimiter)


def _headings(row: Sequence[str], order: DateOrder) -> _Places | None:
    """Which columns hold name, first and last day, where this row says so."""
    words = [cell.strip().casefold() for cell in row]
    first = _place(words, _FIRSTS)
    if first is None or not _is_list(words) or any(_is_date(cell, order) for cell in words):
        return None
    last = _place(words, _LASTS, but=first)
    half = tuple(
        n for n, word in enumerate(words) if n not in (first, last) and word.startswith("half")
    )
    taken = {first, last, *half}
    name = next(
        (n for n, word in enumerate(words) if n not in taken and word.startswith(_NAMES)), None
    )
    if name is None:
        name = next((n for n in range(len(words)) if n not in taken), 0)
    return _Places(name, first, len(words) if last is None else last, half[:2])


def _is_date(cell: str, order: DateOrder) -> bool:
    if not any(letter.isdigit() for letter in cell):
        return False
    try:
        _between(cell, order)
    except Unclear:
        return cell[:1].isdigit()
    return True


def _place(words: Sequence[str], signs: tuple[str, ...], but: int = -1) -> int | None:
    return next((n for n, word in enumerate(words) if n != but and word.startswith(signs)), None)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
