from __future__ import annotations

import io

import pytest

from firstbell.lib.sheets import (
    ERROR_FILE_HEADINGS,
    guard_formula,
    read_sheet,
    unguard_formula,
    write_error_file,
)


def test_refused_rows_come_back_as_they_were_with_the_reason():
    out = io.BytesIO()

    count = write_error_file(
        out,
        ["Tag", "Name"],
        [
            (3, ["L2", "Renée’s, old"], "There is no such room."),
            (9, ["L3", "a", "extra"], "Too many cells."),
        ],
    )

    assert count == 2
    assert out.getvalue().decode("utf-8-sig") == (
        "Line in your file,What to put right,Tag,Name\r\n"
        '3,There is no such room.,L2,"Renée’s, old"\r\n'
        "9,Too many cells.,L3,a,extra\r\n"
    )


def test_a_corrected_error_file_can_be_brought_in_again():
    out = io.BytesIO()
    write_error_file(out, ["Tag", "Name"], [(3, ["L2", "Laptop"], "No.")])

    reading = read_sheet(out.getvalue(), "errors.csv")

    assert reading.headers == (*ERROR_FILE_HEADINGS, "Tag", "Name")
    assert [row.cells for row in reading.rows()] == [["3", "No.", "L2", "Laptop"]]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|x", "@SUM(A1)", "-2+3", "\t=1", "\r=1"])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(cell: str):
    assert guard_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Laptop", "-5.00", "+44 20", "", "'tis", "a=b"])
def test_other_cells_are_left_as_they_are(cell: str):
    assert guard_formula(cell) == cell
    assert unguard_formula(cell) == cell


def test_the_guard_comes_off_again():
    assert unguard_formula(guard_formula("=1+1")) == "=1+1"


def test_the_guard_can_be_left_off():
    out = io.BytesIO()

    write_error_file(out, ["Tag"], [(2, ["=1"], "No.")], guard=False)

    assert out.getvalue().endswith(b"2,No.,=1\r\n")
