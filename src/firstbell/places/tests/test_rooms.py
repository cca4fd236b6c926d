from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal, Stale
from firstbell.places import actions, events
from firstbell.places.models import Building, Room, RoomAlias
from firstbell.places.states import RoomKind
from firstbell.platform.audit import timeline
from firstbell.platform.audit.models import Event


def sentences(thing):
    return [event.sentence for event in timeline.of(thing)]


def test_a_room_is_added_with_its_history(hartley, ict_2, ict_block):
    assert ict_2.kind == RoomKind.ICT_SUITE
    assert ict_2.where == "ICT block, ground floor"
    assert Room.objects.get() == ict_2
    assert sentences(ict_2) == ["Asha Rahman added ICT 2"]


def test_many_rooms_are_added_at_once_or_none(hartley, ict_block, asha, moment):
    new = [
        actions.NewRoom("Room 1", ict_block, aliases=["Rm 1a"]),
        actions.NewRoom("Room 2", ict_block),
    ]

    rooms = actions.add_rooms(hartley, new, by=asha, at=moment)

    assert [room.name for room in Room.objects.order_by("name_key")] == ["Room 1", "Room 2"]
    assert RoomAlias.objects.get().room == rooms[0]
    with pytest.raises(Conflict, match="has a room called Room 2 already"):
        actions.add_rooms(
            hartley,
            [actions.NewRoom("Room 3", ict_block), actions.NewRoom("Rm 2", ict_block)],
            by=asha,
            at=moment,
        )
    assert Room.objects.count() == 2


def test_two_rooms_do_not_answer_to_one_name(hartley, ict_2, ict_block, asha, moment):
    actions.give_alias(ict_2, name="Old library", by=asha, at=moment)

    with pytest.raises(Conflict, match="has a room called ICT 2, also called old library, already"):
        actions.add_room(hartley, name="old library", building=ict_block, by=asha, at=moment)


def test_the_database_says_so_too(hartley, ict_2, ict_block):
    with pytest.raises(IntegrityError, match=r"UNIQUE|places_room_name"), transaction.atomic():
        Room(school=hartley, building=ict_block).call("ict  2").save()


def test_a_name_needs_something_to_look_up(hartley, ict_block, asha, moment):
    with pytest.raises(Refusal, match="a name with a letter or a number"):
        actions.add_room(hartley, name=" - ", building=ict_block, by=asha, at=moment)


def test_a_renamed_room_still_answers_to_its_old_name(ict_2, asha, moment):
    actions.rename_room(ict_2, name="Computing 2", by=asha, at=moment)

    assert [alias.name for alias in ict_2.aliases.all()] == ["ICT 2"]
    assert sentences(ict_2)[0] == "Asha Rahman renamed ICT 2 to Computing 2"
    actions.rename_room(ict_2, name="ICT 2", by=asha, at=moment)
    assert [alias.name for alias in ict_2.aliases.all()] == ["Computing 2"]


def test_a_change_says_what_was_and_what_is(ict_2, asha, moment):
    actions.change_room(ict_2, capacity=28, kind=RoomKind.LAB, by=asha, at=moment)

    event = Event.objects.filter(kind=events.ROOM_CHANGED.name).get()
    assert {(c.field, c.was, c.now) for c in event.changes.all()} == {
        ("capacity", "30", "28"),
        ("kind", "ict_suite", "lab"),
    }


def test_saving_what_is_there_already_is_no_event(ict_2, asha, moment):
    actions.change_room(ict_2, capacity=30, by=asha, at=moment)

    assert ict_2.version == 1
    assert not Event.objects.filter(kind=events.ROOM_CHANGED.name).exists()


def test_moving_to_another_building_leaves_the_floor_behind(hartley, ict_2, asha, moment):
    science = actions.add_building(hartley, name="Science", by=asha, at=moment)

    actions.change_room(ict_2, building=science, by=asha, at=moment)

    assert (ict_2.building, ict_2.floor) == (science, None)


def test_a_room_does_not_stand_on_another_buildings_floor(hartley, ict_2, ground, asha, moment):
    science = actions.add_building(hartley, name="Science", by=asha, at=moment)

    with pytest.raises(Refusal, match="Science has no Ground floor"):
        actions.change_room(ict_2, building=science, floor=ground, by=asha, at=moment)


def test_two_technicians_do_not_overwrite_each_other(ict_2, asha, ben, moment):
    as_ben_read_it = Room.objects.get()
    actions.change_room(ict_2, capacity=28, by=asha, at=moment)

    with pytest.raises(Stale, match="changed by somebody else"):
        actions.change_room(as_ben_read_it, capacity=29, by=ben, at=moment)


def test_only_technicians_of_the_school_change_its_rooms(ict_2, okoro, tariq, moment):
    for stranger in (okoro, tariq):
        with pytest.raises(NotAllowed):
            actions.change_room(ict_2, capacity=1, by=stranger, at=moment)


def test_rooms_of_another_school_are_not_seen(ict_2, asha, okoro, tariq, sam):
    assert list(Room.objects.visible_to(asha)) == [ict_2]
    assert list(Room.objects.visible_to(okoro)) == [ict_2]
    assert not Room.objects.visible_to(tariq).exists()
    assert not Room.objects.visible_to(sam).exists()


def test_a_building_with_rooms_stays(ict_2, ict_block, asha, moment):
    with pytest.raises(Conflict, match="ICT block still has 1 room"):
        actions.archive_building(ict_block, by=asha, at=moment)

    actions.archive_room(ict_2, by=asha, at=moment)
    actions.archive_building(ict_block, by=asha, at=moment)
    assert not Building.objects.open().exists()
