from __future__ import annotations

import zipfile
from enum import Enum
from typing import Final

from firstbell.lib.sheets.archives import BROKEN
from firstbell.lib.sheets.sources import Source
from firstbell.lib.sheets.unreadable import Unreadable


class Kind(Enum):
    TEXT = "text with separators"
    XLSX = "Excel workbook"
    XLS = "Excel 97 to 2003 workbook"
    ODS = "OpenDocument spreadsheet"


HEAD = 8192
SAVE_AS = "Open it in your spreadsheet program and save it as .xlsx or as CSV."

# What files really are, by their first bytes, whatever their name says.
_MAGIC: Final = (
    (b"%PDF", "is a PDF, a picture of a page, not a spreadsheet. Ask for the spreadsheet it came from"),
    (b"\x89PNG\r\n", "is a picture (PNG), not a spreadsheet"),
    (b"\xff\xd8\xff", "is a picture (JPEG), not a spreadsheet"),
    (b"GIF8", "is a picture (GIF), not a spreadsheet"),
    (b"II*\x00", "is a picture (TIFF), not a spreadsheet"),
    (b"MM\x00*", "is a picture (TIFF), not a spreadsheet"),
    (b"{\\rtf", "is a text document (RTF), not a spreadsheet"),
    (b"\x1f\x8b", "is a compressed file (gzip). Unpack it and bring in the spreadsheet inside"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive. Unpack it and bring in the spreadsheet inside"),
    (b"Rar!", "is a RAR archive. Unpack it and bring in the spreadsheet inside"),
    (b"\xfd7zXZ", "is a compressed file (xz). Unpack it and bring in the spreadsheet inside"),
    (b"BZh9", "is a compressed file (bzip2). Unpack it and bring in the spreadsheet inside"),
    (b"SQLite format 3\x00", "is a database, not a spreadsheet"),
    (b"MZ\x90\x00", "is a program, not a spreadsheet"),
    (b"\x7fELF", "is a program, not a spreadsheet"),
    (b"\x00\x05\x16\x07", "is a shadow file that a Mac leaves beside the real one, whose name starts with “._”. Bring in the other file"),
    (b"PAR1", "is a Parquet data file. Export it as CSV"),
)  # fmt: skip

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# What is left of a file when a copy broke off or a disk was full.
_NUL_ONLY: Final = (
    "holds no text, only NUL characters: it was not saved or copied whole. Save or export it again."
)


def detect_kind(source: Source, filename: str) -> Kind:
    head = source.head(HEAD)
    name = filename or "This file"
    _refuse_blank(head, name)
    for magic, sentence in _MAGIC:
        if head.startswith(magic):
            raise Unreadable(f"{name} {sentence}.", "not_a_spreadsheet")
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI ")):
        raise Unreadable(f"{name} is a picture or a film, not a spreadsheet.", "not_a_spreadsheet")
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(source, name)
    if head.startswith(b"PK\x05\x06"):
        raise Unreadable(f"{name} is an empty ZIP archive.", "not_a_spreadsheet")
    if head.startswith(_OLE):
        return _kind_of_ole(source, name)
    _refuse_markup(head, name)
    return Kind.TEXT


def _refuse_blank(head: bytes, name: str) -> None:
    if not head.strip(b"\t\r\n "):
        raise Unreadable(f"{name} is empty.", "empty")
    if not head.strip(b"\x00\t\r\n "):
        raise Unreadable(f"{name} {_NUL_ONLY}", "damaged")


def _kind_of_zip(source: Source, name: str) -> Kind:
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            names = {info.filename for info in archive.infolist()[:20_000]}
            opendocument = "mimetype" in names and _is_spreadsheet_mimetype(archive)
    except BROKEN as problem:
        raise Unreadable(
            f"{name} is damaged: it starts like an Excel workbook but cannot be opened. "
            "Copy or download it again.",
            "damaged",
        ) from problem
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if opendocument:
        return Kind.ODS
    raise Unreadable(f"{name} {_what_zip(names)}", "not_a_spreadsheet")


def _is_spreadsheet_mimetype(archive: zipfile.ZipFile) -> bool:
    with archive.open("mimetype") as stream:
        return stream.read(200).startswith(b"application/vnd.oasis.opendocument.spreadsheet")


def _what_zip(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return f"is a binary Excel workbook (.xlsb). {SAVE_AS}"
    if any(entry.startswith("word/") for entry in names):
        return "is a Word document, not a spreadsheet. Copy the table into Excel and save that."
    if any(entry.startswith("ppt/") for entry in names):
        return "is a PowerPoint presentation, not a spreadsheet."
    if any(entry.endswith(".iwa") for entry in names) or "Index.zip" in names:
        return "is an Apple Numbers file. In Numbers choose File, Export To, Excel or CSV."
    return "is a ZIP archive. Unpack it and bring in the spreadsheet inside."


def _kind_of_ole(source: Source, name: str) -> Kind:
    """Excel 97 to 2003, or the wrapper that Excel puts round a workbook with a password."""
    seen = b""
    found = {"EncryptedPackage": False, "WordDocument": False, "Workbook": False, "Book": False}
    for chunk in source.chunks():
        window = seen[-64:] + chunk
        for stream in found:
            found[stream] = found[stream] or stream.encode("utf-16-le") in window
        seen = chunk
    if found["EncryptedPackage"]:
        raise Unreadable(
            f"{name} is locked with a password. Save a copy without the password and bring that in.",
            "locked",
        )
    if found["Workbook"] or found["Book"]:
        return Kind.XLS
    what = "is a Word document" if found["WordDocument"] else "is an old Office document"
    raise Unreadable(f"{name} {what}, not a spreadsheet.", "not_a_spreadsheet")


def _refuse_markup(head: bytes, name: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").replace(b"\x00", b"")[:600].lower()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise Unreadable(f"{name} is an Excel 2003 XML file. {SAVE_AS}", "not_a_spreadsheet")
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<body", b"<div")) or (
        start.startswith((b"<?xml", b"<!--")) and b"<html" in start
    ):
        raise Unreadable(
            f"{name} is a web page, not a spreadsheet; perhaps a sign-in page was saved in its "
            f"place. If it shows a table, {SAVE_AS[0].lower()}{SAVE_AS[1:]}",
            "not_a_spreadsheet",
        )
    if start.startswith(b"<?xml"):
        raise Unreadable(f"{name} is an XML file, not a spreadsheet.", "not_a_spreadsheet")
    if start.startswith((b"[{", b'{"', b"[ {", b'{ "', b"[\n", b"{\n", b"{\r\n", b"[\r\n")):
        raise Unreadable(f"{name} is a JSON file. Export it as CSV.", "not_a_spreadsheet")


def name_disagrees(kind: Kind, filename: str) -> str:
    """A note for the person when the name says something else than the content."""
    ending = filename.rpartition(".")[2].lower() if "." in filename else ""
    known = {"csv", "tsv", "txt", "tab", "xlsx", "xlsm", "xls", "ods"}
    fits = {
        Kind.TEXT: {"csv", "tsv", "txt", "tab"},
        Kind.XLSX: {"xlsx", "xlsm"},
        Kind.XLS: {"xls"},
        Kind.ODS: {"ods"},
    }[kind]
    if ending in fits or ending not in known:
        return ""
    called = {Kind.TEXT: "plain text", Kind.XLSX: "an Excel workbook"}.get(kind, f"an {kind.value}")
    return f"The name ends in .{ending}, but the file is {called}. It was read as that."
