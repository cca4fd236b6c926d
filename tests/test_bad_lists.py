"""What schools really save: each file ends in a sentence for it or for its lines, by page and by command alike."""

from __future__ import annotations

import io
import json

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from firstbell.equipment.actions import cataloguing
from firstbell.equipment.models import Category, Item
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.jobs import worker

HEAD = "Asset tag,Serial number,Kind,Bought on,Who has it,Notes"
TWO = f"{HEAD}\nHV-1,5CD1,Laptop,04/09/2023,,\nHV-2,5CD2,Laptop,25/09/2023,,Café\n"
WIDE = ",".join([HEAD, *(f"Column {n}" for n in range(294))])


def workbook(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("List")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")

# Files of which every line can be used, whatever they look like; and how many that are.
USABLE = {
    "lines that end as on an old Mac": (TWO.replace("\n", "\r").encode(), 2),
    "letters of an old Mac": (TWO.encode("mac_roman"), 2),
    "UTF-16": (TWO.encode("utf-16"), 2),
    "UTF-16 without its mark": (TWO.encode("utf-16-le"), 2),
    "semicolons": (TWO.replace(",", ";").encode(), 2),
    "tabs": (TWO.replace(",", "\t").encode(), 2),
    "pipes": (TWO.replace(",", "|").encode(), 2),
    "a comma too many on each line": (TWO.replace("\n", ",,\n").encode(), 2),
    "a line break inside a cell": (f'{HEAD}\nHV-1,5CD1,Laptop,,,"Screen\nscratched"\n'.encode(), 1),
    "two headings of one name": (b"Asset tag,Notes,Kind,Notes\nHV-1,One,Laptop,Two\n", 1),
    "a heading that is empty": (b"Asset tag,,Kind\nHV-1,what,Laptop\n", 1),
    "300 columns": (f"{WIDE}\nHV-1,5CD1,Laptop\n".replace("Laptop\n", "Laptop" + "," * 297 + "\n").encode(), 1),
    "an Excel workbook called CSV": (workbook(["Asset tag", "Kind"], ["HV-1", "Laptop"]), 1),
    "a formula in a cell": (b"Asset tag,Kind,Notes\nHV-1,Laptop,=2+2\n", 1),
}  # fmt: skip

# Files of which a line has something to be told: the verdict of each line, and words of the sentence.
LINES = {
    "a serial that a spreadsheet has shortened": (
        f"{HEAD}\nHV-1,5.02E+18,Laptop,,,\n", {2: ("error", "its last digits are lost")},
    ),
    "days in three orders": (
        f"{HEAD}\nHV-1,1,Laptop,31/12/2023,,\nHV-2,2,Laptop,2023-12-31,,\nHV-3,3,Laptop,12/31/2023,,\n",
        {2: ("create", ""), 3: ("create", ""), 4: ("error", "Bought on: ")},
    ),
    "two people in one cell": (
        f"{HEAD}\nHV-1,5CD1,Laptop,,Mr Cole and Ms Okafor,\n", {2: ("error", "Say who has it")},
    ),
    "titles above and totals below": (
        f"Hartley Vale School,,,,,\nICT equipment 2023,,,,,\n{HEAD}\nHV-1,5CD1,Laptop,,,\nTotal,1,,,,\n",
        {4: ("create", ""), 5: ("skip", "total")},
    ),
    "a NUL in a cell": (f"{HEAD}\nHV\0-1,5CD1,Laptop,,,\n", {2: ("error", "NUL")}),
    "a line with too few cells": (f"{HEAD}\nHV-1,5CD1\n", {2: ("error", "cells")}),
    "a line with too many cells": (f"{HEAD}\nHV-1,5CD1,Laptop,,,,what,is,this\n", {2: ("error", "cells")}),
    "a note that is a small book": (
        f"{HEAD}\nHV-1,5CD1,Laptop,,,{'x' * 20_000}\n",
        {2: ("create", "Notes: Only the first 10,000 of 20,000 letters fit.")},
    ),
}  # fmt: skip

# Files that are none, each with its sentence.
FILES = {
    "letter.csv": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "letter.csv is a PDF"),
    "photo.csv": (b"\xff\xd8\xff\xe0\0\x10JFIF", "photo.csv is a picture (JPEG), not a spreadsheet."),
    "portal.xls": (b"<html><body><table><tr><td>Asset tag</td></tr></table></body></html>", "portal.xls is a web page"),
    "locked.xlsx": (LOCKED, "password"),
    "spaces.csv": (b" \r\n\r\n", "spaces.csv is empty."),
    "broken-off.csv": (b"\0" * 3_000, "only NUL characters"),
    "headings.csv": (f"{HEAD}\n".encode(), "headings.csv has headings and nothing under them."),
    "megabyte.csv": (
        f"{HEAD}\nHV-1,5CD1,Laptop,,,{'x' * 1_000_000}\n".encode(), "A cell that starts on line 2 goes on for more than",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _files(settings, tmp_path, db, moment):
    settings.DATA = tmp_path
    cataloguing.add(Category, name="Laptop", by=system_actor(), at=moment)


@pytest.fixture
def desk(asha_account, browser_of):
    return browser_of(asha_account)


def by_page(desk, name: str, content: bytes) -> tuple[ImportSession, str]:
    """Dropped on the page and checked there; what the page says then."""
    answer = desk.post(
        "/imports/new/", {"sheet": "equipment", "file": SimpleUploadedFile(name, content)}
    )
    worker.work()
    session = ImportSession.objects.get()
    if session.state == "mapping":
        page = desk.get(answer["Location"])
        columns = {f"column-{at}": field for at, field in session.mapping.items() if field}
        settled = {**columns, "mode": "both", "match": session.match, "date_order": "DMY"}
        desk.post(f"{answer['Location']}columns/", settled)
        worker.work()
    page = desk.get(answer["Location"])
    session.refresh_from_db()
    return session, page.content.decode()


def by_command(school, path, content: bytes, *more: str) -> dict:
    path.write_bytes(content)
    out = io.StringIO()
    try:
        call_command(
            "import", "equipment", path, "--school", school.name, "--json", *more, stdout=out
        )
    except CommandError as problem:
        said = json.loads(out.getvalue()) if out.getvalue() else {}
        return {**said, "problem": str(problem)}
    return json.loads(out.getvalue())


def verdicts() -> dict[int, tuple[str, str]]:
    rows = ImportRow.objects.order_by("line")
    return {row.line: (row.verdict, row.reasons) for row in rows}


@pytest.mark.parametrize("name", USABLE)
def test_a_file_that_only_looks_strange_is_read(name, desk, hartley, tmp_path):
    content, lines = USABLE[name]
    session, page = by_page(desk, "list.csv", content)
    assert session.counts["create"] == lines
    assert "will be added" in page
    report = by_command(hartley, tmp_path / "list.csv", content)
    assert report["counts"]["created"] == lines
    assert Item.objects.count() == lines


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_cannot_be_used_says_why(name, desk, hartley, tmp_path):
    content, expected = LINES[name]
    by_page(desk, "list.csv", content.encode())
    found = verdicts()
    for line, (verdict, words) in expected.items():
        assert (found[line][0], words in found[line][1]) == (verdict, True), found[line]
    report = by_command(hartley, tmp_path / "list.csv", content.encode(), "--dry-run")
    assert [one["line"] for one in report["refused"]] == [
        line for line, (verdict, _) in expected.items() if verdict == "error"
    ]
    assert not Item.objects.exists()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_list_says_what_it_is(name, desk, hartley, tmp_path):
    content, words = FILES[name]
    session, page = by_page(desk, name, content)
    assert words in session.problem
    assert "Nothing was changed." in page
    assert words in by_command(hartley, tmp_path / name, content)["problem"]
    assert not Item.objects.exists()


def test_an_empty_file_is_said_to_be_empty_at_once(hartley, tmp_path):
    assert by_command(hartley, tmp_path / "list.csv", b"")["problem"] == "That file is empty."


PEOPLE = b"First Name,Last Name,Email,Job Title,Start Date\nBen,Field,ben@hartley.example,Technician,2024-09-02\n"


def test_a_list_of_people_is_not_taken_for_equipment(hartley, tmp_path):
    report = by_command(hartley, tmp_path / "users.csv", PEOPLE)

    assert report["problem"] == (
        "users.csv cannot be used for equipment: not one of its lines can be brought in. Nothing was changed. "
        "It looks like a list of people: firstbell import people."
    )
    assert [one["line"] for one in report["refused"]] == [2]
    assert not Item.objects.exists()
