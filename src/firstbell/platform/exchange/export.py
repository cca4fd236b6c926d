"""A list as a file: exactly its columns, conditions and order, and all of its rows, in constant memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from firstbell.lib.sheets.error_file import guard_formula
from firstbell.platform.exchange import workbook
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading
from firstbell.platform.lists.specs import Column, Kind, Row

Format = Literal["csv", "xlsx"]
Value = Callable[[Row], Any]
CONTENT_TYPES: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BOM = b"\xef\xbb\xbf"
_FACES: Mapping[Kind, str] = {
    "money": "£#,##0.00", "date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm",
}  # fmt: skip


def csv_pieces(reading: Reading, *, bom: bool = True) -> Iterator[bytes]:
    """CSV as it is read, slice by slice; the BOM lets Excel see that it is UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([column.label for column in _columns(reading)])
    yield (BOM if bom else b"") + _taken(buffer)
    values = _values(reading)
    for rows in reading.every():
        writer.writerows([[_written(value(row)) for value in values] for row in rows])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guard_formula(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def xlsx_pieces(reading: Reading) -> Iterator[bytes]:
    """The same as a workbook, its days and amounts being days and amounts there."""
    headings = [
        workbook.Heading(each.label, _FACES.get(each.kind, "")) for each in _columns(reading)
    ]
    values = _values(reading)
    slices = ([[value(row) for value in values] for row in rows] for rows in reading.every())
    return workbook.pieces(headings, slices, rows=reading.rows.count())


def _columns(reading: Reading) -> list[Column]:
    return [column for column in reading.shown_columns if column.in_files]


def _values(reading: Reading) -> list[Value]:
    return [_value(column, reading.looker) for column in _columns(reading)]


def _value(column: Column, looker: Looker) -> Value:
    """What a cell is in a file: numbers, days and amounts stay what they are."""
    if column.export is not None:
        return column.export
    path = column.paths[0]
    make = _MAKERS.get(column.kind)
    return make(column, path, looker) if make else lambda row: _plain(row.get(path))


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (int, float, Decimal, date)) else str(value)


def _money(column: Column, path: str, looker: Looker) -> Value:
    return lambda row: None if row[path] is None else Decimal(row[path]) / 100


def _moment(column: Column, path: str, looker: Looker) -> Value:
    zone = looker.zone
    return lambda row: (
        row[path].astimezone(zone).replace(tzinfo=None, microsecond=0) if row[path] else None
    )


def _date(column: Column, path: str, looker: Looker) -> Value:
    zone = looker.zone
    return lambda row: (
        row[path].astimezone(zone).date() if isinstance(row[path], datetime) else row[path]
    )


def _bool(column: Column, path: str, looker: Looker) -> Value:
    return lambda row: {True: "Yes", False: "No"}.get(row[path])


def _worded(column: Column, path: str, looker: Looker) -> Value:
    given = column.choices(looker.actor) if callable(column.choices) else column.choices
    known = {value: str(word) for value, word in given} | {
        value: said[1] for value, said in column.states.items()
    }
    return lambda row: known.get(row[path], row[path])


def _pair(column: Column, path: str, looker: Looker) -> Value:
    return lambda row: " ".join(str(row[one]) for one in column.paths if row[one])


def _list(column: Column, path: str, looker: Looker) -> Value:
    return lambda row: "; ".join(str(one) for one in row.get(path) or ())


_MAKERS: Mapping[Kind, Callable[[Column, str, Looker], Value]] = {
    "money": _money, "date": _date, "moment": _moment, "bool": _bool, "choice": _worded, "status": _worded, "person": _pair,
    "place": _pair, "list": _list,
}  # fmt: skip
