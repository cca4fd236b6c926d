from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import xlsxwriter


def workbook(**sheets: list[list[Any]]) -> bytes:
    return built(lambda book: [_fill(book, name, rows) for name, rows in sheets.items()])


def built(build: Callable[[Any], object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        build(book)
    return out.getvalue()


def _fill(book: Any, name: str, rows: list[list[Any]]) -> None:
    sheet = book.add_worksheet(name)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write_datetime(at, column, value)
            elif value is not None:
                sheet.write(at, column, value)


def rewritten(content: bytes, parts: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The same archive with some of its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            change = parts.get(entry.filename, bytes)
            new.writestr(entry.filename, change(old.read(entry)))
    return out.getvalue()
