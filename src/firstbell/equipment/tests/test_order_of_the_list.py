"""The list in the order of what items point to is found thing by thing; what people see is one order."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Item, Manufacturer, Model
from firstbell.equipment.web.lists import ITEMS
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.lists import conditions, walking
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(hartley, laptops, latitude, ict_2, store, moment):
    """Two models of one name, one that nothing is of, items without a model, a home or a date."""
    by = system_actor()
    hp = cataloguing.add(Manufacturer, name="HP", by=by, at=moment)
    of = {"category": laptops, "by": by, "at": moment, "manufacturer": hp}
    same = cataloguing.add(Model, name="Latitude 3340", **of)
    cataloguing.add(Model, name="Elitebook", **of)
    zbook = cataloguing.add(Model, name="ZBook", **of)
    models, homes = [latitude, same, zbook, None], [ict_2, store, None]
    dates = [None, date(2022, 9, 1), date(2023, 1, 9)]
    drafts = [
        registering.Draft(
            laptops,
            {
                "model_id": getattr(models[number % 4], "pk", None),
                "home_id": getattr(homes[number % 3], "pk", None),
                "bought_on": dates[number % 3],
            },
            tag=f"HV-{number}",
        )
        for number in range(19)
    ]
    registering.register(hartley, drafts, by=by, at=moment)


def _expected(sort):
    """The same order, by sorting everything in memory."""
    path = {"model": "model", "home": "home", "kind": "category", "bought": "bought_on"}[
        sort.lstrip("-")
    ]
    down = sort.startswith("-")

    def key(item):
        value = getattr(item, path)
        owner = getattr(item, f"{path}_id", 0)
        return (getattr(value, "name_key", value), owner, item.pk)

    items = list(Item.objects.select_related("model", "home", "category"))
    filled = [item for item in items if getattr(item, path) is not None]
    blank = [item for item in items if getattr(item, path) is None]
    return [
        item.tag
        for item in (
            *sorted(filled, key=key, reverse=down),
            *sorted(blank, key=lambda item: item.pk, reverse=down),
        )
    ]


@pytest.mark.parametrize("size", [1, 3, 50])
@pytest.mark.parametrize("narrowed", ["", "&tracking=individual"], ids=["all", "narrowed"])
@pytest.mark.parametrize(
    "sort", ["model", "-model", "home", "-home", "kind", "-kind", "bought", "-bought"]
)
def test_pages_forth_and_back_are_one_order(register, asha, hartley, moment, sort, narrowed, size):
    looker = Looker(asha, moment, hartley)
    reading = Reading(ITEMS, looker, conditions.read(f"sort={sort}{narrowed}"))
    forth, pages = [], []
    page = reading.page(size=size)
    while True:
        pages.append([row["tag"] for row in page.rows])
        forth += pages[-1]
        if page.next is None:
            break
        page = reading.page(after=page.next.text(), size=size)
    back = []
    while page.previous is not None:
        page = reading.page(before=page.previous.text(), size=size)
        back.append([row["tag"] for row in page.rows])

    assert forth == _expected(sort)
    assert back == pages[-2::-1]


@pytest.mark.parametrize("most", [10_000, 1], ids=["few have rows", "many have rows"])
@pytest.mark.parametrize("sort", ["model", "-model", "home", "-kind"])
def test_the_order_is_the_same_where_most_things_have_no_rows(
    register, laptops, other_school, asha, hartley, moment, monkeypatch, sort, most
):
    expected = _expected(sort)
    drafts = [registering.Draft(laptops, {}, tag="NW-1")]
    registering.register(other_school, drafts, by=system_actor(), at=moment)
    monkeypatch.setattr(walking, "_MANY", 1)
    monkeypatch.setattr(walking, "_MOST", most)
    reading = Reading(ITEMS, Looker(asha, moment, hartley), conditions.read(f"sort={sort}"))
    page = reading.page(size=4)
    found = [row["tag"] for row in page.rows]
    while page.next is not None:
        page = reading.page(after=page.next.text(), size=4)
        found += [row["tag"] for row in page.rows]

    assert found == expected


@pytest.mark.parametrize("size", [2, 50])
def test_the_first_page_by_model_asks_the_same_however_many_there_are(
    register, asha, hartley, moment, django_assert_max_num_queries, size
):
    reading = Reading(ITEMS, Looker(asha, moment, hartley), conditions.read("sort=model"))

    with django_assert_max_num_queries(10):
        assert reading.page(size=size).rows
