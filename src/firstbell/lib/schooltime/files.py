"""A file of term dates, whatever it is, as the lines that `reading` understands: calendar, CSV or workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from firstbell.lib.schooltime.reading import MOST_LINES, calendar_text, is_calendar
from firstbell.lib.sheets import Choices, Kind, Limits, SheetReading, Unreadable, read_sheet
from firstbell.lib.sheets.limits import MEGABYTE

MOST_BYTES: Final = 5 * MEGABYTE
_LIMITS: Final = Limits(
    max_bytes=MOST_BYTES, max_rows=20_000, max_inflated=100 * MEGABYTE, ratio_from=10 * MEGABYTE, child_seconds=20
)  # fmt: skip
_MOST_SHEETS: Final = 12
_WHOLE: Final = Choices(header_line=0)


@dataclass(frozen=True, slots=True)
class Dates:
    """The lines as text that can be looked at and put right by hand, and what should be known about the file."""

    text: str
    notes: tuple[str, ...] = ()


def dates_of(content: bytes, name: str) -> Dates:
    """Raises Unreadable with a sentence for a file that holds no list."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            f"Term dates are a short list; {name} is far too long for one.", "too_large"
        )
    calendar = _calendar(content)
    if calendar is not None:
        return Dates(calendar)
    readings = _readings(content, name)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for reading in readings:
        for _, row in zip(range(MOST_LINES), _rows(reading), strict=False):
            writer.writerow(row)
    notes = [
        note.sentence
        for note in readings[0].notes
        if note.code != "no_headings" and (note.code != "sheets" or len(readings) == 1)
    ]
    if len(readings) > 1:
        names = ", ".join(f"“{one.sheet}”" for one in readings)
        notes.append(f"Every sheet is read: {names}.")
    return Dates(out.getvalue(), tuple(notes))


def _calendar(content: bytes) -> str | None:
    text = calendar_text(content)
    return text if is_calendar(text) else None


def _readings(content: bytes, name: str) -> list[SheetReading]:
    """Of a workbook every sheet that is not hidden: councils keep a year on each."""
    first = read_sheet(content, name, _LIMITS, _WHOLE)
    if first.kind is Kind.TEXT:
        return [first]
    filled = [one.name for one in first.sheets if one.visible and one.rows]
    others = [
        read_sheet(content, name, _LIMITS, Choices(header_line=0, sheet=sheet))
        for sheet in filled[:_MOST_SHEETS]
        if sheet != first.sheet
    ]
    by_name = {one.sheet: one for one in [first, *others]}
    return [by_name[sheet] for sheet in filled[:_MOST_SHEETS] if sheet in by_name] or [first]


def _rows(reading: SheetReading) -> Iterator[list[str]]:
    """Lines that are left out keep their place, so that the numbers are those of the file."""
    at = 0
    for row in reading.rows():
        yield from ([] for _ in range(row.line - at - 1))
        at = row.line
        yield [] if row.skipped else [" ".join(cell.split()) for cell in row.cells]
