from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firstbell.equipment.actions import (
    breaking,
    custody,
    lending,
    moving,
    returning,
    scanning,
    stages,
)
from firstbell.equipment.models import Custody, Damage, Handover, Item
from firstbell.lib.refusal import Conflict
from firstbell.platform.audit import timeline
from firstbell.platform.codes import actions as codes
from firstbell.platform.tenancy.models import School


@pytest.fixture
def pile(hartley, asha, moment):
    return lending.begin(hartley, by=asha, at=moment, direction="back")


@pytest.fixture
def scan(pile, asha, moment):
    def read(thing, scan_id=None):
        text = getattr(thing, "tag", None) or str(thing)
        return scanning.scan(pile, code=text, scan_id=scan_id or uuid4(), by=asha, at=moment)

    return read


@pytest.fixture
def lent(add, okafor, asha, moment):
    """lent(tag="HV-1", due_in=-3) -> a laptop that Chi Okafor has."""

    def give(tag="HV-1", due_in=None, **values):
        item = add(tag=tag, **values)
        due = moment.date() + timedelta(days=due_in) if due_in is not None else None
        custody.give(item, to=okafor, by=asha, at=moment - timedelta(days=20), due_on=due)
        return item

    return give


def again(item):
    return Item.objects.get(pk=item.pk)


def set_once(pile, asha, moment, **words):
    words = {"room": None, "condition": "", **words}
    returning.set_once(pile, by=asha, at=moment, **words)


def test_place_and_state_are_said_once_and_each_scan_is_a_return(
    pile, scan, lent, store, asha, moment
):
    laptop = lent()
    set_once(pile, asha, moment, room=store, condition="worn")

    said = scan(laptop)

    assert (said.tone, said.title) == ("good", "HV-1 is back")
    assert said.said == "Laptop, from Chi Okafor."
    back = again(laptop)
    assert (back.lifecycle, back.condition, back.place) == ("in_stock", "worn", store)
    assert laptop.custodies.get().condition_back == "worn"


def test_late_is_by_the_day_of_the_school(pile, lent, hartley, asha, moment):
    School.objects.filter(pk=hartley.pk).update(time_zone="Pacific/Auckland")
    lent(due_in=0)

    at = moment.replace(hour=23)
    said = scanning.scan(pile, code="HV-1", scan_id=uuid4(), by=asha, at=at)

    assert said.said == "Laptop, from Chi Okafor, 1 day late."


def test_late_things_are_told_so(scan, lent):
    said = scan(lent(due_in=-3))

    assert said.said == "Laptop, from Chi Okafor, 3 days late."
    assert said.tone == "careful"


def test_the_same_scan_twice_takes_back_once(scan, lent):
    laptop, twice = lent(), uuid4()

    assert scan(laptop, twice).pk == scan(laptop, twice).pk
    assert laptop.custodies.count() == 1
    assert scan(laptop).title == "HV-1 is back"
    assert scan(laptop).said == "It was scanned before."


def test_undo_gives_it_back_as_it_was(pile, scan, lent, store, ict_2, asha, moment):
    laptop = lent()
    moving.move([laptop], to=ict_2, by=asha, at=moment)
    set_once(pile, asha, moment, room=store, condition="worn")
    scan(laptop)

    scanning.undo_last(pile, by=asha, at=moment)

    row, back = laptop.custodies.get(), again(laptop)
    assert (row.to_at, row.condition_back) == (None, "")
    assert (back.lifecycle, back.condition, back.place) == ("in_service", "good", ict_2)
    assert not pile.lines.exists()
    assert "still with Chi Okafor" in timeline.of(laptop)[0].sentence


def test_undo_is_refused_when_it_was_lent_again_meanwhile(pile, scan, lent, cole, asha, moment):
    laptop = lent()
    scan(laptop)
    custody.give(laptop, to=cole, by=asha, at=moment)

    with pytest.raises(custody.WithSomebody, match="with Jon Cole"):
        scanning.undo_last(pile, by=asha, at=moment)


def test_what_nobody_had_is_only_seen(pile, scan, add, store, asha, moment):
    set_once(pile, asha, moment, room=store)
    laptop = add(tag="HV-1")

    said = scan(laptop)

    assert (said.outcome, said.title) == ("careful", "Nobody had HV-1")
    assert again(laptop).seen_in == store
    assert not pile.lines.exists()


def test_what_was_missing_is_found(scan, lent, asha, moment):
    laptop = lent()
    stages.set_stage([laptop], stage="missing", by=asha, at=moment)

    scan(laptop)

    assert again(laptop).lifecycle == "in_stock"


def test_leads_come_back_one_by_one_and_the_rest_stays_out(
    pile, scan, add, leads, okafor, asha, moment
):
    box = add(leads, tag="CAB-1", quantity=50)
    custody.give(box, to=okafor, quantity=3, by=asha, at=moment)

    assert scan(box).said == "From Chi Okafor; 2 still with them."
    scan(box)
    assert scan(box).said == "From Chi Okafor: all of them are back."

    assert not box.custodies.open().exists()
    assert sum(box.custodies.values_list("quantity", flat=True)) == 3
    scanning.undo_last(pile, by=asha, at=moment)
    assert box.custodies.open().get().quantity == 1


def test_undoing_one_lead_adds_it_to_what_is_out(pile, scan, add, leads, okafor, asha, moment):
    box = add(leads, tag="CAB-1", quantity=50)
    custody.give(box, to=okafor, quantity=3, by=asha, at=moment)
    scan(box)

    scanning.undo_last(pile, by=asha, at=moment)

    assert box.custodies.get().quantity == 3


def test_when_several_have_some_it_asks_who_brings_it(
    pile, scan, add, leads, okafor, cole, asha, moment
):
    box = add(leads, tag="CAB-1", quantity=50)
    for who in (okafor, cole):
        custody.give(box, to=who, quantity=2, by=asha, at=moment)

    said = scan(box)
    assert said.title == "Who brings CAB-1?"
    assert [words for _, words in said.more["rows"]] == ["Chi Okafor, 2", "Jon Cole, 2"]

    row = Custody.objects.get(uid=said.more["rows"][1][0])
    row.item = box
    scanning.bring(pile, row, scan_id=uuid4(), by=asha, at=moment)

    assert box.custodies.open().get(person=cole).quantity == 1


@pytest.fixture
def trolley(add, trolleys, okafor, asha, moment):
    """Lent to Chi Okafor with two laptops in it."""
    made = add(trolleys, tag="TRO-4")
    laptops = [add(tag=f"AB-{number}") for number in (11, 12)]
    moving.put_in(laptops, container=made, by=asha, at=moment)
    for item in (made, *laptops):
        custody.give(item, to=okafor, by=asha, at=moment)
    return made


def test_a_trolley_comes_back_whole_and_is_counted(scan, trolley):
    said = scan(trolley)

    assert said.said == "Trolley, from Chi Okafor, with 2 in it. Scan them to count them."
    assert not Custody.objects.open().exists()
    assert scan("AB-11").said == "1 of 2 are there."


def test_what_was_not_counted_in_the_trolley_stays_with_who_had_it(
    pile, scan, trolley, okafor, asha, moment
):
    scan(trolley)
    scan("AB-11")

    left = returning.leave_out(pile, trolley, by=asha, at=moment)

    assert left == 1
    still = Custody.objects.open().get()
    assert (still.item.tag, still.person) == ("AB-12", okafor)
    assert again(still.item).lifecycle == "in_service"


def test_undo_of_a_trolley_gives_all_of_it_again(pile, scan, trolley, asha, moment):
    scan(trolley)

    scanning.undo_last(pile, by=asha, at=moment)

    assert Custody.objects.open().count() == 3


def test_damage_is_written_down_with_who_had_it(pile, scan, lent, okafor, asha, moment):
    laptop = lent()
    set_once(pile, asha, moment, condition="broken")

    scan(laptop)
    damage = Damage.objects.get()
    breaking.change(damage, note="Screen cracked", charge_pence=9_500, by=asha, at=moment)

    assert (damage.person, damage.held_by, damage.item) == (okafor, "Chi Okafor", laptop)
    assert (
        timeline.of(okafor)[0].sentence
        == "Asha Rahman noted damage to Laptop (HV-1), which was with Chi Okafor"
    )
    breaking.settle(damage, by=asha, at=moment)
    with pytest.raises(Conflict, match="settled already"):
        breaking.settle(damage, by=asha, at=moment)


def test_one_of_the_pile_can_come_in_another_state(pile, scan, lent, asha, moment):
    scan(lent())
    line = pile.lines.select_related("handover", "item", "custody").get()

    returning.set_condition(line, "damaged", by=asha, at=moment)
    assert Damage.objects.get().condition == "damaged"
    returning.set_condition(line, "good", by=asha, at=moment)

    assert not Damage.objects.exists()
    assert again(line.item).condition == "good"


def test_a_person_at_the_desk_hears_what_they_have(scan, lent, okafor, cole):
    lent("HV-1")

    assert scan(okafor).said == "HV-1. Scan what is here."
    assert scan(cole).title == "Jon Cole has nothing of ours"


def test_a_rooms_label_says_where_the_pile_goes_and_can_be_undone(pile, scan, store, asha, moment):
    codes.attach(store, "ROOM-STORE", by=asha, at=moment)
    assert scan("ROOM-STORE").title == "Things go to ICT store"
    scanning.undo_last(pile, by=asha, at=moment)
    assert Handover.objects.get(pk=pile.pk).room is None


def test_the_pile_gets_its_number_at_the_end(pile, scan, lent, asha, moment):
    with pytest.raises(Conflict, match="Nothing was taken back"):
        returning.finish(pile, by=asha, at=moment)
    scan(lent())

    made = returning.finish(pile, by=asha, at=moment)

    assert (made.number, made.state) == ("LN-0001", "done")
    assert timeline.of(made)[0].sentence == "Asha Rahman took HV-1 back: LN-0001"


def test_one_broken_lead_does_not_break_the_box(pile, scan, add, leads, okafor, asha, moment):
    box = add(leads, tag="CAB-1", quantity=50)
    custody.give(box, to=okafor, quantity=1, by=asha, at=moment)
    set_once(pile, asha, moment, condition="broken")

    scan(box)

    assert again(box).condition == "good"
    assert Damage.objects.get().held_by == "Chi Okafor"
