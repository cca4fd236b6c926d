from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from firstbell.platform.exchange import workbook
from firstbell.platform.exchange.workbook import Heading

LATE = datetime.fromisoformat("2026-08-31T23:59:59")
EARLY = datetime.fromisoformat("1950-01-01T08:45:00")


def book_of(headings: list[Heading], rows: list[list[Any]], expected: int | None = None) -> Any:
    made = workbook.pieces(headings, [rows], rows=len(rows) if expected is None else expected)
    return CalamineWorkbook.from_filelike(io.BytesIO(b"".join(made)))


def only_sheet(*rows: list[Any], headings: list[Heading]) -> list[list[Any]]:
    found: list[list[Any]] = book_of(headings, list(rows)).get_sheet_by_index(0).to_python()
    return found[1:]


def test_days_times_amounts_and_numbers_stay_what_they_are() -> None:
    headings = [
        Heading("Day", "dd/mm/yyyy"), Heading("Moment", "dd/mm/yyyy hh:mm"), Heading("Cost", "£#,##0.00"), Heading("How many"),
    ]  # fmt: skip

    assert only_sheet(
        [date(2026, 2, 28), LATE, Decimal("1234.50"), 7],
        [None, None, None, None],
        [date(2100, 12, 31), EARLY, Decimal("-0.01"), 0],
        headings=headings,
    ) == [
        [date(2026, 2, 28), LATE, 1234.5, 7],
        ["", "", "", ""],
        [date(2100, 12, 31), EARLY, -0.01, 0],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["=1+1", "  kept  ", "<b> & 'quoted' \"twice\"", "two\nlines", "_x0041_ is not an A", "Zoë 🖥", "007"],
)  # fmt: skip
def test_text_is_kept_as_it_was_typed(text: str) -> None:
    assert only_sheet([text], headings=[Heading("Note")]) == [[text]]


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\ufffeb"])
def test_what_a_spreadsheet_cannot_hold_does_not_spoil_the_file(text: str) -> None:
    assert only_sheet([text], ["next"], headings=[Heading("Note")])[1] == ["next"]


def test_a_second_column_of_days_is_one_too() -> None:
    headings = [Heading("From", "dd/mm/yyyy"), Heading("To", "dd/mm/yyyy")]
    days = [date(2026, 9, 1), date(2027, 7, 31)]
    assert only_sheet(days, headings=headings) == [days]


def test_a_day_before_spreadsheets_began_is_written_out() -> None:
    face = [Heading("Day", "dd/mm/yyyy")]

    assert only_sheet([date(1899, 12, 31)], headings=face) == [["31/12/1899"]]


def test_an_empty_list_still_has_its_headings() -> None:
    assert book_of([Heading("Tag"), Heading("Room")], []).get_sheet_by_index(0).to_python() == [
        ["Tag", "Room"]
    ]


def test_what_does_not_fit_on_a_sheet_goes_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_PER_SHEET", 2)

    book = book_of([Heading("Number")], [[1], [2], [3]])

    assert [book.get_sheet_by_index(at).to_python() for at in (0, 1)] == [
        [["Number"], [1], [2]],
        [["Number"], [3]],
    ]


def test_the_file_is_an_archive_whole_to_its_last_byte() -> None:
    made = b"".join(workbook.pieces([Heading("Tag")], [[["LAP-0001"]]], rows=1))

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
