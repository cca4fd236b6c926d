from __future__ import annotations

from datetime import date

import pytest

from firstbell.equipment.models import Item
from firstbell.equipment.queries import worth


@pytest.fixture
def desk(asha_account, browser_of):
    """Asha at her desk, signed in."""
    return browser_of(asha_account)


def read(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("page", ["models", "kinds", "makers"])
def test_the_catalogue_has_its_pages(desk, latitude, page):
    assert desk.get(f"/equipment/{page}/").status_code == 200
    assert desk.get(f"/equipment/{page}/new/").status_code == 200
    thing = {"models": latitude, "kinds": latitude.category, "makers": latitude.manufacturer}[page]
    assert thing.name in read(desk.get(f"/equipment/{page}/{thing.uid}/"))


@pytest.mark.parametrize("lookup", ["", "models/", "kinds/", "makers/"])
def test_pickers_find_by_a_part_of_the_name(desk, latitude, add, lookup):
    add(tag="HV-1", model_id=latitude.pk)
    words = {"": "hv-", "models/": "lati", "kinds/": "lap", "makers/": "dell"}

    page = desk.get(f"/equipment/{lookup}lookup/", {"q": words[lookup]})

    assert words[lookup] in read(page).lower()


def test_a_model_is_added_and_changed(desk, laptops):
    desk.post(
        "/equipment/models/new/",
        {"name": "EliteBook 640", "category": laptops.pk, "replacement_pence": "£640"},
    )
    made = laptops.models.get()
    assert made.replacement_pence == 64000

    desk.post(f"/equipment/models/{made.uid}/", {"name": "EliteBook 645", "category": laptops.pk})
    made.refresh_from_db()
    assert made.name == "EliteBook 645"


def test_a_kind_of_that_name_is_not_added_twice(desk, laptops):
    page = desk.post(
        "/equipment/kinds/new/",
        {
            "name": "Laptop",
            "tracking": "individual",
            "depreciation": "straight",
            "residual_percent": "0",
            "icon": "device-laptop",
        },
    )

    assert page.status_code == 200
    assert type(laptops).objects.filter(name="Laptop").count() == 1


def test_the_first_kinds_are_set_out_once(desk):
    first = desk.post("/equipment/kinds/stock/", follow=True)
    second = desk.post("/equipment/kinds/stock/", follow=True)

    assert "kinds of equipment are ready." in read(first)
    assert "They were all there." in read(second)


def test_what_the_register_is_worth_is_told_for_any_day(desk, add):
    add(
        price_net=60000,
        price_gross=72000,
        bought_on=date(2026, 1, 5),
        in_service_on=date(2026, 1, 5),
    )

    assert desk.get("/equipment/worth/").status_code == 200
    for day in ("2026-06-30", "2026-02-31", "0001-01-01", "9999-12-31", "last week"):
        assert desk.get("/equipment/worth/", {"on": day}).status_code == 200


def test_a_model_may_lose_its_worth_in_another_way_than_its_kind(desk, latitude, add):
    bought = {"price_net": 60000, "price_gross": 72000, "bought_on": date(2022, 9, 9)}
    item = add(model_id=latitude.pk, **bought)
    after_two_years = date(2024, 9, 9)
    assert worth.of(item, after_two_years).value == 36000

    words = {"name": "Latitude 3340", "category": latitude.category.pk, "depreciation": "none"}
    desk.post(f"/equipment/models/{latitude.uid}/", words)
    item = Item.objects.get(pk=item.pk)
    assert worth.of(item, after_two_years).value == 60000

    words |= {"depreciation": "", "residual_percent": "50"}
    desk.post(f"/equipment/models/{latitude.uid}/", words)
    item = Item.objects.get(pk=item.pk)
    assert worth.of(item, after_two_years).value == 48000
    assert worth.total(Item.objects.all(), after_two_years).value == 48000


def test_an_empty_school_is_led_to_its_spreadsheet_first(desk, laptops, add):
    page = read(desk.get("/"))
    assert '<a class="fb-btn fb-btn-primary" href="/imports/new/">' in page
    assert page.index("Bring in your spreadsheet") < page.index("Nothing is in use here yet.")

    add()

    assert "Bring in your spreadsheet" not in read(desk.get("/"))
