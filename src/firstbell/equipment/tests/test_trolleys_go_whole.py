from __future__ import annotations

from uuid import uuid4

import pytest

from firstbell.equipment.actions import custody, lending, moving, scanning, swapping
from firstbell.equipment.models import Item
from firstbell.equipment.tests.test_desk import with_whom
from firstbell.equipment.web import bulk
from firstbell.lib.refusal import Conflict


@pytest.fixture
def trolley(add, trolleys, asha, moment):
    """TRO-1 with HV-1 and HV-2 in it."""
    item = add(trolleys, tag="TRO-1")
    inside = [add(tag="HV-1"), add(tag="HV-2")]
    moving.put_in(inside, container=item, by=asha, at=moment)
    return item


@pytest.fixture
def inside(trolley):
    return list(trolley.contents.order_by("tag"))


@pytest.fixture
def lent(trolley, inside, okafor, asha, moment):
    """All of it is with Chi Okafor."""
    for item in (trolley, *inside):
        custody.give(item, to=okafor, by=asha, at=moment)
    return trolley


@pytest.fixture
def basket(hartley, cole, asha, moment):
    basket = lending.begin(hartley, by=asha, at=moment)
    lending.set_holder(basket, cole, by=asha, at=moment)
    return basket


def all_with(trolley):
    return [with_whom(item) for item in (trolley, *trolley.contents.order_by("tag"))]


def test_a_trolley_that_is_taken_over_comes_with_what_is_in_it(lent, basket, asha, moment):
    scanning.take_over(basket, lent, scan_id=uuid4(), by=asha, at=moment)
    lending.complete(basket, by=asha, at=moment)

    assert all_with(lent) == [["Jon Cole"]] * 3


def test_what_somebody_else_took_out_of_the_trolley_stays_with_them(
    lent, inside, basket, store, asha, moment
):
    custody.take_back(inside[0], by=asha, at=moment)
    custody.give(inside[0], to=store, by=asha, at=moment)

    said = scanning.take_over(basket, lent, scan_id=uuid4(), by=asha, at=moment)
    lending.complete(basket, by=asha, at=moment)

    assert "1 of 2 in it; HV-1 is lent on their own" in said.said
    assert all_with(lent) == [["Jon Cole"], ["ICT store"], ["Jon Cole"]]


def test_taking_a_trolley_over_is_undone_with_its_parts(lent, basket, asha, moment):
    scanning.take_over(basket, lent, scan_id=uuid4(), by=asha, at=moment)
    scanning.undo_last(basket, by=asha, at=moment)

    assert not basket.lines.exists()


def test_the_page_of_a_trolley_gives_it_with_what_is_in_it(
    trolley, inside, cole, asha_account, browser_of
):
    desk = browser_of(asha_account)
    desk.post("/equipment/TRO-1/custody/", {"person": str(cole.uid)})

    assert all_with(trolley) == [["Jon Cole"]] * 3


def test_the_page_of_a_trolley_takes_it_back_with_what_is_in_it(lent, asha_account, browser_of):
    said = browser_of(asha_account).post("/equipment/TRO-1/return/", follow=True)

    assert all_with(lent) == [[]] * 3
    assert b"TRO-1 with 2 things in it is back from Chi Okafor." in said.content


def test_a_program_gives_a_trolley_and_takes_it_back_with_what_is_in_it(trolley, cole, program):
    at = f"/api/v1/items/{trolley.uid}"
    body = {"person": str(cole.uid)}
    program.post(f"{at}/custody", body, content_type="application/json")
    given = all_with(trolley)
    program.post(f"{at}/return", {}, content_type="application/json")

    assert (given, all_with(trolley)) == ([["Jon Cole"]] * 3, [[]] * 3)


def test_trolleys_given_from_the_list_go_with_what_is_in_them(trolley, inside, cole, asha, moment):
    rows = Item.objects.filter(pk__in=[trolley.pk, inside[0].pk])
    bulk.give(rows, by=asha, at=moment, person=cole, room=None, due_on=None, note="")

    assert all_with(trolley) == [["Jon Cole"]] * 3


@pytest.fixture
def spare(add, trolleys, asha, moment):
    """TRO-2 with HV-8 and HV-9 in it."""
    item = add(trolleys, tag="TRO-2")
    moving.put_in([add(tag="HV-8"), add(tag="HV-9")], container=item, by=asha, at=moment)
    return item


def test_two_filled_trolleys_are_swapped_and_each_keeps_what_is_in_it(lent, spare, asha, moment):  # fmt: skip
    made = swapping.swap(lent, spare=spare, whole=True, by=asha, at=moment)

    assert all_with(lent) == [[]] * 3
    assert all_with(spare) == [["Chi Okafor"]] * 3
    assert [str(part.container.tag) for part in Item.objects.filter(tag__in=["HV-1", "HV-2"])] == [
        "TRO-1"
    ] * 2
    stages = dict(Item.objects.values_list("tag", "lifecycle"))
    assert (stages["TRO-1"], stages["HV-1"], stages["HV-9"]) == ("in_repair", "in_stock", "in_service")  # fmt: skip
    assert set(Item.objects.filter(condition="broken").values_list("tag", flat=True)) == {"TRO-1"}
    assert made.lines.filter(from_kit=spare).count() == 2


def test_what_somebody_else_has_of_a_swapped_trolley_stays_with_them(lent, spare, inside, cole, asha, moment):  # fmt: skip
    custody.take_back(inside[0], by=asha, at=moment)
    custody.give(inside[0], to=cole, by=asha, at=moment)
    out = spare.contents.get(tag="HV-8")
    custody.give(out, to=cole, by=asha, at=moment)

    swapping.swap(lent, spare=spare, whole=True, by=asha, at=moment)

    assert with_whom(inside[0]) == ["Jon Cole"]
    assert with_whom(out) == ["Jon Cole"]
    assert all_with(spare).count(["Chi Okafor"]) == 2


def test_a_swap_of_filled_trolleys_happens_whole_or_not_at_all(lent, spare, okafor, asha, moment):
    custody.give(spare, to=okafor, by=asha, at=moment)

    with pytest.raises(Conflict, match="is with Chi Okafor"):
        swapping.swap(lent, spare=spare, whole=True, by=asha, at=moment)

    assert all_with(lent) == [["Chi Okafor"]] * 3
    assert Item.objects.get(pk=lent.pk).lifecycle == "in_service"


def test_the_page_asks_whether_what_lies_in_them_goes_along(lent, spare, browser_of, ben_account):  # fmt: skip
    browser, url = browser_of(ben_account), "/equipment/TRO-1/swap/"
    assert "With what lies in them" in browser.get(url).content.decode()
    assert "With what lies in them" not in browser.get("/equipment/HV-1/swap/").content.decode()

    refused = browser.post(url, {"spare": str(spare.uid), "note": "Wheel"})
    assert "Say that they go with it" in refused.content.decode()
    assert all_with(lent) == [["Chi Okafor"]] * 3

    done = browser.post(url, {"spare": str(spare.uid), "note": "Wheel", "whole": "on"}, follow=True)
    assert "Chi Okafor has TRO-2 with 2 things in it." in done.content.decode()
    assert all_with(spare) == [["Chi Okafor"]] * 3


def test_a_trolley_with_things_in_it_is_not_swapped_as_one_unasked(
    lent, add, trolleys, asha, moment
):
    spare = add(trolleys, tag="TRO-2")

    with pytest.raises(Conflict, match="has things in it"):
        swapping.swap(lent, spare=spare, by=asha, at=moment)

    assert all_with(lent) == [["Chi Okafor"]] * 3
