"""What is counted: every number has a line that says why, and the numbers add up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum

from firstbell.equipment.actions import (
    cataloguing,
    changing,
    custody,
    ledger,
    merging,
    parting,
    stocking,
    transferring,
)
from firstbell.equipment.actions.ledger import Facts
from firstbell.equipment.models import Category, Custody, Item, Shelf, Stock, StockMove
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.platform.tenancy.questions import IN_USE


@pytest.fixture
def toners(db, moment):
    return cataloguing.add(
        Category, name="Toner", by=system_actor(), at=moment, tag_prefix="TON-", tracking="quantity", used_up=True
    )  # fmt: skip


@pytest.fixture
def toner(add, toners, store):
    return add(toners, tag="TON-1", name="Toner 59X", quantity=4, home_id=store.pk)


@pytest.fixture
def cables(add, leads, store):
    return add(leads, tag="CAB-1", name="Patch lead 2 m", quantity=50, home_id=store.pk)


def adds_up(item: Item) -> bool:
    """Owned is what lies on shelves and what is out; a shelf is the sum of its lines."""
    item = Item.objects.get(pk=item.pk)
    out = Custody.objects.open().filter(item=item).aggregate(n=Sum("quantity"))["n"] or 0
    shelves = list(item.stock.shelves.all())
    lines = StockMove.objects.filter(stock=item.stock)
    for shelf in shelves:
        came = lines.filter(to_shelf=shelf).aggregate(n=Sum("quantity"))["n"] or 0
        went = lines.filter(from_shelf=shelf).aggregate(n=Sum("quantity"))["n"] or 0
        if came - went != shelf.quantity:
            return False
    on_shelf = sum(shelf.quantity for shelf in shelves)
    return item.stock.on_shelf == on_shelf and item.quantity == on_shelf + out


def left(item: Item) -> int:
    return Stock.objects.get(item=item).on_shelf


def test_what_is_counted_begins_with_what_lies_at_its_home(toner, store):
    shelf = Shelf.objects.get(stock__item=toner)

    assert (shelf.room, shelf.quantity, left(toner)) == (store, 4, 4)
    assert adds_up(toner)


def test_a_laptop_has_no_stock(add, asha, moment):
    laptop = add()

    assert not Stock.objects.filter(item=laptop).exists()
    with pytest.raises(Refusal, match="tracked one by one"):
        stocking.receive(laptop, 3, by=asha, at=moment)


def test_toner_that_comes_in_says_what_it_cost_and_lies_where_it_was_put(
    toner, ict_2, asha, moment
):
    stocking.receive(
        toner, 6, room=ict_2, by=asha, at=moment, facts=Facts(price_net=4200, order_ref="PO-7")
    )

    line = StockMove.objects.latest("pk")
    assert (line.price_net, line.order_ref, str(line.to_shelf)) == (4200, "PO-7", "ICT 2")
    assert (left(toner), Item.objects.get(pk=toner.pk).quantity) == (10, 10)
    assert adds_up(toner)


def test_toner_that_is_fitted_does_not_come_back(toner, add, asha, moment):
    printer = add(tag="PRN-1", name="Printer")

    row = custody.give(toner, to=printer, quantity=1, by=asha, at=moment)

    assert row.to_at == moment
    assert Item.objects.get(pk=toner.pk).quantity == 3
    assert adds_up(toner)
    with pytest.raises(Conflict, match="Nobody has"):
        custody.take_back(toner, by=asha, at=moment)


def test_leads_that_are_lent_still_belong_to_the_school_and_some_may_come_back_before_the_others(
    cables, okafor, asha, moment
):
    row = custody.give(cables, to=okafor, quantity=10, by=asha, at=moment)
    later = moment + timedelta(hours=2)
    custody.take_some_back(row, quantity=4, by=asha, at=later)

    assert (left(cables), Item.objects.get(pk=cables.pk).quantity) == (44, 50)
    assert [row.quantity for row in Custody.objects.open()] == [6]
    assert Custody.objects.exclude(to_at=None).get().quantity == 4
    assert adds_up(cables)
    with pytest.raises(Refusal, match="one at least"):
        custody.take_some_back(Custody.objects.open().get(), quantity=0, by=asha, at=later)


def test_leads_that_were_not_taken_back_after_all_leave_the_shelf_again(
    cables, okafor, asha, moment
):
    row = custody.give(cables, to=okafor, quantity=10, by=asha, at=moment)
    custody.take_back(cables, by=asha, at=moment)

    custody.reopen(Custody.objects.get(pk=row.pk), by=asha, at=moment)

    assert left(cables) == 40
    assert adds_up(cables)


def test_more_than_there_are_cannot_be_given_and_the_sentence_says_how_many_are_left(
    toner, okafor, asha, moment
):
    with pytest.raises(ledger.TooFew, match=r"^4 of Toner 59X \(TON-1\) are left, not 5\.$"):
        custody.give(toner, to=okafor, quantity=5, by=asha, at=moment)

    assert not Custody.objects.exists()
    assert adds_up(toner)


def test_what_lies_in_two_rooms_is_taken_from_home_first(toner, ict_2, okafor, asha, moment):
    stocking.shift(toner, 3, source=toner.home, target=ict_2, by=asha, at=moment)
    custody.give(toner, to=okafor, quantity=2, by=asha, at=moment)

    assert {str(one): one.quantity for one in Shelf.objects.all()} == {"ICT store": 0, "ICT 2": 2}
    assert adds_up(toner)


def test_only_what_lies_in_a_room_can_be_taken_from_it(toner, ict_2, okafor, asha, moment):
    with pytest.raises(ledger.TooFew, match=r"0 of .* are left in ICT 2, not 1"):
        custody.give(toner, to=okafor, source=ict_2, by=asha, at=moment)


def test_a_count_corrects_the_shelf_and_says_by_how_many(toner, store, asha, moment):
    assert stocking.count(toner, 3, room=store, by=asha, at=moment) == -1
    assert stocking.count(toner, 3, room=store, by=asha, at=moment) == 0

    assert Item.objects.get(pk=toner.pk).quantity == 3
    assert Event.objects.filter(kind="equipment.stock_counted").count() == 2
    assert adds_up(toner)


def test_what_is_lost_says_what_became_of_it(toner, store, asha, moment):
    with pytest.raises(Refusal, match="what became of them"):
        stocking.lose(toner, 1, why=" ", room=store, by=asha, at=moment)

    stocking.lose(toner, 1, why="Leaked in the cupboard", room=store, by=asha, at=moment)

    assert left(toner) == 3
    assert adds_up(toner)


def test_a_mistake_is_annulled_by_a_line_of_its_own_and_only_once(toner, asha, moment):
    line = stocking.receive(toner, 60, by=asha, at=moment)

    stocking.annul(line, by=asha, at=moment)

    assert left(toner) == 4
    assert StockMove.objects.count() == 3
    assert adds_up(toner)
    with pytest.raises(Conflict, match="annulled already"):
        stocking.annul(line, by=asha, at=moment)


def test_an_annulled_use_is_on_the_shelf_again(toner, okafor, asha, moment):
    custody.give(toner, to=okafor, quantity=2, by=asha, at=moment)

    stocking.annul(StockMove.objects.get(kind="use"), by=asha, at=moment)

    assert left(toner) == 4
    assert adds_up(toner)


def test_what_was_received_and_is_used_already_cannot_be_annulled(toner, okafor, asha, moment):
    line = stocking.receive(toner, 2, by=asha, at=moment)
    custody.give(toner, to=okafor, quantity=6, by=asha, at=moment)

    with pytest.raises(ledger.TooFew):
        stocking.annul(line, by=asha, at=moment)


def test_running_low_is_told_once_and_again_only_after_it_was_filled_up(
    toner, okafor, asha, moment
):
    stocking.set_levels(toner, minimum=3, target=6, by=asha, at=moment)

    def told() -> int:
        return Event.objects.filter(kind="equipment.stock_low").count()

    custody.give(toner, to=okafor, by=asha, at=moment)
    assert told() == 0
    custody.give(toner, to=okafor, by=asha, at=moment)
    custody.give(toner, to=okafor, by=asha, at=moment)
    assert told() == 1
    stocking.receive(toner, 5, by=asha, at=moment)
    custody.give(toner, to=okafor, quantity=4, by=asha, at=moment)
    assert told() == 2


def test_a_place_of_its_own_can_run_low_while_there_are_many_elsewhere(
    toner, ict_2, okafor, asha, moment
):
    stocking.shift(toner, 2, source=toner.home, target=ict_2, by=asha, at=moment)
    shelf = Shelf.objects.get(room=ict_2)
    stocking.set_levels(toner, shelf=shelf, minimum=2, target=4, by=asha, at=moment)

    custody.give(toner, to=okafor, source=ict_2, by=asha, at=moment)

    event = Event.objects.get(kind="equipment.stock_low")
    assert event.sentence == "1 × Toner 59X (TON-1) are left, and 2 should be"


def test_another_number_in_the_register_is_a_line_of_the_ledger(cables, okafor, asha, moment):
    custody.give(cables, to=okafor, quantity=10, by=asha, at=moment)

    changing.change(Item.objects.get(pk=cables.pk), quantity=45, by=asha, at=moment)

    assert left(cables) == 35
    assert adds_up(cables)
    with pytest.raises(ledger.TooFew, match=r"10 of .* are out"):
        changing.change(Item.objects.get(pk=cables.pk), quantity=9, by=asha, at=moment)


def test_two_records_of_one_kind_of_lead_become_one_and_two_again(
    add, leads, cables, ict_2, okafor, asha, moment
):
    twice = add(leads, tag="CAB-2", name="Patch lead 2 m", quantity=20, home_id=ict_2.pk)
    custody.give(twice, to=okafor, quantity=5, by=asha, at=moment)

    merging.merge(twice, into=cables, by=asha, at=moment)
    assert (left(cables), Item.objects.get(pk=cables.pk).quantity) == (65, 70)
    assert adds_up(cables)

    back = moment + timedelta(days=1)
    custody.take_back(Item.objects.get(pk=cables.pk), by=asha, at=back)
    parting.unmerge(
        Item.objects.get(pk=twice.pk), into=Item.objects.get(pk=cables.pk), by=asha, at=back
    )
    assert adds_up(cables)
    assert adds_up(twice)
    assert (left(cables), left(twice)) == (50, 20)


def test_leads_that_go_to_another_school_lie_at_their_home_there(
    cables, ict_2, other_school, moment
):
    stocking.shift(cables, 20, source=cables.home, target=ict_2, by=system_actor(), at=moment)

    transferring.transfer(
        [Item.objects.get(pk=cables.pk)], to=other_school, by=system_actor(), at=moment
    )

    assert {(one.room, one.quantity) for one in Shelf.objects.all() if one.quantity} == {(None, 50)}
    assert not Shelf.objects.filter(room=ict_2).exists()
    assert adds_up(cables)


def test_a_room_with_stock_on_its_shelves_is_still_in_use(toner, ict_2, asha, moment):
    stocking.shift(toner, 2, source=toner.home, target=ict_2, by=asha, at=moment)

    assert "There is stock on its shelves. Move it first." in IN_USE.ask(ict_2)
