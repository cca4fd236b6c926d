from __future__ import annotations

from firstbell.lib.sheets import read_sheet


def rows(content: bytes):
    return list(read_sheet(content, "list.csv").rows())


def test_a_row_with_too_few_cells_is_refused_and_kept():
    found = rows(b"Tag,Name,Room\nL1,Laptop,12\nL2,Lap\ntop,13\nL3,Tablet,14\n")

    assert [len(row.problems) for row in found] == [0, 1, 1, 0]
    assert found[1].raw == ["L2", "Lap"]
    assert found[1].problems == (
        "This line has 2 cells where the headings have 3. "
        "A line break inside a cell may have cut it in two.",
    )


def test_a_row_with_too_many_cells_is_refused_and_kept():
    found = rows(b"Tag,Name,Room\nL1,Laptop,12\nL2,Stone, Ltd,12\n")

    assert found[1].raw == ["L2", "Stone", " Ltd", "12"]
    assert found[1].problems == (
        "This line has something in column D, beyond the last heading. "
        "A separator inside a cell may have pushed its cells along.",
    )


def test_empty_cells_beyond_the_headings_are_nothing():
    assert [row.problems for row in rows(b"Tag,Name\nL1,a,,\n")] == [()]


def test_programs_that_leave_out_empty_cells_are_understood():
    found = rows(b"Tag,Name,Room,Note\n" + b"L1,a\nL2,b,12\nL3,c,13,x\n" * 5)

    assert [row.problems for row in found] == [()] * 15
    assert found[0].cells == ["L1", "a", "", ""]


def test_empty_lines_are_skipped_with_the_reason():
    found = rows(b"Tag,Name\nL1,a\n\n , \nL2,b\n,,\n")

    assert [row.skipped for row in found] == [
        "",
        "This line is empty.",
        "This line is empty.",
        "",
        "This line is empty.",
    ]


def test_totals_and_notes_at_the_end_are_no_items():
    found = rows(b"Tag,Name,Price\nL1,a,3\nL2,b,4\n\nTotal,,7\nPrinted on 12/09/2026,,\n")

    assert [row.skipped for row in found[2:]] == [
        "This line is empty.",
        "This is a line of totals.",
        "This is a note below the table, not a row of it.",
    ]
    assert [row.skipped for row in found[:2]] == ["", ""]


def test_a_total_in_another_column_is_a_total():
    assert rows(b"Tag,Name,Price\nL1,a,3\n,Grand total:,\xc2\xa37.00\n")[1].skipped


def test_a_total_station_is_an_item():
    found = rows(b"Name,Room\nTotal station,Survey store\nSum thing,12b\n")

    assert [row.skipped for row in found] == ["", ""]


def test_a_line_of_totals_with_items_after_it_is_left_to_the_person():
    found = rows(b"Name,Price\na,1\nTotal,1\nb,2\n")

    assert [row.skipped for row in found] == ["", "", ""]


def test_headings_repeated_by_a_page_break_are_skipped():
    found = rows(b"Tag,Name\nL1,a\nTag,Name\nL2,b\n")

    assert [row.skipped for row in found] == ["", "These are the headings again.", ""]


def test_a_nul_is_a_verdict_on_its_row_and_never_dropped():
    found = rows(b"Tag,Name\nL1,a\nL2,b\x00c\nL3,d\n" + b"L4,e\n" * 20)

    assert found[1].raw == ["L2", "b\x00c"]
    assert found[1].problems == (
        "There are NUL characters on this line, which no list has; "
        "the file is probably damaged here.",
    )
    assert found[0].problems == found[2].problems == ()


def test_a_long_number_that_excel_shortened_is_flagged():
    found = rows(b"Tag,Serial\nL1,5.02E+18\nL2,RICE+BEANS\nL3,1e+5 x\n")

    assert [[damage.kind for damage in row.damage] for row in found] == [["scientific"], [], []]
    assert found[0].damage[0].column == 1
    assert found[0].cells == ["L1", "5.02E+18"]


def test_rows_can_be_read_again_and_from_the_middle():
    reading = read_sheet(b"Tag,Name\nL1,a\nL2,b\nL3,c\n", "list.csv")

    assert list(reading.rows()) == list(reading.rows())
    assert [row.line for row in reading.rows(after_line=3)] == [4]
    assert [row.cells[0] for row in reading.sample(2)] == ["L1", "L2"]
