from __future__ import annotations

from firstbell.lib.sheets import Choices, letter, read_sheet

ALIASES = {"tag": ["Asset tag", "Asset number"], "name": ["Name"], "room": ["Room"]}


def read(content: str, **choices: object):
    return read_sheet(content.encode(), "list.csv", choices=Choices(**choices))


def test_titles_above_the_headings_are_left_out_and_said_so():
    reading = read(
        "Oakfield School,,\nICT equipment 2026,,\n,,\nAsset number,Name,Room\nL1,Laptop,12\n",
        aliases=ALIASES,
    )

    assert reading.header_line == 4
    assert reading.headers == ("Asset number", "Name", "Room")
    assert [note.sentence for note in reading.notes] == [
        "The headings are on line 4. 2 lines above them (“Oakfield School”) were left out."
    ]
    assert [row.line for row in reading.rows()] == [5]


def test_headings_are_found_without_knowing_their_names():
    reading = read("Oakfield,,\nFarbe,Marke,Ort\nrot,Dell,12\nblau,HP,13\n")

    assert reading.headers == ("Farbe", "Marke", "Ort")


def test_two_columns_of_one_name_are_told_apart():
    reading = read("Name,Category,Category,category\na,b,c,d\n")

    assert reading.headers == ("Name", "Category", "Category (2)", "category (3)")
    assert [note.code for note in reading.notes] == ["repeated_heading", "repeated_heading"]
    assert reading.notes[0].sentence == (
        "There are two columns called “Category”; "
        "the one in column C is called “Category (2)” here."
    )


def test_a_column_without_a_heading_goes_by_its_letter():
    reading = read("Name,,Room\na,b,c\n")

    assert reading.headers == ("Name", "Column B", "Room")
    assert [note.sentence for note in reading.notes] == ["Column B has no heading."]


def test_empty_columns_at_the_end_are_no_columns():
    reading = read("Name,Room,,,\na,b,,,\nc,d,,,\n")

    assert reading.headers == ("Name", "Room")
    assert [row.problems for row in reading.rows()] == [(), ()]


def test_a_file_without_headings_says_so():
    reading = read("1001,12/09/2021,499.00\n1002,13/09/2021,12.00\n")

    assert reading.header_line == 0
    assert reading.headers == ("Column A", "Column B", "Column C")
    assert [row.line for row in reading.rows()] == [1, 2]
    assert [note.code for note in reading.notes] == ["no_headings"]


def test_the_person_may_point_at_the_headings():
    content = "a,b\nc,d\ne,f\n"

    assert read(content, header_line=2).headers == ("c", "d")
    assert read(content, header_line=0).headers == ("Column A", "Column B")


def test_a_heading_in_two_lines_is_one_heading():
    assert read('"Asset\ntag",Name\nL1,x\n').headers == ("Asset tag", "Name")


def test_columns_are_lettered_as_excel_letters_them():
    assert [letter(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
