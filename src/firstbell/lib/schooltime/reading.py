"""Term dates as schools and councils publish them: an iCalendar file, or a sheet of names and days."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from firstbell.lib.parsing import Unclear, guess_date_order, parse_date
from firstbell.lib.schooltime.model import Span

MOST_LINES = 2_000
_NAMES = ("event", "name", "title", "term", "summary", "subject", "description", "what")
_FIRSTS = ("start", "first", "from", "begin", "date", "opens")
_LASTS = ("end", "last", "to", "until", "finish", "closes")
_ICS_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(T\d{6})?")


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one line; without a span, `problem` says why."""

    number: int
    name: str
    span: Span | None
    problem: str = ""


def read_dates(text: str) -> list[Line]:
    found = _calendar(text) if "BEGIN:VCALENDAR" in text[:2_000].upper() else _sheet(text)
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


def _sheet(text: str) -> Iterator[Line]:
    rows = [
        (n, row) for n, row in enumerate(_rows(text), start=1) if any(cell.strip() for cell in row)
    ]
    if not rows:
        return
    at = _columns(rows[0][1])
    body = rows[1:] if at else rows
    name_at, first_at, last_at = at or (0, 1, 2)
    order = guess_date_order(cell for _, row in body for cell in row[1:]).order
    for number, row in body:
        name, first, last = (_cell(row, place) for place in (name_at, first_at, last_at))
        try:
            begins = parse_date(first, order).value
            ends = parse_date(last, order).value if last else begins
        except Unclear as unclear:
            yield Line(number, name, None, str(unclear))
            continue
        if ends < begins:
            yield Line(number, name, None, "It ends before it begins.")
        else:
            yield Line(number, name, Span(begins, ends))


def _rows(text: str) -> Iterator[list[str]]:
    text = text.replace("\0", "")
    head = text[:2_000]
    delimiter = max(",;\t", key=head.count)
    yield from csv.reader(text.splitlines(), delimiter=delimiter)


def _columns(row: Sequence[str]) -> tuple[int, int, int] | None:
    """Which columns hold name, first and last day, where the first row says so."""
    words = [cell.strip().casefold() for cell in row]
    first = _place(words, _FIRSTS)
    if first is None or any(cell[:1].isdigit() for cell in words):
        return None
    last = _place(words, _LASTS, but=first)
    taken = {first, last}
    name = next(
        (n for n, word in enumerate(words) if n not in taken and word.startswith(_NAMES)), None
    )
    if name is None:
        name = next((n for n in range(len(words)) if n not in taken), 0)
    return name, first, len(words) if last is None else last


def _place(words: Sequence[str], signs: tuple[str, ...], but: int = -1) -> int | None:
    return next((n for n, word in enumerate(words) if n != but and word.startswith(signs)), None)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
