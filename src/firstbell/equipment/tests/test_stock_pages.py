from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.equipment.actions import cataloguing, custody, stocking
from firstbell.equipment.actions.ledger import Facts
from firstbell.equipment.models import Category, Fit, Item, Shelf, Stock, StockMove
from firstbell.equipment.queries import stock
from firstbell.people import actions as people
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event


@pytest.fixture
def toners(db, moment):
    return cataloguing.add(
        Category, name="Toner", by=system_actor(), at=moment, tag_prefix="TON-", tracking="quantity", used_up=True
    )  # fmt: skip


@pytest.fixture
def toner(add, toners, store):
    return add(toners, tag="TON-1", name="Toner 59X", quantity=4, home_id=store.pk)


@pytest.fixture
def as_ben(browser_of, ben_account):
    return browser_of(ben_account)


def page(browser, name, *words):
    return browser.get(reverse(f"equipment:{name}", args=words)).content.decode()


def test_toner_that_came_in_is_on_the_shelf_with_its_price(as_ben, toner):
    url = reverse("equipment:stock_receive", args=["TON-1"])

    answer = as_ben.post(
        url, {"quantity": "6", "price_net": "42.50", "order_ref": "PO-7"}, follow=True
    )

    assert "6 more of Toner 59X are on the shelf." in answer.content.decode()
    assert StockMove.objects.latest("pk").price_net == 4250
    assert "Came in" in page(as_ben, "item", "TON-1")


def test_more_than_lie_there_cannot_be_moved_and_what_was_typed_stays(as_ben, toner, ict_2):
    url = reverse("equipment:stock_shift", args=["TON-1"])

    answer = as_ben.post(url, {"quantity": "9", "source": toner.home.uid, "target": ict_2.uid})

    assert "4 of Toner 59X (TON-1) are left in ICT store, not 9." in answer.content.decode()
    assert 'value="9"' in answer.content.decode()


def test_a_laptop_has_no_page_to_count_it(as_ben, add):
    add(tag="LAP-1")

    assert as_ben.get(reverse("equipment:stock_count", args=["LAP-1"])).status_code == 404


def test_on_the_printers_page_one_is_fitted_with_one_tap(
    as_ben, add, toner, latitude, asha, moment
):
    printer = add(tag="PRN-1", model_id=latitude.pk)
    stocking.fits(toner, latitude, by=asha, at=moment)

    assert "4 left" in page(as_ben, "item", "PRN-1")
    as_ben.post(reverse("equipment:stock_fit", args=["TON-1", printer.uid]))
    assert "3 left" in page(as_ben, "item", "PRN-1")
    assert StockMove.objects.latest("pk").with_item == printer


def test_what_fits_is_said_and_unsaid_on_its_page(as_ben, toner, latitude):
    as_ben.post(reverse("equipment:stock_fits", args=["TON-1"]), {"model": latitude.uid})
    assert "Dell Latitude 3340" in page(as_ben, "item", "TON-1")

    as_ben.post(reverse("equipment:stock_fits_not", args=["TON-1", latitude.uid]))
    assert not Fit.objects.exists()


def test_a_line_is_annulled_from_the_page_once(as_ben, toner, asha, moment):
    line = stocking.receive(toner, 60, by=asha, at=moment)
    url = reverse("equipment:stock_annul", args=[line.uid])

    as_ben.post(url)
    answer = as_ben.post(url, follow=True)

    assert "annulled already" in answer.content.decode()
    assert Stock.objects.get().on_shelf == 4


def test_the_shopping_list_fills_up_what_runs_low_by_supplier(as_ben, toner, hartley, asha, moment):
    ink = people.add_organisation(hartley, name="Inkwell Supplies", by=asha, at=moment)
    stocking.receive(toner, 1, by=asha, at=moment, facts=Facts(price_net=4000, supplier=ink))
    stocking.set_levels(toner, minimum=6, target=10, by=asha, at=moment)

    text = page(as_ben, "shopping")

    assert "Inkwell Supplies" in text
    assert "£200.00" in text
    assert as_ben.get(reverse("equipment:shopping_pdf")).content.startswith(b"%PDF")
    lines = as_ben.get(reverse("equipment:shopping_csv")).content.decode().splitlines()
    assert lines[1] == "Inkwell Supplies,Toner 59X,TON-1,5,5,£40.00,£200.00"


def test_a_shelf_that_runs_low_is_on_the_list_though_there_are_many_elsewhere(
    as_ben, toner, ict_2, asha, moment
):
    stocking.shift(toner, 1, source=toner.home, target=ict_2, by=asha, at=moment)
    stocking.set_levels(toner, shelf=Shelf.objects.get(room=ict_2), minimum=2, target=3, by=asha, at=moment)  # fmt: skip

    [basket] = stock.shopping(Item.objects.all())

    assert [(one.item, one.quantity) for one in basket.wanted] == [(toner, 2)]


def test_an_empty_shopping_list_says_what_to_do(as_ben, toner):
    assert "Nothing is running low" in page(as_ben, "shopping")
    assert as_ben.get(reverse("equipment:shopping_pdf")).status_code == 200


def test_what_was_used_is_counted_where_the_printer_stands(as_ben, add, toner, ict_2, asha, moment):
    printer = add(tag="PRN-1", home_id=ict_2.pk)
    custody.give(toner, to=printer, quantity=2, by=asha, at=moment)
    wrong = custody.give(toner, to=printer, quantity=1, by=asha, at=moment)
    stocking.annul(StockMove.objects.get(custody=wrong), by=asha, at=moment)

    [row] = stock.use(Item.objects.all(), moment.replace(month=1))

    assert (row.what, row.room, row.quantity) == ("Toner 59X", "ICT 2", 2)
    assert "ICT 2" in page(as_ben, "stock_use")


def test_some_of_what_was_lent_comes_back_from_the_page(as_ben, add, leads, okafor, asha, moment):
    box = add(leads, tag="CAB-1", quantity=20)
    row = custody.give(box, to=okafor, quantity=8, by=asha, at=moment)

    as_ben.post(
        f"{reverse('equipment:take_back', args=['CAB-1'])}?row={row.uid}", {"quantity": "3"}
    )

    assert Stock.objects.get(item=box).on_shelf == 15


def test_numbers_that_do_not_add_up_are_told_and_nothing_is_repaired(toner, moment):
    Shelf.objects.update(quantity=7)

    [(item, what)] = stock.wrong()

    assert (item, what) == (toner, "a shelf holds another number than its lines make")
    assert Shelf.objects.get().quantity == 7
    assert not Event.objects.filter(kind="equipment.stock_wrong").exists()


def test_running_low_stands_on_the_first_page(as_ben, toner, asha, moment):
    stocking.set_levels(toner, minimum=6, target=10, by=asha, at=moment)

    assert "Running low" in as_ben.get("/").content.decode()
