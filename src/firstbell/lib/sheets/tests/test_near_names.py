from __future__ import annotations

import pytest

from firstbell.lib.sheets import Names, near_matches

ROOMS = [
    "Room 12",
    "Room 13",
    "Room 21",
    "Science Lab 2",
    "Block C",
    "Block D",
    "Library",
    "ICT Suite 1",
]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Rm 12", "Room 12"),
        ("R12", "Room 12"),
        ("room12", "Room 12"),
        ("Rm. 012", "Room 12"),
        ("Classroom 12", "Room 12"),
        ("Sci Laboratory 2", "Science Lab 2"),
        ("Building C", "Block C"),
        ("LRC", "Library"),
        ("IT suite 1", "ICT Suite 1"),
    ],
)
def test_the_same_room_under_another_name(written: str, meant: str):
    found = near_matches(written, ROOMS)

    assert (found[0].name, found[0].same) == (meant, True)


@pytest.mark.parametrize(
    ("written", "meant"), [("Libary", "Library"), ("12", "Room 12"), ("C Block", "Block C")]
)
def test_a_name_that_is_close_is_offered_and_not_taken(written: str, meant: str):
    found = near_matches(written, ROOMS)

    assert found[0].name == meant
    assert not found[0].same


@pytest.mark.parametrize("written", ["Room 14", "Block E", "ICT Suite 2", "Drama studio", "", "  "])
def test_another_number_or_letter_is_another_room(written: str):
    assert near_matches(written, ROOMS) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Dell Inc.", "Dell"),
        ("DELL Ltd", "Dell"),
        ("Hewlett-Packard", "HP"),
        ("The Stone Group", "Stone"),
        ("Sainsbury’s", "Sainsburys"),
    ],
)
def test_a_company_is_itself_with_any_legal_form(written: str, meant: str):
    assert near_matches(written, ["Dell", "HP", "Stone", "Sainsburys"])[0].name == meant


def test_names_are_made_ready_once_for_many_questions():
    names = Names(ROOMS)

    assert [names.near(f"Rm {number}")[0].name for number in (12, 13)] == ["Room 12", "Room 13"]
