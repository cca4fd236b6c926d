# ruff: noqa: RUF001 -- typographic signs are what this file is about
from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.lib.parsing import (
    Months,
    Unclear,
    clean_text,
    is_junk_serial,
    looks_scientific,
    parse_bool,
    parse_int,
    parse_mac,
    parse_months,
    split_people,
)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("", ""),
        ("  Room   12 ", "Room 12"),
        ("Room\u00a012", "Room 12"),
        ("L\u200b001\ufeff", "L001"),
        ("\u200e5CD1234", "5CD1234"),
        ("Cafe\u0301", "Café"),
        ("Ms O’Brien’s “blue” set", "Ms O’Brien’s “blue” set"),
        ("one\r\ntwo", "one two"),
        ("soft\u00adware", "software"),
    ],
)
def test_what_cannot_be_seen_is_cleaned_away(text: str, clean: str):
    assert clean_text(text) == clean


def test_notes_keep_their_lines():
    assert clean_text(" one \r\n\ttwo é \n", keep_lines=True) == "one\ntwo é"


@pytest.mark.parametrize("text", ["a\x00b", "a\x07b", "Ren\ufffde", "\x1b[31m", "a\udc80"])
def test_what_cannot_be_printed_is_refused(text: str):
    with pytest.raises(Unclear):
        clean_text(text)


@pytest.mark.parametrize("text", ["5.02E+18", "6.37702E+15", " 1e+20 ", "3,5E+12"])
def test_a_number_that_excel_shortened_is_known(text: str):
    assert looks_scientific(text)


@pytest.mark.parametrize("text", ["12E3", "5CD1234", "E+12", "123", "", "1E+2B"])
def test_a_serial_with_an_e_is_a_serial(text: str):
    assert not looks_scientific(text)


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", " on ", "✓"])
def test_yes_is_yes(text: str):
    assert parse_bool(text) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "0", "off", "✗"])
def test_no_is_no(text: str):
    assert parse_bool(text) is False


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), ("12.0", 12), ("1,234", 1234), (" -5 ", -5), ("007", 7)]
)
def test_a_whole_number_is_read(text: str, number: int):
    assert parse_int(text) == number


@pytest.mark.parametrize(
    "text",
    ["00:1a:2b:3c:4d:5e", "00-1A-2B-3C-4D-5E", "001a.2b3c.4d5e", "001A2B3C4D5E", "0:1a:2b:3c:4d:5e", "00 1a 2b 3c 4d 5e"],
)  # fmt: skip
def test_a_network_address_has_one_form(text: str):
    assert parse_mac(text) == "00:1a:2b:3c:4d:5e"


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("3 years", 36), ("3yr", 36), ("3 Year RTB Warranty", 36), ("three years", 36), ("18m", 18),
        ("36 months", 36), ("1 year 6 months", 18), ("1 year and 6 months", 18), ("2.5 years", 30),
        ("3 yrs NBD on-site", 36), ("warranty 1 yr", 12), ("36", 36), ("3-year", 36),
    ],
)  # fmt: skip
def test_a_warranty_is_counted_in_months(text: str, months: int):
    assert parse_months(text).months == months


def test_a_bare_number_means_what_the_heading_says():
    assert parse_months("3", bare="years") == Months(36)
    assert parse_months("14", bare="months") == Months(14)
    with pytest.raises(Unclear, match="can be years or months"):
        parse_months("3")


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_bool, ""), (parse_bool, "x"), (parse_bool, "maybe"),
        (parse_int, ""), (parse_int, "12.5"), (parse_int, "5 units"), (parse_int, "1E+5"), (parse_int, "1,23"),
        (parse_int, "9" * 5000), (parse_int, "９"),
        (parse_mac, ""), (parse_mac, "zz"), (parse_mac, "00:00:00:00:00:00"), (parse_mac, "ff-ff-ff-ff-ff-ff"),
        (parse_mac, "1.12E+13"), (parse_mac, "00:1a:2b:3c:4d:5e / 00:1a:2b:3c:4d:5f"),
        (parse_months, ""), (parse_months, "lifetime"), (parse_months, "90 days"), (parse_months, "99 years"),
        (parse_months, "1.3 months"), (split_people, " "), (split_people, "N/A"), (split_people, "a" * 2000),
    ],
)  # fmt: skip
def test_a_cell_that_is_unclear_is_refused_with_a_sentence(
    parse: Callable[[str], object], text: str
):
    with pytest.raises(Unclear) as refused:
        parse(text)

    assert refused.value.sentence.endswith(".")
    assert len(refused.value.sentence) < 200


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Mr A / Mrs B", ("Mr A", "Mrs B")),
        ("A; B", ("A", "B")),
        ("Asha & Ben", ("Asha", "Ben")),
        ("Asha and Ben", ("Asha", "Ben")),
        ("Asha\nBen", ("Asha", "Ben")),
        ("Asha/Ben", ("Asha", "Ben")),
        ("Mr & Mrs Smith", ("Mr Smith", "Mrs Smith")),
        ("Mr Bell, Mrs Day", ("Mr Bell", "Mrs Day")),
        ("Asha Rao, Ben Cole and Tom Bell", ("Asha Rao", "Ben Cole", "Tom Bell")),
        ("a@x.org; b@y.org", ("a@x.org", "b@y.org")),
    ],
)
def test_two_people_in_one_cell_are_seen(text: str, names: tuple[str, ...]):
    found = split_people(text)

    assert found.names == names
    assert found.several
    assert "people are named in one cell" in found.sentence


@pytest.mark.parametrize(
    "text",
    ["Ms Okoro", "Bell, Tom", "Brand, Andy", "O'Brien, Sam", "Smith-Jones", "Anderson", "Sandy Andover", "Year 5/6"],
)  # fmt: skip
def test_one_person_is_one_person(text: str):
    found = split_people(text)

    assert (found.names, found.sentence) == ((text,), "")


@pytest.mark.parametrize(
    "text",
    ["To be filled by O.E.M.", "Default string", "None", "N/A", "0", "0000000", "123456789", "System Serial Number",
     "--", "", "XXXXXXX", "Not Specified", "#REF!", "tbc", "Chassis Serial Number"],
)  # fmt: skip
def test_a_serial_that_says_nothing_is_junk(text: str):
    assert is_junk_serial(text)


@pytest.mark.parametrize("text", ["5CD1234ABC", "R90XWZ12", "C02XK0ABJGH5", "20260", "PF-1234"])
def test_a_real_serial_is_not_junk(text: str):
    assert not is_junk_serial(text)


def test_a_school_adds_its_own_junk():
    assert is_junk_serial("See sticker", extra=["see-sticker"])
    assert not is_junk_serial("See sticker")


@given(st.text(max_size=60))
def test_clean_text_is_clean_or_a_sentence(text: str):
    try:
        clean = clean_text(text)
    except Unclear:
        return
    assert clean_text(clean) == clean
    assert clean == clean.strip()
