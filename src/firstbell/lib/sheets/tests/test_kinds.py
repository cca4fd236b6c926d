from __future__ import annotations

import io
import zipfile

import pytest

from firstbell.lib.sheets import Kind, Unreadable, read_sheet


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "list.csv is empty."),
        (b" \r\n\r\n", "list.csv is empty."),
        (b"\x00" * 500, "list.csv holds no text, only NUL characters: it was not saved or copied whole. "
         "Save or export it again."),
        (b"\x89PNG\r\n\x1a\nrest", "list.csv is a picture (PNG), not a spreadsheet."),
        (b"\xff\xd8\xff\xe0rest", "list.csv is a picture (JPEG), not a spreadsheet."),
        (b"PK\x05\x06" + b"\0" * 18, "list.csv is an empty ZIP archive."),
        (b"SQLite format 3\x00", "list.csv is a database, not a spreadsheet."),
        (b"\x00\x00\x00\x18ftypheic", "list.csv is a picture or a film, not a spreadsheet."),
        (b'[{"tag": "L1"}]', "list.csv is a JSON file. Export it as CSV."),
        (b'<?xml version="1.0"?><stuff/>', "list.csv is an XML file, not a spreadsheet."),
        (zipped("word/document.xml"), "list.csv is a Word document, not a spreadsheet. "
         "Copy the table into Excel and save that."),
        (zipped("Index/Document.iwa"), "list.csv is an Apple Numbers file. "
         "In Numbers choose File, Export To, Excel or CSV."),
        (zipped("list.csv"), "list.csv is a ZIP archive. "
         "Unpack it and bring in the spreadsheet inside."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_spreadsheet_is_named_for_what_it_is(content: bytes, sentence: str):
    with pytest.raises(Unreadable) as refused:
        read_sheet(content, "list.csv")

    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 rest",
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"\xef\xbb\xbf\n <HTML><table><tr><td>Tag</td></tr></table>",
        "<html><body>Sign in</body></html>".encode("utf-16"),
        b"\x1f\x8b\x08rest",
        bytes(range(256)) * 50,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600,
        b"PK\x03\x04 and then nothing",
    ],
)
def test_other_things_called_csv_get_a_sentence_and_no_stack_trace(content: bytes):
    with pytest.raises(Unreadable) as refused:
        read_sheet(content, "list.csv")

    assert refused.value.sentence.startswith("list.csv is ")
    assert refused.value.sentence.endswith(".")


def test_a_password_on_a_workbook_is_said_plainly():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")

    with pytest.raises(Unreadable) as refused:
        read_sheet(ole, "assets.xlsx")

    assert refused.value.code == "locked"
    assert refused.value.sentence == (
        "assets.xlsx is locked with a password. Save a copy without the password and bring that in."
    )


def test_the_lock_that_excel_leaves_is_not_the_file():
    with pytest.raises(Unreadable, match="Bring in the file itself"):
        read_sheet(b"\x04Asha", "~$assets.xlsx")


def test_the_content_counts_and_not_the_name():
    reading = read_sheet(b"Tag,Name\nL1,Laptop\n", "C:\\lists\\assets.xlsx")

    assert reading.kind is Kind.TEXT
    assert reading.filename == "assets.xlsx"
    assert [note.sentence for note in reading.notes] == [
        "The name ends in .xlsx, but the file is plain text. It was read as that."
    ]
