"""A workbook sent off while its rows are still being read: nothing of it is kept, in memory or on the disk.

The library writes a book that has its headings only; each of its sheets is opened where the rows belong. The parts of an
XLSX and their names are those of ECMA-376, part 1, chapters 12 and 18."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import IO, Any
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

ROWS_PER_SHEET = 1_048_575
_LONGEST = 32_767  # what a cell can hold
_EPOCH = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)  # spreadsheets count a 29 February 1900; before it days are text
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_SIZE = re.compile(rb'<dimension ref="[^"]*"/>')
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)"
)
_PIECE = 64 * 1024

Cell = Callable[[Any], str | None]


@dataclass(frozen=True)
class Heading:
    """A column of the sheet; `face` is a number format of spreadsheets, such as dd/mm/yyyy, or nothing."""

    label: str
    face: str = ""


class _Sink(io.RawIOBase):
    """Where the archive is written to: it cannot go back, and is emptied as it fills."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.held += piece
        return len(piece)

    def taken(self) -> bytes:
        piece = bytes(self.held)
        self.held.clear()
        return piece


def pieces(
    headings: Sequence[Heading], slices: Iterable[Iterable[Sequence[Any]]], *, rows: int
) -> Iterator[bytes]:
    """The file, piece by piece. `rows` is how many are expected and sets the number of sheets; any that came in addition
    in the meantime still find room on the last one, up to what a sheet holds."""
    sink = _Sink()
    wanted = max(1, -(-rows // ROWS_PER_SHEET))
    book, faces = _with_headings(headings, wanted)
    lines = (row for part in slices for row in part)
    with zipfile.ZipFile(book) as made, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as out:
        sheets = []
        for name in made.namelist():
            if _SHEET.fullmatch(name):
                sheets.append(name)
            else:
                out.writestr(name, made.read(name))
        yield sink.taken()
        for name in sheets:
            head, tail = _SIZE.sub(b"", made.read(name)).split(b"</sheetData>")
            with out.open(name, "w") as sheet:
                sheet.write(head)
                for part in _written(islice(lines, ROWS_PER_SHEET), faces):
                    sheet.write(part)
                    if len(sink.held) >= _PIECE:
                        yield sink.taken()
                sheet.write(b"</sheetData>" + tail)
    yield sink.taken()


def _with_headings(headings: Sequence[Heading], sheets: int) -> tuple[IO[bytes], list[int]]:
    """The book without its rows, and which of its styles each column has."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        # One style for each face: of two that are alike, only the first is given a number.
        styles = {
            face: book.add_format({"num_format": face})
            for face in {each.face or "General": None for each in headings}
        }
        faces = [styles[each.face or "General"] for each in headings]
        for _ in range(sheets):
            sheet = book.add_worksheet()
            sheet.freeze_panes(1, 0)
            for at, each in enumerate(headings):
                sheet.set_column(at, at, max(12, len(each.label) + 3), faces[at])
                sheet.write_string(0, at, each.label, bold)
    return file, [face.xf_index for face in faces]


def _written(rows: Iterable[Sequence[Any]], faces: Sequence[int]) -> Iterator[bytes]:
    """The rows below the headings, some hundred at a time."""
    opened = [(f'<c r="{xl_col_to_name(at)}', f'" s="{face}"') for at, face in enumerate(faces)]
    lines: list[str] = []
    for number, row in enumerate(rows, start=2):
        cells = [
            f"{start}{number}{face}{inside}"
            for value, (start, face) in zip(row, opened, strict=True)
            if value is not None
            and value != ""
            and (inside := _CELLS.get(type(value), _text)(value))
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(lines) == 200:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def _text(value: Any) -> str:
    text = str(value)[:_LONGEST]
    text = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _number(value: Any) -> str:
    return f"><v>{value}</v></c>"


def _truth(value: Any) -> str:
    return f' t="b"><v>{value:d}</v></c>'


def _day(value: date) -> str:
    if value < _FIRST_DAY:
        return _text(f"{value:%d/%m/%Y}")
    return _number((value - _EPOCH).days)


def _moment(value: datetime) -> str:
    if value.date() < _FIRST_DAY:
        return _text(f"{value:%d/%m/%Y %H:%M}")
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return _number(f"{(value.date() - _EPOCH).days + seconds / 86_400:.8f}")


_CELLS: Mapping[type, Cell] = {
    bool: _truth, int: _number, float: _number, Decimal: _number, date: _day, datetime: _moment,
}  # fmt: skip
