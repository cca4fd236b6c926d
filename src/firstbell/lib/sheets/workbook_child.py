"""Opens a workbook in a process of its own, for firstbell.lib.sheets.workbooks.

A hostile workbook can make the reader's native code ask for half a terabyte and end the process that asked. This
one may. It imports nothing of Firstbell, so that it starts in a few hundredths of a second.

Standard input is the file; standard output is one line of JSON per answer.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

BATCH: Final = 500
_EXACT: Final = 1e15


def cell_text(value: Any) -> str:
    """What the person sees in the cell, as far as it can be told.

    A whole number has no ".0"; a number with more digits than Excel keeps is written the way Excel shortens it,
    so that it is recognised as damaged further on.
    """
    return _WRITERS.get(type(value), str)(value)


def _of_float(value: float) -> str:
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return f"{value:.15G}"


def _of_int(value: int) -> str:
    return str(value) if abs(value) < _EXACT else _of_float(float(value))


def _of_bool(value: bool) -> str:  # noqa: FBT001 -- one cell, one value
    return "TRUE" if value else "FALSE"


def _of_datetime(value: datetime.datetime) -> str:
    midnight = value.time() == datetime.time(0)
    return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")


def _of_time(value: datetime.time) -> str:
    return value.isoformat(timespec="seconds")


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    float: _of_float,
    int: _of_int,
    bool: _of_bool,
    datetime.datetime: _of_datetime,
    datetime.date: datetime.date.isoformat,
    datetime.time: _of_time,
}


def peek(workbook: CalamineWorkbook, head: int) -> None:
    sheets = []
    for at, meta in enumerate(workbook.sheets_metadata):
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(at)
        sheets.append(
            {
                "index": at,
                "name": meta.name,
                "visible": meta.visible is SheetVisibleEnum.Visible,
                "height": sheet.height,
                "width": sheet.width,
                "head": [[line, cells] for line, cells in _rows(sheet, head)],
            }
        )
    _say({"sheets": sheets})


def rows(workbook: CalamineWorkbook, index: int) -> None:
    batch = []
    for pair in _rows(workbook.get_sheet_by_index(index), None):
        batch.append(pair)
        if len(batch) == BATCH:
            _say({"rows": batch})
            batch.clear()
    _say({"rows": batch})
    _say({"end": True})


def _rows(sheet: CalamineSheet, limit: int | None) -> Iterator[tuple[int, list[str]]]:
    if sheet.start is None:
        return
    left, merged = sheet.start[1], _merged_down(sheet)
    held: dict[int, tuple[int, str]] = {}
    before = [""] * left
    for at, values in enumerate(sheet.iter_rows()):
        if limit is not None and at >= limit:
            return
        cells = before + [value if type(value) is str else cell_text(value) for value in values]
        if merged:
            _fill_down(at, cells, merged, held)
        yield at + 1, cells


def _merged_down(sheet: CalamineSheet) -> dict[tuple[int, int], int]:
    """Cells merged over several rows: top left corner to last row."""
    ranges = sheet.merged_cell_ranges or []
    return {
        (top, left): bottom
        for (top, left), (bottom, right) in ranges
        if bottom > top and right == left
    }


def _fill_down(
    at: int,
    cells: list[str],
    merged: dict[tuple[int, int], int],
    held: dict[int, tuple[int, str]],
) -> None:
    """A value merged over several rows belongs to each of them."""
    for column in range(len(cells)):
        if (at, column) in merged:
            held[column] = merged[at, column], cells[column]
    for column, (last, value) in list(held.items()):
        if at > last:
            del held[column]
        elif not cells[column]:
            cells[column] = value


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")


def _bind(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 -- Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(mode: str, number: str, memory: str, seconds: str) -> None:
    _bind(int(memory), int(seconds))
    try:
        workbook = CalamineWorkbook.from_filelike(sys.stdin.buffer)
        peek(workbook, int(number)) if mode == "peek" else rows(workbook, int(number))
    except PasswordError:
        _say({"problem": "locked"})
    except (CalamineError, OSError, ValueError) as problem:
        _say({"problem": "damaged", "detail": str(problem)[:200]})
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
