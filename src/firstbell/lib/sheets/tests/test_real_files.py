from __future__ import annotations

from pathlib import Path

import pytest

from firstbell.lib.parsing import DateOrder, guess_date_order, parse_date
from firstbell.lib.sheets import match_headers, read_sheet, ungarble

EQUIPMENT = Path(__file__).resolve().parents[5].parent / "shared" / "data" / "equipment"

pytestmark = pytest.mark.skipif(
    not EQUIPMENT.is_dir(), reason="the recorded real files are not beside this checkout"
)


def test_the_worst_file_is_read_whole_with_its_verdicts():
    reading = read_sheet(EQUIPMENT / "assets-sample-BAD.csv", "assets-sample-BAD.csv")
    rows = list(reading.rows())

    assert reading.encoding is not None
    assert reading.encoding.name == "mac_roman"
    assert reading.encoding.confidence > 0.9
    assert len(rows) == 200
    assert reading.headers[12] == "Category (2)"
    assert [note.code for note in reading.notes] == [
        "garbled",
        "repeated_heading",
        "repeated_heading",
    ]
    assert {tuple(damage.column for damage in row.damage) for row in rows} == {(8,)}
    assert all(not row.problems for row in rows)


def test_its_garbled_towns_can_be_told():
    reading = read_sheet(EQUIPMENT / "assets-sample-BAD.csv", "assets-sample-BAD.csv")
    towns = {ungarble(row.cells[11]) for row in reading.rows()}

    assert {"Saint-Étienne", "Luts’k"} <= towns


def test_its_dates_have_the_month_first():
    reading = read_sheet(EQUIPMENT / "assets-sample-BAD.csv", "assets-sample-BAD.csv")
    dates = [row.cells[14] for row in reading.rows() if row.cells[14]]

    found = guess_date_order(dates)

    assert (found.order, found.certain) == (DateOrder.MDY, True)
    assert all(parse_date(date, found.order).precision == "day" for date in dates)


def test_the_good_file_has_nothing_to_say():
    reading = read_sheet(EQUIPMENT / "assets-sample.csv", "assets-sample.csv")

    assert reading.notes == ()
    assert [row.problems + row.damage for row in reading.rows()] == [()] * 22


def test_the_people_are_read_and_their_headings_known():
    reading = read_sheet(EQUIPMENT / "users-sample.csv", "users-sample.csv")
    known = {
        "given_name": ["First name"],
        "family_name": ["Last name"],
        "email": ["E-mail", "Email"],
    }

    fields = [proposal.field for proposal in match_headers(reading.headers, known)]

    assert fields[:4] == ["given_name", "family_name", "email", None]
    assert len([row for row in reading.rows() if not row.skipped]) == 100
