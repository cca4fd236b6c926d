from __future__ import annotations

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.places import actions, queries
from firstbell.places.models import Room
from firstbell.places.web import bulk
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tenancy.questions import IN_USE


@pytest.fixture
def room_5(hartley, ict_block, asha, moment):
    return actions.add_room(hartley, name="Room 5", building=ict_block, by=asha, at=moment)


@pytest.fixture
def a_projector_hangs_in(monkeypatch):
    """What a room above would say."""
    monkeypatch.setattr(IN_USE, "_answers", IN_USE._answers | {"places.room": {}})

    def hangs_in(room):
        IN_USE.answer("places.room", "tests")(
            lambda asked: f"A projector hangs in {asked}." if asked == room else None
        )

    return hangs_in


def test_an_archived_room_is_neither_listed_nor_found(hartley, ict_2, asha, moment):
    actions.archive_room(ict_2, by=asha, at=moment)

    assert not Room.objects.open().exists()
    assert queries.find_room(hartley, "ICT 2") is None
    actions.restore_room(ict_2, by=asha, at=moment)
    assert queries.find_room(hartley, "ICT 2") == ict_2


def test_a_room_in_use_stays(ict_2, room_5, a_projector_hangs_in, asha, moment):
    a_projector_hangs_in(ict_2)

    with pytest.raises(Conflict, match=r"A projector hangs in ICT 2\."):
        actions.archive_room(ict_2, by=asha, at=moment)
    actions.archive_room(room_5, by=asha, at=moment)
    assert list(Room.objects.open()) == [ict_2]


def test_a_room_whose_name_is_taken_does_not_come_back(hartley, ict_2, ict_block, asha, moment):
    actions.archive_room(ict_2, by=asha, at=moment)
    actions.add_room(hartley, name="ICT 2", building=ict_block, by=asha, at=moment)

    with pytest.raises(Conflict, match="has a room called ICT 2 already"):
        actions.restore_room(ict_2, by=asha, at=moment)


def test_an_archived_room_lets_go_of_its_other_names(hartley, ict_2, ict_block, asha, moment):
    actions.give_alias(ict_2, name="Green room", by=asha, at=moment)
    actions.archive_room(ict_2, by=asha, at=moment)

    green = actions.add_room(hartley, name="Green room", building=ict_block, by=asha, at=moment)

    actions.restore_room(ict_2, by=asha, at=moment)
    assert queries.find_room(hartley, "green room") == green


def test_a_merged_room_answers_to_both_names(hartley, ict_2, room_5, asha, moment):
    actions.give_alias(room_5, name="The den", by=asha, at=moment)
    actions.add_spot(room_5, name="Cupboard", by=asha, at=moment)
    actions.add_spot(ict_2, name="Cupboard", by=asha, at=moment)

    actions.merge_rooms(room_5, into=ict_2, by=asha, at=moment)

    found = queries.rooms_called(hartley, ["Rm 5", "the den", "ICT2"])
    assert found == {"Rm 5": ict_2, "the den": ict_2, "ICT2": ict_2}
    assert [spot.name for spot in ict_2.spots.order_by("name_key")] == [
        "Cupboard",
        "Cupboard (Room 5)",
    ]
    with pytest.raises(Conflict, match="was merged into ICT 2"):
        actions.restore_room(room_5, by=asha, at=moment)


def test_rooms_above_move_what_is_theirs(ict_2, room_5, monkeypatch, asha, moment):
    monkeypatch.setattr(MERGE, "_answers", MERGE._answers | {"places.room": {}})
    moved = []
    MERGE.answer("places.room", "tests")(lambda *args: moved.append(args))

    actions.merge_rooms(room_5, into=ict_2, by=asha, at=moment)

    assert [(gone, kept, moves.by, moves.at) for gone, kept, moves in moved] == [
        (room_5, ict_2, asha, moment)
    ]


def test_a_room_is_not_merged_into_itself_or_by_an_apprentice(ict_2, room_5, asha, ben, moment):
    with pytest.raises(Refusal, match="Choose two rooms"):
        actions.merge_rooms(ict_2, into=ict_2, by=asha, at=moment)
    with pytest.raises(NotAllowed):
        actions.merge_rooms(room_5, into=ict_2, by=ben, at=moment)


def test_a_plan_knows_where_rooms_are(ict_2, ground, asha, moment):
    actions.place_room(ict_2, floor=ground, x=250, y=400, by=asha, at=moment)

    assert (ict_2.plan_x, ict_2.plan_y) == (250, 400)
    with pytest.raises(Refusal, match="beside the plan"):
        actions.place_room(ict_2, floor=ground, x=1250, y=400, by=asha, at=moment)
    actions.unplace_room(ict_2, by=asha, at=moment)
    assert Room.objects.get(pk=ict_2.pk).plan_x is None


def test_a_picker_shows_buildings_floors_and_rooms(
    hartley, ict_2, room_5, ict_block, ground, asha, django_assert_num_queries
):
    with django_assert_num_queries(3):
        branches = queries.tree(asha, hartley)

    assert [(b.building, b.floors, b.rooms, b.count) for b in branches] == [
        (ict_block, [(ground, [ict_2])], [room_5], 2)
    ]


def test_many_rooms_are_changed_and_archived_at_once(ict_2, room_5, asha, moment):
    bulk.change(Room.objects.all(), by=asha, at=moment, changes={"kind": "lab"})
    assert set(Room.objects.values_list("kind", flat=True)) == {"lab"}

    bulk.archive(Room.objects.all(), by=asha, at=moment)

    assert not Room.objects.open().exists()
