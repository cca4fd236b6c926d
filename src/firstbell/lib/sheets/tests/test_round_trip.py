from __future__ import annotations

import csv
import io
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.lib.sheets import Choices, Unreadable, read_sheet
from firstbell.lib.sheets.tests.workbooks import workbook

ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "mac_roman",
    "iso8859-1",
]
HEADINGS = ["Asset tag", "Name", "Note"]


def anything_in(encoding: str) -> st.SearchStrategy[str]:
    characters = st.characters(
        codec=encoding.removesuffix("-sig"), exclude_characters="\0\ufeff\ufffd"
    )
    return st.text(characters, max_size=12).filter(lambda text: "+" not in text)


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, list[list[str]], str, str]:
    encoding = draw(st.sampled_from(ENCODINGS))
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    row = st.tuples(st.just("L1"), anything_in(encoding), anything_in(encoding)).map(list)
    rows = draw(st.lists(row, max_size=8))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([HEADINGS, *rows])
    return text.getvalue().encode(encoding), rows, encoding, delimiter


# The first time on a machine the characters of each encoding are looked up, which takes seconds of a busy one.
@given(files())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_table_reads_back_as_it_was_written(file: tuple[bytes, list[list[str]], str, str]):
    content, rows, encoding, delimiter = file
    choices = Choices(encoding=encoding, delimiter=delimiter, header_line=1)

    reading = read_sheet(content, "list.csv", choices=choices)

    assert reading.headers == tuple(HEADINGS)
    assert [row.raw for row in reading.rows()] == rows
    assert all(not row.problems and not row.skipped for row in reading.rows())


WORDS = st.sampled_from(
    ["Renée Müller", "Ms O’Brien", "Science lab", "£499.50", "Café", "01/09/2026", "5CD1234ABC", "a, b; c",
     'Screen 13"', "Don’t lend – hinge", "two lines", "José", "Laptop", "", "Zoë Ångström"]
)  # fmt: skip


@given(
    rows=st.lists(st.tuples(st.just("L1"), WORDS, WORDS).map(list), min_size=1, max_size=20),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(max_examples=150, deadline=None)
def test_a_school_list_needs_no_help_to_be_understood(
    rows: list[list[str]], encoding: str, delimiter: str, line_end: str
):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([HEADINGS, *rows])
    content = text.getvalue().encode(encoding)

    reading = read_sheet(
        content, "list.csv", choices=Choices(aliases={"tag": ["Asset tag"], "name": ["Name"]})
    )

    assert reading.headers == tuple(HEADINGS)
    assert [row.raw for row in reading.rows()] == rows


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_at_all_end_in_rows_or_in_a_sentence(content: bytes):
    with suppress(Unreadable):
        for row in read_sheet(content, "list.csv").rows():
            assert len(row.cells) >= 1


# Made once: a workbook carries its moment, and its length with it.
WORKBOOK = workbook(Kit=[["Asset tag", "Name"], ["L1", "Laptop"], ["L2", "Tablet"]])


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_damaged_workbook_ends_in_rows_or_in_a_sentence(data: st.DataObject):
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        gone = data.draw(st.integers(0, 30))
        content[at : at + gone] = data.draw(st.binary(max_size=20))

    with suppress(Unreadable):
        for row in read_sheet(bytes(content), "kit.xlsx").rows():
            assert len(row.cells) >= 1
