from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pytest

from firstbell.lib.sheets import Choices, Kind, Limits, Unreadable, read_sheet
from firstbell.lib.sheets.sheet_facts import SheetFacts
from firstbell.lib.sheets.sheet_skim import skim
from firstbell.lib.sheets.tests.workbooks import built, rewritten, workbook
from firstbell.lib.sheets.workbook_scan import scan

SHEET = "xl/worksheets/sheet1.xml"


def test_a_workbook_reads_as_the_person_sees_it(tmp_path: Path):
    file = tmp_path / "assets.xlsx"
    file.write_bytes(
        workbook(
            Assets=[
                ["Tag", "Bought", "Price", "Checked", "Serial"],
                ["L1", datetime.date(2022, 9, 1), 499.5, True, 123.0],
                [
                    "L2",
                    datetime.datetime(2022, 9, 1, 10, 30),  # noqa: DTZ001 -- a workbook knows no zones
                    0.1 + 0.2,
                    False,
                    5020000000000000000,
                ],
            ]
        )
    )

    reading = read_sheet(file, "assets.xlsx")
    rows = list(reading.rows())

    assert (reading.kind, reading.sheet) == (Kind.XLSX, "Assets")
    assert [row.cells for row in rows] == [
        ["L1", "2022-09-01", "499.5", "TRUE", "123"],
        ["L2", "2022-09-01 10:30:00", "0.3", "FALSE", "5.02E+18"],
    ]
    assert [row.line for row in rows] == [2, 3]
    assert [damage.kind for damage in rows[1].damage] == ["scientific"]


def dfe_register(book) -> None:
    sheet = book.add_worksheet("Digital technology assets")
    rows = [
        ["Digital technology asset register"],
        ["Asset type", "Asset number", "Serial number", "Location: Room"],
        ["Laptop", "EX1", "D12398765x", "1"],
        ["Server", "EX2", "AS987612435D", "2"],
        ["Laptop", "L1", "5CD1234ABC", "12"],
    ]
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_row(3, None, None, {"hidden": True})


def test_the_hidden_examples_of_the_dfe_register_are_skipped():
    reading = read_sheet(built(dfe_register), "register.xlsx")

    assert [row.skipped for row in reading.rows()] == [
        "This row is hidden in the spreadsheet.",
        "This row is hidden in the spreadsheet.",
        "",
    ]
    assert "2 hidden rows are left out." in [note.sentence for note in reading.notes]
    assert reading.header_line == 2


def test_hidden_rows_can_be_brought_in_all_the_same():
    choices = Choices(include_hidden=True)

    reading = read_sheet(built(dfe_register), "register.xlsx", choices=choices)

    assert [row.skipped for row in reading.rows()] == ["", "", ""]


def test_the_sheet_with_the_known_headings_is_chosen():
    content = workbook(
        Notes=[["Read me"], *[["text", "more", "words", "here"]] * 50],
        Kit=[["Asset tag", "Name"], ["L1", "Laptop"]],
    )
    aliases = {"tag": ["Asset tag"], "name": ["Name"]}

    reading = read_sheet(content, "kit.xlsx", choices=Choices(aliases=aliases))

    assert reading.sheet == "Kit"
    assert [(sheet.name, sheet.hits) for sheet in reading.sheets] == [("Notes", 0), ("Kit", 2)]
    assert [note.sentence for note in reading.notes] == [
        "The sheet “Kit” is read. The workbook also has “Notes”."
    ]


def test_the_person_may_choose_another_sheet():
    content = workbook(One=[["a", "b"], ["c", "d"]], Two=[["e", "f"], ["g", "h"]])

    reading = read_sheet(content, "kit.xlsx", choices=Choices(sheet="Two"))

    assert reading.headers == ("e", "f")
    with pytest.raises(Unreadable, match="no sheet called Three"):
        read_sheet(content, "kit.xlsx", choices=Choices(sheet="Three"))


def test_an_error_in_a_cell_is_flagged_and_never_an_empty_cell():
    def build(book) -> None:
        sheet = book.add_worksheet("Kit")
        sheet.write_row(0, 0, ["Tag", "Name", "Room"])
        sheet.write_row(1, 0, ["L1", "Laptop"])
        sheet.write_formula(1, 2, "=VLOOKUP(A1,B1:C2,2)", None, "#N/A")

    rows = list(read_sheet(built(build), "kit.xlsx").rows())

    assert rows[0].cells == ["L1", "Laptop", "#N/A"]
    assert [(damage.column, damage.kind) for damage in rows[0].damage] == [(2, "spreadsheet error")]


def test_a_room_merged_over_several_rows_is_the_room_of_each():
    def build(book) -> None:
        sheet = book.add_worksheet("Kit")
        sheet.merge_range(0, 0, 0, 2, "Kit list")
        sheet.write_row(1, 0, ["Tag", "Name", "Room"])
        for at in range(2, 5):
            sheet.write_row(at, 0, [f"L{at}", "Laptop"])
        sheet.merge_range(2, 2, 3, 2, "Room 12")

    reading = read_sheet(built(build), "kit.xlsx")

    assert reading.header_line == 2
    assert [row.cells[2] for row in reading.rows()] == ["Room 12", "Room 12", ""]


def test_a_workbook_with_nothing_in_it_says_so():
    with pytest.raises(Unreadable, match=r"There is nothing in kit.xlsx\."):
        read_sheet(workbook(One=[]), "kit.xlsx")


def test_a_zip_bomb_is_refused_before_it_is_opened():
    content = rewritten(workbook(Kit=[["a"]]), {SHEET: lambda _part: b" " * 60_000_000})

    with pytest.raises(Unreadable) as refused:
        read_sheet(content, "kit.xlsx", Limits(max_inflated=50_000_000))

    assert refused.value.code == "bomb"
    with pytest.raises(Unreadable) as packed_too_well:
        read_sheet(content, "kit.xlsx")
    assert packed_too_well.value.code == "bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_measured():
    content = rewritten(workbook(Kit=[["a"]]), {SHEET: lambda _part: b" " * 60_000_000})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        declared = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    lying = content.replace(declared, (1000).to_bytes(4, "little"))

    with pytest.raises(Unreadable) as refused:
        read_sheet(lying, "kit.xlsx")

    assert refused.value.code == "bomb"


def test_a_cell_at_the_far_corner_does_not_take_all_memory():
    def build(book) -> None:
        sheet = book.add_worksheet("Kit")
        sheet.write(0, 0, "Tag")
        sheet.write(1_048_575, 16_383, "far")

    with pytest.raises(Unreadable) as refused:
        read_sheet(built(build), "kit.xlsx")

    assert refused.value.sentence == (
        "A sheet in kit.xlsx reaches to row 1,048,576 and column 16,384, which is too large to "
        "open. Copy the table to a new workbook, or save the sheet as CSV."
    )


def test_a_reader_that_runs_out_of_memory_takes_nobody_with_it():
    def build(book) -> None:
        sheet = book.add_worksheet("Kit")
        sheet.write_row(0, 0, ["Tag", "Name"])
        sheet.write(200_000, 60, "far")

    with pytest.raises(Unreadable) as refused:
        read_sheet(built(build), "kit.xlsx", Limits(child_memory=100_000_000))

    assert refused.value.code == "too_large"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_whose_insides_are_damaged_says_so(part: str):
    content = rewritten(workbook(Kit=[["Tag"], ["L1"]]), {part: lambda old: old[: len(old) // 2]})

    with pytest.raises(Unreadable) as refused:
        read_sheet(content, "kit.xlsx")

    assert refused.value.code == "damaged"


def test_entities_in_a_workbook_are_not_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    content = rewritten(
        workbook(Kit=[["Tag"], ["L1"]]),
        {SHEET: lambda old: old.replace(b"<worksheet", bomb + b"<worksheet", 1)},
    )

    with pytest.raises(Unreadable) as refused:
        read_sheet(content, "kit.xlsx")

    assert refused.value.code == "damaged"


def test_addresses_written_otherwise_are_counted_too():
    plain = workbook(Kit=[["Tag", "Name"], ["L1", "Laptop"]])
    without = rewritten(
        plain, {SHEET: lambda old: old.replace(b' r="A2"', b"").replace(b' r="B2"', b"")}
    )
    far = rewritten(plain, {SHEET: lambda old: old.replace(b'r="B2"', b's="0" r="XFD2"')})
    deep = rewritten(far, {SHEET: lambda old: old.replace(b'<row r="2"', b'<row r="1048576"')})

    assert [row.cells for row in read_sheet(without, "kit.xlsx").rows()] == [["L1", "Laptop"]]
    with pytest.raises(Unreadable):
        read_sheet(deep, "kit.xlsx")


def test_the_quick_look_and_the_parser_see_the_same():
    limits = Limits()
    with zipfile.ZipFile(io.BytesIO(built(dfe_register))) as archive:
        part = archive.read(SHEET)
    prefixed = part.replace(b"<row", b"<x:row").replace(b"</row", b"</x:row")

    quick = skim(io.BytesIO(part), "kit.xlsx", limits)

    assert quick == scan(io.BytesIO(part), "kit.xlsx", limits)
    assert quick == SheetFacts(hidden={3, 4}, rows=5, columns=4, cells=17)
    assert skim(io.BytesIO(prefixed), "kit.xlsx", limits) is None
    assert skim(io.BytesIO(part.replace(b'hidden="1"', b"hidden='1'")), "kit.xlsx", limits) is None


def test_a_cell_that_claims_another_row_is_counted_there():
    plain = workbook(Kit=[["Tag", "Name"], ["L1", "Laptop"]])
    quick = rewritten(plain, {SHEET: lambda old: old.replace(b'r="B2"', b'r="XFD1048576"')})
    slow = rewritten(
        quick, {SHEET: lambda old: old.replace(b"<sheetData>", b"<!-- x --><sheetData>")}
    )

    for content in (quick, slow):
        with pytest.raises(Unreadable, match="row 1,048,576 and column 16,384"):
            read_sheet(content, "kit.xlsx")


def test_an_opendocument_sheet_is_read():
    content = io.BytesIO()
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in row)}</table:table-row>"
        for row in [["Tag", "Name"], ["L1", "Laptop"]]
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Kit">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )

    reading = read_sheet(content.getvalue(), "kit.ods")

    assert (reading.kind, reading.sheet) == (Kind.ODS, "Kit")
    assert [row.cells for row in reading.rows()] == [["L1", "Laptop"]]
