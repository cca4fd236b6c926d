from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firstbell.lib.sheets.header_matching import Aliases, count_hits
from firstbell.lib.sheets.rows import Note, RawRow

LOOK_AT: Final = 30
_VALUE: Final = re.compile(r"[£$€]?\s?[-+]?\d[\d.,:/\s-]*%?|true|false", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Headings:
    line: int  # 0 when the file has none
    raw: list[str]
    names: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def width(self) -> int:
        return len(self.names)


def find_headings(rows: Sequence[RawRow], aliases: Aliases, chosen: int | None) -> Headings:
    """The row that names the columns. `chosen` is its line number by hand; 0 means there is none."""
    seen = [row for row in rows if not row.hidden]
    if chosen == 0:
        return _without(seen)
    if chosen is not None:
        row = next((row for row in rows if row.line == chosen), None)
        return _named(row, seen) if row else _without(seen)
    row = _best_row(seen[:LOOK_AT], aliases)
    return _named(row, seen) if row else _without(seen)


def _best_row(rows: Sequence[RawRow], aliases: Aliases) -> RawRow | None:
    hits = {row.line: count_hits(row.cells, aliases) for row in rows}
    most = max(hits.values(), default=0)
    filled = [sum(1 for cell in row.cells if cell.strip()) for row in rows]
    usual = _usual(filled)
    if most >= 2 or (most == 1 and usual == 1):
        return next(row for row in rows if hits[row.line] == most)
    for row, cells in zip(rows, filled, strict=True):
        if cells >= max(1, usual * 0.6):
            return row if _looks_like_headings(row.cells) else None
    return None


def _usual(filled: Sequence[int]) -> int:
    """How many cells a row of this table usually has."""
    counts = Counter(count for count in filled if count)
    if not counts:
        return 0
    top = max(counts.values())
    return max(count for count, times in counts.items() if times >= top * 0.5)


def _looks_like_headings(cells: Sequence[str]) -> bool:
    texts = [cell.strip() for cell in cells if cell.strip()]
    if not texts:
        return False
    values = sum(1 for text in texts if _VALUE.fullmatch(text))
    long = sum(1 for text in texts if len(text) > 100)
    different = len({text.casefold() for text in texts})
    return values <= len(texts) * 0.2 and long == 0 and different >= len(texts) * 0.5


def _without(rows: Sequence[RawRow]) -> Headings:
    width = max((_filled_width(row.cells) for row in rows), default=0)
    names = tuple(f"Column {letter(at)}" for at in range(width))
    note = Note("no_headings", "There is no row of headings, so the columns go by their letters.")
    return Headings(0, [], names, (note,))


def _named(row: RawRow, rows: Sequence[RawRow]) -> Headings:
    below = [other.cells for other in rows if other.line > row.line]
    width = max(
        [_filled_width(row.cells), *(min(_filled_width(cells), len(row.cells)) for cells in below)]
    )
    notes: list[Note] = []
    above = [other for other in rows if other.line < row.line and any(map(str.strip, other.cells))]
    if above:
        notes.append(Note("title_rows", _title_sentence(above, row.line), row.line))
    names: list[str] = []
    for at, cell in enumerate(row.cells[:width]):
        name, note = _name(_SPACES.sub(" ", cell.replace("\0", "")).strip(), at, names, row.line)
        names.append(name)
        notes.extend(note)
    return Headings(row.line, row.cells, tuple(names), tuple(notes))


def _name(text: str, at: int, names: Sequence[str], line: int) -> tuple[str, list[Note]]:
    if not text:
        name = _free(f"Column {letter(at)}", names)
        return name, [Note("empty_heading", f"Column {letter(at)} has no heading.", line)]
    name = _free(text, names)
    if name == text:
        return name, []
    sentence = f"There are two columns called “{text}”; the one in column {letter(at)} is called “{name}” here."
    return name, [Note("repeated_heading", sentence, line)]


def _free(text: str, names: Sequence[str]) -> str:
    taken = {name.casefold() for name in names}
    name, count = text, 1
    while name.casefold() in taken:
        count += 1
        name = f"{text} ({count})"
    return name


def _title_sentence(above: Sequence[RawRow], line: int) -> str:
    words = next(cell.strip() for row in above for cell in row.cells if cell.strip())
    count = "One line" if len(above) == 1 else f"{len(above)} lines"
    verb = "was" if len(above) == 1 else "were"
    return f"The headings are on line {line}. {count} above them (“{words[:60]}”) {verb} left out."


def _filled_width(cells: Sequence[str]) -> int:
    return max((at + 1 for at, cell in enumerate(cells) if cell.strip()), default=0)


def letter(column: int) -> str:
    """The name a spreadsheet gives a column: A, B … Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
