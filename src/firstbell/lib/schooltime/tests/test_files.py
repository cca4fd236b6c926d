from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

from firstbell.lib.schooltime import Span
from firstbell.lib.schooltime.files import MOST_BYTES, dates_of
from firstbell.lib.schooltime.reading import read_dates
from firstbell.lib.sheets import Unreadable

AUTUMN = Span(date(2026, 9, 2), date(2026, 12, 18))
TEXT = "Térm;Start;End\nAutumn term – Señor;02/09/2026;18/12/2026\n"


def workbook(**pages):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in pages.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for to, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(at, to, cell, day)
                else:
                    sheet.write(at, to, cell)
    book.close()
    return out.getvalue()


def lines_of(content, name):
    return [line for line in read_dates(dates_of(content, name).text) if line.span]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_list_in_any_encoding_and_with_any_separator(encoding, delimiter):
    content = TEXT.replace(";", delimiter).encode(encoding)

    (line,) = lines_of(content, "dates.csv")

    assert (line.name, line.span) == ("Autumn term – Señor", AUTUMN)


def test_a_list_with_the_line_ends_of_an_old_mac():
    assert lines_of(TEXT.replace("\n", "\r").encode(), "dates.csv")[0].span == AUTUMN


def test_every_sheet_of_a_workbook_is_read():
    content = workbook(
        first=[
            ["Hartley County Council: term dates"],
            [],
            ["Term", "Start", "End"],
            ["Autumn term", AUTUMN.first, AUTUMN.last],
        ],
        second=[["What", "From", "To"], ["Autumn term", date(2027, 9, 1), date(2027, 12, 17)]],
    )

    found = dates_of(content, "dates.xlsx")

    assert [line.span.first for line in read_dates(found.text) if line.span] == [
        AUTUMN.first,
        date(2027, 9, 1),
    ]
    assert found.notes == ("Every sheet is read: “first”, “second”.",)


def test_a_calendar_file_is_read_whatever_it_is_called():
    text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260902\r\nSUMMARY:INSET day\r\nEND:VEVENT\r\n"

    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (line,) = lines_of(text.encode(encoding), "calendar.txt")
        assert (line.name, line.span) == ("INSET day", Span(AUTUMN.first, AUTUMN.first))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "dates.csv is empty."),
        (b"\0" * 40, "holds no text, only NUL characters"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"PK\x03\x04 nothing", "is damaged"),
        (b"\x89PNG\r\n\x1a\n0000", "is a picture"),
        (b"a" * (MOST_BYTES + 1), "far too long"),
    ],
)
def test_what_holds_no_list_is_said_so(content, says):
    with pytest.raises(Unreadable, match=says):
        dates_of(content, "dates.csv")
