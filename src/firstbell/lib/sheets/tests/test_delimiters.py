from __future__ import annotations

import pytest

from firstbell.lib.sheets import Choices, Unreadable, read_sheet


def cells(content: str, **choices: str) -> list[list[str]]:
    reading = read_sheet(content.encode(), "list.csv", choices=Choices(**choices))
    return [row.cells for row in reading.rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_are_parted_by_whatever_parts_them_evenly(delimiter: str):
    lines = [["Tag", "Name", "Note"], ["L1", "Laptop", "Red, blue"], ["L2", "Tablet", "x"]]
    content = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)

    reading = read_sheet(content.encode(), "list.csv")

    assert reading.delimiter == delimiter
    assert [row.cells for row in reading.rows()] == lines[1:]


def test_commas_in_prices_do_not_part_a_semicolon_file():
    content = "Tag;Price;Paid\nL1;12,50;3,00\nL2;7,25;1,10\n"

    assert cells(content) == [["L1", "12,50", "3,00"], ["L2", "7,25", "1,10"]]


def test_excels_own_first_line_is_obeyed_and_is_no_row():
    reading = read_sheet(b"sep=;\r\nTag;Name\r\nL1;a,b,c\r\n", "list.csv")

    assert reading.header_line == 2
    assert [(row.line, row.cells) for row in reading.rows()] == [(3, ["L1", "a,b,c"])]


def test_a_space_before_a_quotation_mark_is_no_part_of_the_cell():
    content = 'Tag, Name, Note\nL1, "Stone, Ltd", x\nL2, "Dell, Ltd", y\n'

    assert cells(content) == [["L1", "Stone, Ltd", "x"], ["L2", "Dell, Ltd", "y"]]


def test_a_list_of_one_column_is_a_list():
    assert cells("Asset tag\nL1\nL2\n") == [["L1"], ["L2"]]


def test_quoted_cells_may_hold_lines_and_keep_the_line_numbers_right():
    reading = read_sheet(b'Tag,Note\r\nL1,"one\r\ntwo"\r\nL2,x\r\n', "list.csv")

    assert [(row.line, row.cells) for row in reading.rows()] == [
        (2, ["L1", "one\r\ntwo"]),
        (4, ["L2", "x"]),
    ]


def test_line_ends_may_be_mixed():
    assert cells("Tag,Name\r\nL1,a\nL2,b\rL3,c") == [["L1", "a"], ["L2", "b"], ["L3", "c"]]


def test_the_person_may_choose_the_delimiter():
    assert cells("Tag;Name|Note\nL1;a|b\n", delimiter="|") == [["L1;a", "b"]]
    with pytest.raises(Unreadable):
        cells("a,b\n1,2\n", delimiter="#")


def test_an_open_quotation_mark_is_named_by_its_line():
    rows = list(read_sheet(b'Tag,Name\nL1,a\nL2,"b\nL3,c\n', "list.csv").rows())

    assert rows[0].problems == ()
    assert rows[1].problems == (
        "A quotation mark opened on line 3 is never closed, so everything from there to the end "
        "of the file was read as one cell.",
    )


def test_an_open_quotation_mark_in_a_long_file_stops_it_with_a_sentence():
    content = b'Tag,Name\nL1,"open\n' + b"L2,a laptop with a long name\n" * 20_000

    with pytest.raises(Unreadable, match="starts on line 2 goes on"):
        list(read_sheet(content, "list.csv").rows())
