from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from firstbell.lib.sheets.headers import Headings, letter
from firstbell.lib.sheets.limits import Limits
from firstbell.lib.sheets.mending import mend_letters
from firstbell.lib.sheets.rows import Damage, RawRow, Row
from firstbell.lib.sheets.unreadable import Unreadable

SCIENTIFIC: Final = re.compile(r"\s*[-+]?\d{1,3}(?:[.,]\d+)?[eE]\+\d{1,3}\s*")
_SEPARATOR: Final = "\x1f"  # white space to str.strip(), and never in a cell that anybody typed
_TOTALS: Final = re.compile(r"\s*(?:grand[ -]|sub[ -]?|overall )?(?:total|sum)s?\b", re.IGNORECASE)
_ENDING: Final = re.compile(
    rf"{_TOTALS.pattern}"
    r"|\s*(?:number of\b|count\b|page \d+|printed\b|generated\b|exported\b|end of (?:report|list|file)"
    r"|report (?:run|created|date)|\*{3,}|-{3,}|={3,}|©|\(c\) )",
    re.IGNORECASE,
)
_NUMERIC: Final = re.compile(
    r"[£$€(]?\s?[-+]?[\d,. ]+\)?\s?%?(?:\s?(?:items?|rows?|devices?))?", re.IGNORECASE
)

# The first signs of the above; most rows begin otherwise, and are spared the search.
_ENDINGS_START: Final = frozenset(["", *"tTgGsSoOnNcCpPeErR*-=©( \t\xa0"])

LOST: Final = "�"
_EMPTY: Final = "This line is empty."
# So many empty lines after a line of totals are the end of any table.
_ENOUGH: Final = 5_000


@dataclass(frozen=True, slots=True)
class Frame:
    """What every row of the table is held against."""

    headings: Headings
    limits: Limits
    # Some programs leave out the empty cells at the end of a row; in such files short is normal.
    short_is_usual: bool
    include_hidden: bool = False
    # Every letter is known to fit the encoding, so that nobody need look again.
    sound_letters: bool = False


def judge(raw: Iterable[RawRow], frame: Frame) -> Iterator[Row]:
    """Every row below the headings, in order, with its verdict; footers only at the end."""
    start, most = frame.headings.line, frame.limits.max_rows
    waiting: list[Row] = []
    count = 0
    for row in _judge_each(raw, frame):
        if row.line <= start:
            continue
        if not row.skipped:
            count += 1
            if count > most:
                raise too_many_rows(frame.limits)
        if waiting or (row.raw and row.raw[0][:1] in _ENDINGS_START and _could_end(row)):
            waiting.append(row)
            if _still_waiting(row, waiting):
                continue
            yield from _settle(waiting)
            waiting = []
            continue
        yield row
    yield from map(_as_footer, waiting)


def _judge_each(raw: Iterable[RawRow], frame: Frame) -> Iterator[Row]:
    """The loop that every row of a long file goes through: most rows are plain and cost little."""
    width, headings, new, join = (
        frame.headings.width,
        frame.headings.raw,
        tuple.__new__,
        _SEPARATOR.join,
    )
    sound = frame.sound_letters
    for given in raw:
        line, cells, flaws, hidden, damage = given
        joined = join(cells)
        if (
            len(cells) == width
            and not (flaws or hidden or damage)
            and _is_plain(joined, sound)
            and cells != headings
        ):
            yield new(Row, (line, cells, cells, (), (), ""))
        else:
            yield _judge_one(given, joined, frame)


def _still_waiting(row: Row, waiting: Sequence[Row]) -> bool:
    return len(waiting) < _ENOUGH and (row.skipped == _EMPTY or _could_end(row))


def _settle(waiting: Sequence[Row]) -> Iterator[Row]:
    """An ordinary row came after all, or so many empty ones that none will."""
    if len(waiting) >= _ENOUGH:
        return map(_as_footer, waiting)
    return iter(waiting)


def too_many_rows(limits: Limits) -> Unreadable:
    return Unreadable(
        f"The file has more than {limits.max_rows:,} rows, which is as many as are read at a time. "
        "Split it and bring in the parts one after another.",
        "too_many_rows",
    )


def _is_plain(joined: str, sound: bool) -> bool:  # noqa: FBT001 -- a keyword costs a tenth of the loop
    return not (
        "E+" in joined
        or "e+" in joined
        or "\0" in joined
        or LOST in joined
        or not (sound or joined.isascii() or _is_sound(joined))
        or not joined.strip()
    )


def _is_sound(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _judge_one(given: RawRow, joined: str, frame: Frame) -> Row:
    raw = given.cells
    cells, uncertain = mend_letters(raw)
    skipped = _why_skipped(given, joined, frame)
    cells, problems = _fit(cells, frame)
    if "\0" in joined:
        problems.append(
            "There are NUL characters on this line, which no list has; the file is probably damaged here."
        )
        cells = [cell.replace("\0", "") for cell in cells]
    problems.extend(given.flaws)
    damage = [*given.damage, *uncertain, *_damage(cells)]
    if skipped:
        return Row(given.line, cells, raw, skipped=skipped)
    return Row(given.line, cells, raw, tuple(problems), tuple(damage))


def _why_skipped(given: RawRow, joined: str, frame: Frame) -> str:
    if given.hidden and not frame.include_hidden:
        return "This row is hidden in the spreadsheet."
    # A lone Ctrl-Z is how DOS programs end a file.
    if not joined.strip() or joined == "\x1a":
        return _EMPTY
    if given.cells == frame.headings.raw:
        return "These are the headings again."
    return ""


def _fit(cells: list[str], frame: Frame) -> tuple[list[str], list[str]]:
    """As many cells as headings, or a sentence about why not."""
    width = frame.headings.width
    missing = width - len(cells)
    if missing > 0:
        padded = cells + [""] * missing
        if frame.short_is_usual:
            return padded, []
        return padded, [
            f"This line has {_cells(len(cells))} where the headings have {width}. "
            "A line break inside a cell may have cut it in two."
        ]
    extra = [at for at in range(width, len(cells)) if cells[at].strip()]
    if not extra:
        return cells[:width], []
    return cells[:width], [
        f"This line has something in column {letter(extra[0])}, beyond the last heading. "
        "A separator inside a cell may have pushed its cells along."
    ]


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _damage(cells: Sequence[str]) -> Iterator[Damage]:
    for at, cell in enumerate(cells):
        if ("+" in cell) and SCIENTIFIC.fullmatch(cell):
            yield Damage(
                at,
                "scientific",
                f"“{cell.strip()}” is a long number that a spreadsheet has shortened; its last digits are lost.",
            )
        elif LOST in cell:
            yield Damage(
                at,
                "lost letters",
                f"“{cell.strip()[:60]}” has letters that were lost before the file reached us.",
            )


def _could_end(row: Row) -> bool:
    """A row that is no item if nothing but its like follows."""
    if not _ENDING.match(row.raw[0] or _first_words(row.raw)) or row.skipped:
        return False
    return _rest_is_numbers(row.raw)


def _first_words(cells: Sequence[str]) -> str:
    return next(filter(str.strip, cells), "")


def _rest_is_numbers(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return all(_NUMERIC.fullmatch(cell) for cell in filled[1:])


def _as_footer(row: Row) -> Row:
    if row.skipped:
        return row
    is_total = _TOTALS.match(_first_words(row.raw))
    why = (
        "This is a line of totals."
        if is_total
        else "This is a note below the table, not a row of it."
    )
    return Row(row.line, row.cells, row.raw, skipped=why)
