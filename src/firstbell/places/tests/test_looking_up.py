from __future__ import annotations

import pytest

from firstbell.places.models import lookup_of
from firstbell.places.states import RoomKind, likely_kind


@pytest.mark.parametrize("said", ["Room 12", "Rm 12", "rm. 12", "ROOM12", " room  012 "])
def test_a_room_is_found_however_people_write_it(said):
    assert lookup_of(said) == "room 12"


def test_rooms_that_differ_are_not_taken_for_one():
    assert lookup_of("B1-2") != lookup_of("B12")
    assert lookup_of("Café") == "café"
    assert lookup_of("000") == "0"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ICT 2", RoomKind.ICT_SUITE),
        ("Server room", RoomKind.SERVER),
        ("Main hall", RoomKind.HALL),
        ("Physics lab", RoomKind.LAB),
        ("Maths 4", RoomKind.CLASSROOM),
        ("Site office", RoomKind.OFFICE),
    ],
)
def test_a_name_gives_the_kind_of_room_away(name, kind):
    assert likely_kind(name) == kind
