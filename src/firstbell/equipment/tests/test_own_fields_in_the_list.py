from __future__ import annotations

import pytest

from firstbell.equipment.models import Item
from firstbell.equipment.web.lists import ITEMS
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.states import Kind
from firstbell.platform.lists import conditions
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading


@pytest.fixture
def own(db, moment):
    def add(label, kind, **more):
        return fields.add_field(
            noun="equipment.item", label=label, kind=kind, by=system_actor(), at=moment, **more
        )

    return add


@pytest.fixture
def projectors(add, own):
    own("Lamp hours", Kind.NUMBER)
    own("Filter cleaned", Kind.DATE)
    own("Mounting", Kind.CHOICE, choices=["Wall", "Trolley"])
    own("Secure", Kind.YES_NO)
    add(tag="P-1", custom={"lamp_hours": 900, "filter_cleaned": "2026-01-05", "mounting": "Wall"})
    add(tag="P-2", custom={"lamp_hours": 2100, "mounting": "Trolley", "secure": True})
    add(tag="P-3", custom={})
    return Item.objects.all()


@pytest.fixture
def tags(projectors, asha, hartley, moment):
    def ask(query):
        reading = Reading(ITEMS, Looker(asha, moment, hartley), conditions.read(query))
        assert reading.narrowed.problems == []
        return [row["tag"] for row in reading.page().rows]

    return ask


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("own_lamp_hours.over=1000", ["P-2"]),
        ("own_lamp_hours.between=800..1000", ["P-1"]),
        ("own_lamp_hours.not=900", ["P-2", "P-3"]),
        ("own_lamp_hours.empty=", ["P-3"]),
        ("own_filter_cleaned.before=today", ["P-1"]),
        ("own_filter_cleaned.filled=", ["P-1"]),
        ("own_mounting=Wall,Trolley", ["P-1", "P-2"]),
        ("own_mounting.not=Wall", ["P-2", "P-3"]),
        ("own_secure=True", ["P-2"]),
    ],
)
def test_the_list_is_narrowed_by_what_the_school_itself_wants_to_know(tags, query, found):
    assert tags(query) == found


def test_numbers_are_sorted_as_numbers_and_what_has_none_stands_last(tags):
    assert tags("sort=own_lamp_hours&columns=tag,own_lamp_hours") == ["P-1", "P-2", "P-3"]
    assert tags("sort=-own_lamp_hours&columns=tag,own_lamp_hours") == ["P-2", "P-1", "P-3"]


def test_the_page_shows_them_as_people_read_them(projectors, browser_of, asha_account):
    page = browser_of(asha_account).get(
        "/equipment/?columns=tag,own_lamp_hours,own_filter_cleaned,own_secure"
    )

    assert b"05/01/2026" in page.content
    assert b"Yes" in page.content


def test_a_field_that_is_meant_for_the_list_is_there_from_the_start(own, asha):
    own("Pool", Kind.TEXT, in_list=True)
    own("Case", Kind.TEXT)

    shown = ITEMS.shown_by_default(ITEMS.columns_for(asha))

    assert "own_pool" in shown
    assert "own_case" not in shown
