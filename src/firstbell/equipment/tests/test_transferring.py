from __future__ import annotations

import pytest

from firstbell.equipment.actions import custody, moving, transferring
from firstbell.equipment.models import Item
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.places.models import Building, Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.audit.models import Event
from firstbell.platform.codes import actions as codes
from firstbell.platform.codes.models import Code
from firstbell.platform.notes import actions as notes
from firstbell.platform.notes.models import Note
from firstbell.platform.search.models import SearchEntry


@pytest.fixture
def trust():
    return system_actor()


@pytest.fixture
def hall(other_school):
    building = Building(school=other_school).call("Main")
    building.save()
    room = Room(school=other_school, building=building).call("Hall")
    room.save()
    return room


def now(item):
    return Item.objects.get(pk=item.pk)


def test_a_laptop_moves_to_another_school_and_keeps_its_tag(
    add, store, other_school, trust, moment
):
    laptop = add(tag="LAP-1", home_id=store.pk, home_spot="Shelf 2")

    transferring.transfer([laptop], to=other_school, by=trust, at=moment)

    found = now(laptop)
    assert (found.school, found.tag, found.home, found.place, found.home_spot) == (
        other_school,
        "LAP-1",
        None,
        None,
        "",
    )


def test_it_can_have_a_home_there_at_once(add, hall, trust, moment):
    laptop = add()

    transferring.transfer([laptop], to=hall.school, room=hall, by=trust, at=moment)

    assert (now(laptop).home, now(laptop).place) == (hall, hall)


def test_a_room_of_a_third_school_is_refused(add, store, other_school, trust, moment):
    with pytest.raises(Refusal) as refused:
        transferring.transfer([add()], to=other_school, room=store, by=trust, at=moment)

    assert refused.value.fields == {"room": f"Not at {other_school}"}


def test_its_notes_and_codes_go_along(add, other_school, trust, asha, moment):
    laptop = add()
    notes.write(laptop, "Lid is cracked", by=asha, at=moment)
    codes.issue([laptop], by=asha, at=moment)

    transferring.transfer([laptop], to=other_school, by=trust, at=moment)

    assert Note.objects.get().school == other_school
    assert Code.objects.get().school == other_school
    assert SearchEntry.objects.get(thing_uid=laptop.uid).school_id == other_school.pk


def test_the_new_school_reads_its_whole_history(add, hall, store, trust, tariq, asha, moment):
    laptop = add(tag="LAP-1")
    moving.move([laptop], to=store, by=asha, at=moment)

    transferring.transfer([laptop], to=hall.school, by=trust, at=moment)

    told = [event.sentence for event in timeline.readable(tariq, laptop.uid)]
    assert told == [
        f"Firstbell transferred Laptop (LAP-1) from Hartley Vale School to {hall.school}",
        "Asha Rahman moved Laptop (LAP-1) to ICT store",
        "Asha Rahman added Laptop (LAP-1) to the register",
    ]


def test_the_old_school_reads_where_it_went(add, other_school, hartley, trust, asha, moment):
    laptop = add(tag="LAP-1")

    transferring.transfer([laptop], to=other_school, by=trust, at=moment)

    seen = timeline.visible_to(asha).filter(kind="equipment.let_go").get()
    assert seen.sentence == f"Firstbell transferred Laptop (LAP-1) from {hartley} to {other_school}"


def test_who_sees_neither_school_reads_nothing(add, other_school, trust, tariq, moment):
    laptop = add(tag="LAP-1")

    assert list(timeline.readable(tariq, laptop.uid)) == []


def test_a_trolley_takes_what_is_in_it_along(add, trolleys, other_school, trust, moment):
    trolley, laptop = add(trolleys), add()
    moving.put_in([laptop], container=trolley, by=trust, at=moment)

    transferring.transfer([now(trolley)], to=other_school, by=trust, at=moment)

    assert (now(laptop).school, now(laptop).container) == (other_school, trolley)


def test_a_laptop_leaves_its_trolley_behind(add, trolleys, other_school, trust, moment):
    trolley, laptop = add(trolleys), add()
    moving.put_in([laptop], container=trolley, by=trust, at=moment)

    transferring.transfer([now(laptop)], to=other_school, by=trust, at=moment)

    assert now(laptop).container is None


def test_what_somebody_has_stays_until_it_is_back(add, okafor, other_school, trust, moment):
    laptop = add(tag="LAP-1")
    custody.give(laptop, to=okafor, by=trust, at=moment)

    with pytest.raises(Conflict) as refused:
        transferring.transfer([laptop], to=other_school, by=trust, at=moment)

    assert refused.value.sentence == "Laptop (LAP-1) is with Chi Okafor. Take it back first."
    assert not Event.objects.filter(kind="equipment.transferred").exists()


def test_a_technician_of_one_school_cannot_send_to_another(add, other_school, ben, moment):
    with pytest.raises(NotAllowed):
        transferring.transfer([add()], to=other_school, by=ben, at=moment)
