from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from firstbell.equipment.actions import custody, giving, ledger, lending, moving, scanning, stages
from firstbell.equipment.models import Custody, DeskScan, Handover, HandoverLine, Item
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.audit import timeline
from firstbell.platform.codes import actions as codes


@pytest.fixture
def basket(hartley, asha, moment):
    return lending.begin(hartley, by=asha, at=moment)


@pytest.fixture
def scan(basket, asha, moment):
    """scan("HV-1") -> its answer; what was meant by the same id is meant once."""

    def read(code, scan_id=None):
        text = code.tag if isinstance(code, Item) else str(code)
        return scanning.scan(basket, code=text, scan_id=scan_id or uuid4(), by=asha, at=moment)

    return read


def tags(basket):
    return sorted(basket.lines.values_list("item__tag", flat=True))


def again(basket):
    return Handover.objects.get(pk=basket.pk)


def with_whom(item):
    return [str(row) for row in item.custodies.open()]


def test_a_name_then_things_then_all_of_it_is_theirs(add, basket, scan, okafor, asha, moment):
    one, other = add(tag="HV-1"), add(tag="HV-2")

    assert scan("chi okafor").title == "Lending to Chi Okafor"
    assert scan(one).title == "HV-1 added"
    scan(other)
    made = lending.complete(basket, by=asha, at=moment)

    assert (made.number, made.state) == ("LN-0001", "done")
    assert with_whom(one) == with_whom(other) == ["Chi Okafor"]
    assert [line.custody.item_id for line in made.lines.order_by("pk")] == [one.pk, other.pk]
    said = timeline.of(made)[0].sentence
    assert said == "Asha Rahman handed 2 things over to Chi Okafor: LN-0001"


def test_the_same_scan_twice_counts_once(add, leads, basket, scan):
    box, first = add(leads, tag="CAB-1", quantity=10), uuid4()

    said = scan(box, first)
    same = scan(box, first)

    assert same.pk == said.pk
    assert basket.lines.get().quantity == 1
    assert DeskScan.objects.count() == 1


def test_leads_are_counted_up_until_none_are_left(add, leads, okafor, basket, scan, asha, moment):
    box = add(leads, tag="CAB-1", quantity=3)
    custody.give(box, to=okafor, by=asha, at=moment)

    assert scan(box).said == "Patch leads, 1 left after this. Scan again for one more."
    assert scan(box).title == "2 × CAB-1"
    refused = scan(box)

    assert (refused.outcome, refused.title) == ("refused", "No more CAB-1")
    assert basket.lines.get().quantity == 2


def test_what_somebody_else_has_is_offered_to_be_taken_over(
    add, basket, scan, okafor, cole, asha, moment
):
    laptop = add(tag="HV-1")
    custody.give(laptop, to=okafor, by=asha, at=moment - timedelta(days=30))
    scan("Jon Cole")

    said = scan(laptop)
    assert (said.tone, said.title) == ("careful", "HV-1 is with Chi Okafor")
    assert said.more["take_over"] == str(laptop.uid)
    assert not basket.lines.exists()

    scanning.take_over(basket, laptop, scan_id=uuid4(), by=asha, at=moment)
    lending.complete(basket, by=asha, at=moment)

    assert with_whom(laptop) == ["Jon Cole"]
    assert laptop.custodies.filter(person=okafor).get().to_at == moment


def test_two_technicians_lend_the_same_laptop_and_one_gets_a_sentence(
    add, hartley, okafor, cole, asha, ben, moment, basket, scan
):
    laptop, charger = add(tag="HV-1"), add(tag="HV-2")
    scan(okafor)
    scan(laptop)
    scan(charger)
    bens = lending.begin(hartley, by=ben, at=moment)
    scanning.choose_holder(bens, cole, scan_id=uuid4(), by=ben, at=moment)
    scanning.scan(bens, code="HV-1", scan_id=uuid4(), by=ben, at=moment)
    lending.complete(bens, by=ben, at=moment)

    with pytest.raises(lending.LineStopped, match="HV-1\\) is with Jon Cole"):
        lending.complete(basket, by=asha, at=moment)

    assert again(basket).is_open
    assert basket.lines.get(item=laptop).problem.startswith("Laptop (HV-1) is with Jon Cole")
    assert with_whom(charger) == []
    assert timeline.of(basket).count() == 0


def test_a_kit_goes_with_its_parts_and_what_is_not_scanned_is_not_checked(
    add, trolleys, okafor, basket, scan, asha, moment
):
    kit = add(trolleys, tag="KT-3")
    camera, lens = add(tag="CAM-1"), add(tag="LEN-1")
    moving.put_in([camera, lens], container=kit, by=asha, at=moment)
    scan(okafor)

    assert scan(kit).said == "2 of 2 in it. Scan its parts to check them."
    assert scan(camera).said == "1 of 2 parts are there."
    made = lending.complete(basket, by=asha, at=moment)

    assert with_whom(kit) == with_whom(camera) == with_whom(lens) == ["Chi Okafor"]
    checked = dict(made.lines.values_list("item__tag", "is_checked"))
    assert checked == {"KT-3": True, "CAM-1": True, "LEN-1": False}


def test_a_trolley_says_what_is_missing_from_it(
    add, trolleys, okafor, cole, basket, scan, asha, moment
):
    trolley = add(trolleys, tag="TRO-4")
    laptops = [add(tag=f"AB-{number}") for number in (10, 11, 12)]
    moving.put_in(laptops, container=trolley, by=asha, at=moment)
    custody.give(laptops[2], to=cole, by=asha, at=moment)

    said = scan(trolley)

    assert said.said.startswith("2 of 3 in it; AB-12 is lent on their own")
    assert said.tone == "careful"
    assert tags(basket) == ["AB-10", "AB-11", "TRO-4"]


def test_undo_takes_back_one_scan_after_the_other(add, leads, okafor, basket, scan, asha, moment):
    box = add(leads, tag="CAB-1", quantity=9)
    for code in (okafor, box, box, add(tag="HV-1"), "no such thing"):
        scan(code)

    undone = [scanning.undo_last(basket, by=asha, at=moment).title for _ in range(4)]

    assert undone == ["HV-1 added", "2 × CAB-1", "CAB-1 added", "Lending to Chi Okafor"]
    assert again(basket).holder is None
    assert not basket.lines.exists()
    with pytest.raises(Conflict, match="nothing to undo"):
        scanning.undo_last(basket, by=asha, at=moment)


def test_a_trolley_that_is_undone_takes_its_laptops_along(
    add, trolleys, basket, scan, asha, moment
):
    trolley = add(trolleys, tag="TRO-4")
    moving.put_in([add(tag="AB-1")], container=trolley, by=asha, at=moment)
    scan(trolley)

    scanning.undo_last(basket, by=asha, at=moment)

    assert not basket.lines.exists()


@pytest.mark.parametrize(
    ("code", "title", "what_to_do"),
    [
        ("5012345678900", "5012345678900 is a maker’s barcode", "Scan our own label"),
        ("HV-9Z", "Nothing has the code HV-9Z", "Type the tag"),
        ("http://elsewhere.example/x/1", "Nothing has the code http://elsewhere.example/x/1", "torn"),
    ],
)  # fmt: skip
def test_a_bad_scan_is_answered_with_what_to_do(scan, code, title, what_to_do):
    said = scan(code)

    assert (said.tone, said.title) == ("bad", title)
    assert what_to_do in said.said


def test_a_label_on_nothing_yet_leads_to_claiming_it(scan, hartley, asha, moment):
    batch = codes.mint(hartley, 1, by=asha, at=moment)
    code = batch.codes.get()

    said = scan(code.value)

    assert said.title == "A label on nothing yet"
    assert said.more["claim"] == code.value


def test_retired_and_removed_things_are_named_and_not_lent(add, basket, scan, asha, moment):
    old, mistake = add(tag="HV-1"), add(tag="HV-2")
    stages.set_stage([old], stage="retired", by=asha, at=moment)
    codes.attach(mistake, "STICKER-77", by=asha, at=moment)
    stages.remove(mistake, why="Twice there", by=asha, at=moment)

    assert scan(old).title == "HV-1 is retired"
    assert scan("STICKER-77").title == "HV-2 is out of the register"
    assert not basket.lines.exists()


def test_what_was_retired_while_it_lay_in_the_basket_stops_it(
    add, okafor, basket, scan, asha, moment
):
    laptop = add(tag="HV-1")
    scan(okafor)
    scan(laptop)
    stages.set_stage([laptop], stage="retired", by=asha, at=moment)

    with pytest.raises(lending.LineStopped, match="no longer in use"):
        lending.complete(basket, by=asha, at=moment)


def test_an_item_of_another_school_says_whose_it_is(
    add, other_school, scan, asha_account, hartley, moment
):
    laptop = add(tag="HV-1")
    Item.objects.filter(pk=laptop.pk).update(school=other_school)

    said = scan(laptop)

    assert (said.tone, said.title) == ("bad", "Not one of ours")


def test_several_of_a_name_are_offered_and_numbers_are_exact(
    okafor, hartley, basket, scan, asha, moment
):
    twin = Person(school=hartley).call(
        title="", given_name="Ada", family_name="Okafor", known_as=""
    )
    twin.save()

    said = scan("okafor")
    assert said.title == "Which okafor?"
    assert set(said.more["people"]) == {str(twin.uid), str(okafor.uid)}

    scanning.choose_holder(basket, twin, scan_id=uuid4(), by=asha, at=moment)
    assert again(basket).person == twin


def test_the_next_person_waits_until_the_basket_is_handed_over(add, okafor, cole, basket, scan):
    scan(okafor)
    scan(add())

    said = scan(cole)

    assert (said.tone, said.title) == ("careful", "This basket is Chi Okafor’s")
    assert again(basket).person == okafor


def test_a_room_can_be_lent_to(add, store, basket, scan, asha, moment):
    laptop = add(tag="HV-1")
    scanning.choose_holder(basket, store, scan_id=uuid4(), by=asha, at=moment)
    scan(laptop)

    lending.complete(basket, by=asha, at=moment)

    assert with_whom(laptop) == ["ICT store"]
    assert isinstance(again(basket).holder, Room)


def test_nothing_is_lent_to_nobody_and_nobody_gets_nothing(add, okafor, basket, scan, asha, moment):
    with pytest.raises(Refusal, match="who gets it"):
        lending.complete(basket, by=asha, at=moment)
    scan(okafor)
    with pytest.raises(Refusal, match="nothing in the basket"):
        lending.complete(basket, by=asha, at=moment)


def test_all_of_it_is_due_on_one_day_which_is_to_come(add, okafor, basket, scan, asha, moment):
    laptop = add()
    scan(okafor)
    scan(laptop)
    with pytest.raises(Refusal, match="a day that is over"):
        lending.set_terms(basket, due_on=date(2026, 11, 1), note="", by=asha, at=moment)
    lending.set_terms(basket, due_on=date(2026, 12, 18), note="For the play", by=asha, at=moment)

    lending.complete(basket, by=asha, at=moment)

    row = laptop.custodies.get()
    assert (row.due_on, row.note) == (date(2026, 12, 18), "For the play")


def test_what_is_done_is_done_once(add, okafor, basket, scan, asha, moment):
    scan(okafor)
    scan(add())
    lending.complete(basket, by=asha, at=moment)

    with pytest.raises(lending.Closed, match="handed over as LN-0001"):
        lending.complete(basket, by=asha, at=moment)
    assert Custody.objects.count() == 1


def test_a_colleague_goes_on_with_a_basket_that_was_left_open(
    add, hartley, okafor, basket, scan, ben, moment
):
    scan(okafor)
    scan(add())

    lending.adopt(basket, by=ben, at=moment)

    assert lending.begin(hartley, by=ben, at=moment).pk == basket.pk


def test_quantities_are_set_by_hand_but_never_above_what_is_left(
    add, leads, basket, scan, asha, moment
):
    box = add(leads, tag="CAB-1", quantity=5)
    scan(box)
    line = HandoverLine.objects.select_related("item", "handover").get()

    lending.set_quantity(line, 5, by=asha, at=moment)
    with pytest.raises(ledger.TooFew, match="5 of Patch leads"):
        lending.set_quantity(line, 6, by=asha, at=moment)
    lending.set_quantity(line, 0, by=asha, at=moment)

    assert not basket.lines.exists()


def test_giving_many_says_who_they_are_with(add, okafor, asha, moment):
    made = giving.give_many([add(), add()], to=okafor, by=asha, at=moment)

    assert [row.person for row in made] == [okafor, okafor]
