"""Two rooms that were merged and are two after all."""

from __future__ import annotations

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places import actions, queries
from firstbell.places.models import Room, RoomAlias, Spot
from firstbell.platform.audit import timeline


@pytest.fixture
def room_5(hartley, ict_block, asha, moment):
    return actions.add_room(hartley, name="Room 5", building=ict_block, by=asha, at=moment)


@pytest.fixture
def merged(room_5, ict_2, asha, moment):
    actions.merge_rooms(room_5, into=ict_2, by=asha, at=moment)
    return now(room_5), now(ict_2)


def now(room):
    return Room.objects.get(pk=room.pk)


def everything():
    return [
        list(kind._base_manager.order_by("pk").values(*[
            field.attname for field in kind._meta.concrete_fields if field.name != "version"
        ]))
        for kind in (Room, RoomAlias, Spot)
    ]  # fmt: skip


def test_the_two_are_again_what_they_were(hartley, ict_2, room_5, asha, moment):
    actions.give_alias(room_5, name="The den", by=asha, at=moment)
    for room in (room_5, ict_2):
        actions.add_spot(room, name="Cupboard", by=asha, at=moment)
    before = everything()
    actions.merge_rooms(now(room_5), into=now(ict_2), by=asha, at=moment)

    back = actions.unmerge_rooms(now(room_5), into=now(ict_2), by=asha, at=moment)

    assert everything() == before
    assert back.stays == 0
    found = queries.rooms_called(hartley, ["Rm 5", "the den", "ICT2"])
    assert found == {"Rm 5": room_5, "the den": room_5, "ICT2": ict_2}
    said = "Asha Rahman undid the merge of Room 5 into ICT 2"
    for room in (room_5, ict_2):
        assert next(iter(timeline.of(room))).sentence == said


def test_a_name_that_another_room_has_now_is_a_question_first(
    merged, hartley, ict_block, asha, moment
):
    room_5, ict_2 = merged
    actions.take_alias(ict_2.aliases.get(), by=asha, at=moment)
    actions.add_room(hartley, name="Rm 5", building=ict_block, by=asha, at=moment)

    with pytest.raises(Conflict, match="Rm 5 has a name of Room 5 now"):
        actions.unmerge_rooms(room_5, into=ict_2, by=asha, at=moment)


def test_what_is_not_merged_is_not_parted(merged, asha, moment):
    room_5, ict_2 = merged
    with pytest.raises(Refusal, match="ICT 2 was not merged into Room 5"):
        actions.unmerge_rooms(ict_2, into=room_5, by=asha, at=moment)
    with pytest.raises(Conflict, match="was merged into ICT 2"):
        actions.restore_room(room_5, by=asha, at=moment)
