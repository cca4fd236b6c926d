from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import covering, custody, moving
from firstbell.equipment.models import Custody, Item


@pytest.fixture
def desk(asha_account, browser_of):
    """Asha at her desk, signed in."""
    return browser_of(asha_account)


def read(answer) -> str:
    return answer.content.decode()


def item_url(item: Item, word: str = "") -> str:
    return f"/equipment/{item.tag}/{word}"


WORDS = [
    "",
    "change/",
    "custody/",
    "return/",
    "place/",
    "sighting/",
    "stage/",
    "container/",
    "cover/",
    "removal/",
]


@pytest.mark.parametrize("word", WORDS)
def test_a_technician_of_another_school_does_not_see_that_it_exists(
    browser_of, tariq_account, add, word
):
    laptop = add(tag="HV-1")

    assert browser_of(tariq_account).get(item_url(laptop, word)).status_code == 404


@pytest.mark.parametrize("word", ["container/out/", "restoration/"])
def test_nor_may_they_do_anything_to_it(browser_of, tariq_account, add, word):
    assert browser_of(tariq_account).post(item_url(add(tag="HV-1"), word)).status_code == 404


def test_a_teacher_sees_the_laptop_that_she_has_and_no_other(
    browser_of, okoro_account, okafor, add, asha, moment
):
    hers, other = add(tag="HV-1"), add(tag="HV-2")
    custody.give(hers, to=okafor, by=asha, at=moment)
    okoro_account.person_uid = okafor.uid
    okoro_account.save()
    browser = browser_of(okoro_account)

    assert "HV-1" in read(browser.get(item_url(hers)))
    assert browser.get(item_url(other)).status_code in (403, 404)
    assert browser.get("/equipment/").status_code == 403
    assert browser.get(item_url(hers, "change/")).status_code == 403
    assert browser.post(item_url(hers, "return/"), {}).status_code == 403

    custody.take_back(hers, by=asha, at=moment + timedelta(hours=1))
    assert browser.get(item_url(hers)).status_code in (403, 404)


def test_whoever_has_something_reads_so_on_the_first_page(
    browser_of, okoro_account, okafor, add, asha, moment
):
    okoro_account.person_uid = okafor.uid
    okoro_account.save()
    browser = browser_of(okoro_account)
    assert "What you have" not in read(browser.get("/"))

    custody.give(add(tag="HV-1"), to=okafor, by=asha, at=moment)
    add(tag="HV-2")

    first_page = read(browser.get("/"))
    assert "What you have" in first_page
    assert "HV-1" in first_page
    assert "HV-2" not in first_page


def test_a_stranger_is_asked_to_sign_in(client, add):
    answer = client.get(item_url(add(tag="HV-1")))

    assert answer.status_code == 302
    assert "next=" in answer.headers["Location"]


def queries(browser, url) -> int:
    with CaptureQueriesContext(connection) as found:
        assert browser.get(url).status_code == 200
    return len(found)


def test_an_items_page_asks_no_more_of_the_database_however_long_its_history(
    desk, add, okafor, cole, store, asha, moment
):
    laptop = add(tag="HV-1")

    def a_loan(day: int) -> None:
        at = moment + timedelta(days=day)
        custody.give(laptop, to=cole if day % 2 else okafor, by=asha, at=at)
        custody.take_back(laptop, by=asha, at=at + timedelta(hours=5))
        moving.see(laptop, room=store, how="by eye", by=asha, at=at)
        covering.add_cover(
            laptop, by=asha, at=at, kind="warranty", ends_on=(at + timedelta(days=365)).date()
        )

    a_loan(0)
    desk.get(item_url(laptop))
    short = queries(desk, item_url(laptop))
    for day in range(1, 30):
        a_loan(day)

    assert Custody.objects.count() == 30
    assert queries(desk, item_url(laptop)) <= short
