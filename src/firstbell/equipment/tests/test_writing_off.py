"""What a leaver will not bring back is written off from the leaver's page, and then the leaver can go."""

from __future__ import annotations

import re
from datetime import date

import pytest

from firstbell.equipment.actions import custody, losing
from firstbell.equipment.models import Custody, Item, Loss
from firstbell.equipment.tests.test_stock import adds_up
from firstbell.lib.refusal import Refusal
from firstbell.people import actions as people
from firstbell.people.models import Membership
from firstbell.people.states import MemberKind


@pytest.fixture
def sam(hartley, asha, moment):
    made = people.add_person(
        hartley, kind=MemberKind.STUDENT, given_name="Sam", family_name="Reeve", cohort=2017, from_on=date(2024, 9, 1),
        by=asha, at=moment,
    )  # fmt: skip
    people.leave(made.now, on=date(2026, 11, 27), by=asha, at=moment)
    return made


@pytest.fixture
def given(sam, asha, moment):
    def give(item, **more):
        return custody.give(item, to=sam, by=asha, at=moment, **more)

    return give


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def ticked(page):
    return re.findall(r'name="held"[^>]*checked', page)


def write_off(browser, sam, rows, **words):
    told = {"held": [str(row.uid) for row in rows], "kind": "stolen", "on": "2026-11-20", **words}
    return browser.post(f"/desk/losses/leaver/{sam.uid}/", told, follow=True)


def test_a_laptop_written_off_lets_the_leaver_close(sam, add, given, browser_of, ben_account):
    row = given(add(tag="HV-1", price_net=50_000, bought_on=date(2026, 1, 5)))
    browser = browser_of(ben_account)
    page = browser.get(f"/people/{sam.uid}/leaving/")
    assert f"/desk/losses/leaver/{sam.uid}/" in page.content.decode()

    answer = write_off(browser, sam, [row], note="From the bus", police_ref="CR/9")

    assert "HV-1 is written off." in text_of(answer)
    assert "This leaver can be closed." in text_of(answer)
    loss = Loss.objects.get()
    assert (loss.person, loss.held_by, loss.kind, loss.police_ref) == (
        sam,
        "Sam Reeve",
        "stolen",
        "CR/9",
    )
    assert loss.value_pence
    assert Item.objects.get(tag="HV-1").lifecycle == "missing"
    assert not Custody.objects.open().exists()
    browser.post(f"/people/{sam.uid}/leaving/close/")
    assert Membership.objects.get(person=sam).closed_at is not None


def test_only_what_is_ticked_is_written_off(sam, add, given, browser_of, ben_account):
    kept, gone = given(add(tag="HV-1")), given(add(tag="HV-2"))
    browser = browser_of(ben_account)
    page = browser.get(f"/desk/losses/leaver/{sam.uid}/").content.decode()
    assert not ticked(page)

    assert "Tick what does not come back." in text_of(write_off(browser, sam, []))
    assert "HV-2 is written off." in text_of(write_off(browser, sam, [gone]))

    assert [row.pk for row in Custody.objects.open()] == [kept.pk]


def test_one_thing_alone_is_ticked_already(sam, add, given, browser_of, ben_account):
    given(add(tag="HV-1"))

    page = browser_of(ben_account).get(f"/desk/losses/leaver/{sam.uid}/").content.decode()

    assert len(ticked(page)) == 1


def test_what_is_counted_leaves_the_stock(sam, add, leads, store, given, browser_of, ben_account):
    cables = add(leads, tag="CAB-1", quantity=50, home_id=store.pk)
    row = given(cables, quantity=3)

    answer = write_off(browser_of(ben_account), sam, [row], kind="lost", note="")

    assert "CAB-1 is written off." in text_of(answer)
    assert Item.objects.get(pk=cables.pk).quantity == 47
    assert adds_up(cables)


def test_all_of_it_is_written_off_or_nothing(sam, add, given, asha, moment, trolleys):
    trolley = add(trolleys, tag="TRO-1")
    inside = add(tag="HV-1")
    inside.container = trolley
    inside.save()
    rows = [given(add(tag="HV-2")), given(trolley)]

    with pytest.raises(Refusal, match="There are items in Trolley"):
        losing.write_off(rows, kind="broken", on=moment.date(), by=asha, at=moment)

    assert Custody.objects.open().count() == 2
    assert not Loss.objects.exists()


def test_a_leaver_who_has_nothing_is_said_so(sam, browser_of, ben_account):
    browser = browser_of(ben_account)

    assert "Write off" not in text_of(browser.get(f"/people/{sam.uid}/leaving/"))
    answer = browser.get(f"/desk/losses/leaver/{sam.uid}/", follow=True)
    assert "Sam Reeve has nothing that could be written off." in text_of(answer)


def test_whoever_may_end_nothing_writes_nothing_off(sam, add, given, browser_of, grace_account):
    row = given(add(tag="HV-1"))
    leader = browser_of(grace_account)

    assert "Write off" not in text_of(leader.get(f"/people/{sam.uid}/leaving/"))
    assert write_off(leader, sam, [row]).status_code == 403
    assert Custody.objects.open().exists()


def test_a_box_of_leads_is_not_lost_as_one_thing(add, leads, asha, moment):
    box = add(leads, tag="CAB-1", quantity=50)

    with pytest.raises(Refusal, match="is counted: say at its stock how many"):
        losing.record(box, kind="lost", on=moment.date(), by=asha, at=moment)

    assert Item.objects.get(pk=box.pk).lifecycle != "missing"
