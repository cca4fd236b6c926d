from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from firstbell.lib.sheets import encoding_guess
from firstbell.lib.sheets.delimited import read_delimited, read_sample
from firstbell.lib.sheets.delimiters import DELIMITERS, Dialect, sniff
from firstbell.lib.sheets.encoding_guess import Encoding
from firstbell.lib.sheets.header_matching import count_hits
from firstbell.lib.sheets.headers import Headings, find_headings
from firstbell.lib.sheets.judging import Frame, judge, too_many_rows
from firstbell.lib.sheets.kinds import Kind, detect_kind, name_disagrees
from firstbell.lib.sheets.limits import Limits, megabytes
from firstbell.lib.sheets.mending import find_garbled
from firstbell.lib.sheets.rows import Note, RawRow, Row
from firstbell.lib.sheets.sources import Source
from firstbell.lib.sheets.survey import Survey, survey
from firstbell.lib.sheets.unreadable import Unreadable
from firstbell.lib.sheets.workbooks import SheetHead, Workbook, open_workbook

SAMPLE: Final = 400
_UNPRINTABLE: Final = bytes({*range(32)} - set(b"\t\n\r\f\x1a"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person settled by hand, and the names that headings are known by."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_line: int | None = None  # 0: the file has no headings
    include_hidden: bool = False
    aliases: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetChoice:
    name: str
    visible: bool
    rows: int
    columns: int
    hits: int


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A file that can be read: how it was understood, and its rows, as often as they are wanted."""

    filename: str
    kind: Kind
    headers: tuple[str, ...]
    raw_headers: list[str]
    header_line: int
    notes: tuple[Note, ...]
    encoding: Encoding | None
    delimiter: str | None
    sheet: str | None
    sheets: tuple[SheetChoice, ...]
    _raw_rows: Callable[[], Iterator[RawRow]]
    _frame: Frame

    def rows(self, *, after_line: int = 0) -> Iterator[Row]:
        """Every row below the headings, skipped ones included.

        Raises Unreadable when the file turns out to be longer than the limits allow.
        """
        judged = judge(self._raw_rows(), self._frame)
        return judged if not after_line else (row for row in judged if row.line > after_line)

    def sample(self, count: int = 20) -> list[Row]:
        return list(islice((row for row in self.rows() if not row.skipped), count))

    @property
    def delimiter_label(self) -> str:
        return DELIMITERS.get(self.delimiter or "", "")


def read_sheet(
    path_or_bytes: str | os.PathLike[str] | bytes,
    filename: str,
    limits: Limits | None = None,
    choices: Choices | None = None,
) -> SheetReading:
    """Understand a school's file by what is in it, or raise Unreadable with the reason."""
    limits, choices = limits or Limits(), choices or Choices()
    source = Source.of(path_or_bytes)
    name = os.path.basename(filename.replace("\\", "/")) or "The file"
    _refuse_size(source, name, limits)
    kind = detect_kind(source, name)
    if kind is Kind.TEXT:
        return _read_text(source, name, limits, choices)
    return _read_workbook(open_workbook(source, name, kind, limits), kind, choices)


def _refuse_size(source: Source, name: str, limits: Limits) -> None:
    if name.startswith("~$"):
        raise Unreadable(
            f"{name} is the lock that Excel leaves while a file is open. Bring in the file itself.",
            "not_a_spreadsheet",
        )
    if source.size > limits.max_bytes:
        raise Unreadable(
            f"{name} has {megabytes(source.size)}; at most {megabytes(limits.max_bytes)} are read at "
            "a time. Split it and bring in the parts one after another.",
            "too_large",
        )


def _read_text(source: Source, name: str, limits: Limits, choices: Choices) -> SheetReading:
    found = survey(source)
    encoding = _encoding(found, name, choices)
    if found.endless:
        raise Unreadable(
            f"{name} has a line of more than a million characters, which no list has.", "too_large"
        )
    if not found.quotes and found.lines > limits.max_rows + SAMPLE:
        raise too_many_rows(limits)
    dialect = _dialect(choices) or sniff(read_sample(source, encoding))

    def raw_rows() -> Iterator[RawRow]:
        return read_delimited(source, encoding, dialect)

    sample = list(islice(raw_rows(), SAMPLE))
    headings = find_headings(sample, choices.aliases, choices.header_line)
    frame = replace(
        _frame(headings, sample, name, limits, choices),
        sound_letters=found.valid_utf8 and encoding.name.startswith("utf-8"),
    )
    notes = [*_name_notes(Kind.TEXT, name), *_text_notes(found, encoding, sample), *headings.notes]
    return SheetReading(
        filename=name,
        kind=Kind.TEXT,
        headers=headings.names,
        raw_headers=headings.raw,
        header_line=headings.line,
        notes=tuple(notes),
        encoding=encoding,
        delimiter=dialect.delimiter,
        sheet=None,
        sheets=(),
        _raw_rows=raw_rows,
        _frame=frame,
    )


def _encoding(found: Survey, name: str, choices: Choices) -> Encoding:
    if choices.encoding:
        return encoding_guess.choose(choices.encoding)
    encoding = encoding_guess.guess(found)
    head = found.head[: 64 * 1024]
    unprintable = len(head) - len(head.translate(None, _UNPRINTABLE))
    wide = encoding.name.startswith(("utf-16", "utf-32"))
    if not wide and unprintable > 3 and unprintable > len(head) * 0.05:
        raise Unreadable(f"{name} is not a text file and not a spreadsheet.", "not_a_spreadsheet")
    return encoding


def _dialect(choices: Choices) -> Dialect | None:
    if choices.delimiter is None:
        return None
    if choices.delimiter not in DELIMITERS:
        raise Unreadable(
            "Columns can be separated by a comma, a semicolon, a tab or a vertical bar.",
            "delimiter",
        )
    return Dialect(choices.delimiter, 1.0)


def _read_workbook(workbook: Workbook, kind: Kind, choices: Choices) -> SheetReading:
    hits = {sheet.index: _hits(sheet, choices) for sheet in workbook.sheets}
    sheet = _choose_sheet(workbook, hits, choices)

    def raw_rows() -> Iterator[RawRow]:
        return workbook.rows(sheet)

    headings = find_headings(sheet.head, choices.aliases, choices.header_line)
    frame = _frame(headings, sheet.head, workbook.name, workbook.limits, choices)
    notes = [
        *_name_notes(kind, workbook.name),
        *_workbook_notes(workbook, sheet, choices),
        *headings.notes,
    ]
    return SheetReading(
        filename=workbook.name,
        kind=kind,
        headers=headings.names,
        raw_headers=headings.raw,
        header_line=headings.line,
        notes=tuple(notes),
        encoding=None,
        delimiter=None,
        sheet=sheet.name,
        sheets=tuple(
            SheetChoice(one.name, one.visible, one.height, one.width, hits[one.index])
            for one in workbook.sheets
        ),
        _raw_rows=raw_rows,
        _frame=frame,
    )


def _hits(sheet: SheetHead, choices: Choices) -> int:
    rows = [row for row in sheet.head if not row.hidden]
    return max((count_hits(row.cells, choices.aliases) for row in rows), default=0)


def _choose_sheet(workbook: Workbook, hits: Mapping[int, int], choices: Choices) -> SheetHead:
    if choices.sheet is not None:
        for sheet in workbook.sheets:
            if sheet.name == choices.sheet:
                return sheet
        raise Unreadable(f"{workbook.name} has no sheet called {choices.sheet}.", "sheet")
    filled = [sheet for sheet in workbook.sheets if sheet.height and sheet.width]
    visible = [sheet for sheet in filled if sheet.visible]
    if not filled:
        raise Unreadable(f"There is nothing in {workbook.name}.", "empty")
    candidates = visible or filled
    # Without a match by name, the fullest of several sheets is the list, and a cover page is not.
    return max(
        candidates,
        key=lambda sheet: (
            hits[sheet.index],
            0 if hits[sheet.index] else sheet.height * sheet.width,
        ),
    )


def _frame(
    headings: Headings, sample: Sequence[RawRow], name: str, limits: Limits, choices: Choices
) -> Frame:
    if not headings.width:
        raise Unreadable(f"There is nothing in {name}.", "empty")
    if headings.width > limits.max_columns:
        raise Unreadable(
            f"{name} has {headings.width:,} columns; at most {limits.max_columns:,} are read.",
            "too_large",
        )
    below = [row for row in sample if row.line > headings.line and any(row.cells)]
    short = sum(1 for row in below if len(row.cells) < headings.width)
    return Frame(headings, limits, short > len(below) * 0.2 and short > 2, choices.include_hidden)


def _name_notes(kind: Kind, name: str) -> list[Note]:
    sentence = name_disagrees(kind, name)
    return [Note("name", sentence)] if sentence else []


def _text_notes(found: Survey, encoding: Encoding, sample: Sequence[RawRow]) -> list[Note]:
    notes = []
    if encoding.confidence < 0.7:
        sentence = f"It is not certain which encoding the file is in; {encoding.label} is the best guess. Please check names with accents and pound signs."
        notes.append(Note("encoding", sentence))
    if found.nuls and not encoding.name.startswith(("utf-16", "utf-32")):
        sentence = (
            "There are NUL characters in the file. The lines they are on are refused one by one."
        )
        notes.append(Note("nul", sentence))
    count, before, after = find_garbled(row.cells for row in sample)
    if count:
        example = f": “{before[:60]}” was probably “{after[:60]}”" if after else ""
        notes.append(
            Note("garbled", f"Some letters were garbled before the file was saved{example}.")
        )
    return notes


def _workbook_notes(workbook: Workbook, sheet: SheetHead, choices: Choices) -> list[Note]:
    notes = []
    others = [one.name for one in workbook.sheets if one.index != sheet.index and one.height]
    if others:
        names = ", ".join(f"“{name}”" for name in others[:5])
        sentence = f"The sheet “{sheet.name}” is read. The workbook also has {names}."
        notes.append(Note("sheets", sentence))
    if sheet.hidden_rows and not choices.include_hidden:
        rows = (
            "1 hidden row is"
            if sheet.hidden_rows == 1
            else f"{sheet.hidden_rows:,} hidden rows are"
        )
        why = " A filter is switched on in the sheet, which hides rows." if sheet.filtered else ""
        notes.append(Note("hidden_rows", f"{rows} left out.{why}"))
    return notes
