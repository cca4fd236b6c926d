from __future__ import annotations

import pytest

from firstbell.equipment.actions import custody, giving, stages
from firstbell.equipment.models import Custody, Item
from firstbell.lib.refusal import Conflict
from firstbell.platform.audit import timeline


@pytest.fixture
def desk(asha_account, browser_of):
    return browser_of(asha_account)


def test_many_are_given_to_one_person_and_each_has_its_history(add, okafor, asha, moment):
    items = [add(tag="HV-1"), add(tag="HV-2")]

    giving.give_many(items, to=okafor, by=asha, at=moment)

    assert Custody.objects.open().filter(person=okafor).count() == 2
    assert set(Item.objects.values_list("lifecycle", "in_service_on")) == {
        ("in_service", moment.date())
    }
    assert timeline.of(items[1])[0].sentence == "Asha Rahman gave Laptop (HV-2) to Chi Okafor"
    assert len(timeline.of(okafor)) == 2


def test_if_one_is_with_somebody_none_is_given(add, okafor, cole, asha, moment):
    items = [add(tag="HV-1"), add(tag="HV-2")]
    custody.give(items[1], to=cole, by=asha, at=moment)

    with pytest.raises(Conflict, match=r"Laptop \(HV-2\) is with Jon Cole"):
        giving.give_many(items, to=okafor, by=asha, at=moment)

    assert not Custody.objects.filter(person=okafor).exists()


def test_what_is_counted_is_given_on_its_own_page(add, leads, store, asha, moment):
    with pytest.raises(Conflict, match="is counted"):
        giving.give_many([add(category=leads, quantity=9)], to=store, by=asha, at=moment)


def test_many_mistakes_are_taken_out_together_or_not_at_all(add, okafor, asha, moment):
    items = [add(tag="HV-1"), add(tag="HV-2")]
    custody.give(items[1], to=okafor, by=asha, at=moment)
    with pytest.raises(Conflict, match="HV-2"):
        stages.remove_many(items, why="Entered twice", by=asha, at=moment)
    assert Item.objects.live().count() == 2

    custody.take_back(items[1], by=asha, at=moment)
    stages.remove_many(items, why="Entered twice", by=asha, at=moment)

    assert not Item.objects.live().exists()
    assert "Entered twice" in timeline.of(items[0])[0].sentence


def test_the_list_gives_and_takes_out(desk, add, okafor):
    item, other = add(tag="HV-1"), add(tag="HV-2")
    one = {"pick": [item.uid], "sure": "1"}

    page = desk.post("/lists/equipment.items/do/give/", one)
    assert "Choose who gets them: a person or a room." in page.content.decode()
    desk.post("/lists/equipment.items/do/give/", one | {"person": okafor.uid})
    desk.post(
        "/lists/equipment.items/do/remove/", {"pick": [other.uid], "sure": "1", "why": "Twice"}
    )

    assert Custody.objects.open().get().person == okafor
    assert list(Item.objects.live()) == [item]
