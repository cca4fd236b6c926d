"""What belongs to one school does not slip to another by the desk or by a lead."""

from __future__ import annotations

from uuid import uuid4

import pytest

from firstbell.equipment.actions import custody, lending, registering, scanning
from firstbell.equipment.models import Item
from firstbell.lib.refusal import Conflict
from firstbell.people.models import Membership, Person
from firstbell.places.models import Building, Room
from firstbell.platform.accounts.actors import system_actor


@pytest.fixture
def basket(hartley, asha, moment):
    return lending.begin(hartley, by=asha, at=moment)


@pytest.fixture
def elsewhere(other_school):
    """Somebody of another school."""
    person = Person(school=other_school).call(
        title="", given_name="Pat", family_name="Field", known_as=""
    )
    person.save()
    return person


@pytest.fixture
def hall(other_school):
    building = Building(school=other_school).call("Main")
    building.save()
    room = Room(school=other_school, building=building).call("Hall")
    room.save()
    return room


def choose(basket, holder, by, at):
    return scanning.choose_holder(basket, holder, scan_id=uuid4(), by=by, at=at)


def test_the_desk_lends_to_nobody_and_no_room_of_another_school(
    basket, elsewhere, hall, other_school, asha, moment
):
    for holder in (elsewhere, hall):
        said = choose(basket, holder, asha, moment)
        assert (said.outcome, said.title) == ("refused", f"{holder} is of {other_school}")

    basket.refresh_from_db()
    assert basket.holder is None


def test_whoever_belongs_here_as_well_may_borrow_here(basket, elsewhere, hartley, asha, moment):
    Membership.objects.create(
        person=elsewhere, school=hartley, kind="staff", from_on=moment.date().replace(year=2020)
    )

    assert choose(basket, elsewhere, asha, moment).title == "Lending to Pat Field"


def test_a_lead_does_not_go_into_a_computer_of_another_school(
    add, leads, laptops, other_school, moment
):
    lead = add(leads, tag="CAB-1", quantity=9)
    draft = registering.Draft(laptops, {}, tag="PC-1")
    [made] = registering.register(other_school, [draft], by=system_actor(), at=moment)

    with pytest.raises(Conflict, match="Transfer one of them first"):
        custody.give(lead, to=Item.objects.get(pk=made.id), by=system_actor(), at=moment)


def test_what_is_counted_is_not_taken_over(add, leads, okafor, basket, asha, moment):
    box = add(leads, tag="CAB-1", quantity=9)
    custody.give(box, to=okafor, by=asha, at=moment)

    with pytest.raises(Conflict, match="is counted: scan it"):
        scanning.take_over(basket, box, scan_id=uuid4(), by=asha, at=moment)

    assert not basket.lines.exists()


def test_nothing_is_given_to_a_room_of_another_school_by_any_door(add, hall, asha, moment):
    item = add(tag="HV-31")

    with pytest.raises(Conflict, match=r"Hall is a room of .* Transfer it there first"):
        custody.give(item, to=hall, by=asha, at=moment)
    assert not item.custodies.exists()
