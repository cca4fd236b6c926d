"""A leaver goes when their equipment is back: what is still out, who is told, and that history adds up after them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import custody, registering
from firstbell.equipment.models import Custody, Item
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import actions as people
from firstbell.people.actions import asking_back, leavers, retention
from firstbell.people.models import Membership, Person, Retention
from firstbell.people.states import GroupKind, MemberKind
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import worker

LAST_DAY = date(2026, 11, 27)


@pytest.fixture
def tutor(hartley, asha, moment):
    made = people.add_person(
        hartley, kind=MemberKind.STAFF, given_name="Ada", family_name="Okoro", email="okoro@hartley.example",
        by=asha, at=moment,
    )  # fmt: skip
    group = people.add_group(
        hartley, name="9C", kind=GroupKind.TUTOR, led_by=made, by=asha, at=moment
    )
    return group.led_by


@pytest.fixture
def sam(hartley, asha, moment, tutor):
    made = people.add_person(
        hartley, kind=MemberKind.STUDENT, given_name="Sam", family_name="Reeve", cohort=2017, tutor_group="9C",
        email="sam@hartley.example", mis_id="10482", from_on=date(2024, 9, 1), by=asha, at=moment,
    )  # fmt: skip
    people.leave(made.now, on=LAST_DAY, by=asha, at=moment)
    return made


@pytest.fixture
def laptop(hartley, laptops, asha, moment, sam):
    [made] = registering.register(
        hartley, [registering.Draft(laptops, {}, tag="HV-10482")], by=asha, at=moment
    )
    item = Item.objects.get(pk=made.id)
    custody.give(item, to=sam, by=asha, at=moment)
    return item


def stay_of(person):
    rows = Membership.objects.select_related(
        "person", "school", "tutor_group__led_by", "department__led_by"
    )
    return rows.get(person=person)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_page_of_a_leaver_lists_what_they_have(sam, laptop, browser_of, ben_account):
    page = text_of(browser_of(ben_account).get(f"/people/{sam.uid}/leaving/"))
    assert "Still out" in page
    assert "HV-10482" in page
    assert "Ada Okoro is their tutor" in page


def test_a_leaver_is_not_closed_before_it_is_back(
    sam, laptop, browser_of, ben_account, asha, moment
):
    browser = browser_of(ben_account)
    answer = browser.post(f"/people/{sam.uid}/leaving/close/", follow=True)
    assert (
        "Sam Reeve still has Laptop (HV-10482). Take it back, or write it off, first."
        in text_of(answer)
    )
    assert stay_of(sam).closed_at is None
    custody.take_back(laptop, by=asha, at=moment)
    assert "Closed." in text_of(browser.post(f"/people/{sam.uid}/leaving/close/", follow=True))
    assert (
        "closed Sam Reeve, who left Hartley Vale School: nothing is out"
        in Event.objects.latest("id").sentence
    )
    browser.post(f"/people/{sam.uid}/leaving/reopen/")
    assert stay_of(sam).closed_at is None


def test_whoever_stays_is_no_leaver(tutor, asha, moment):
    for verb in (leavers.close, asking_back.ask_back):
        with pytest.raises(Conflict, match="is not leaving"):
            verb(stay_of(tutor), by=asha, at=moment)


def test_the_leaver_and_the_tutor_get_one_list(sam, laptop, browser_of, ben_account):
    answer = browser_of(ben_account).post(f"/people/{sam.uid}/leaving/ask/", follow=True)
    assert "The list goes to sam@hartley.example and okoro@hartley.example." in text_of(answer)
    worker.work()
    [sent] = mail.outbox
    assert (sent.to, sent.cc) == (["sam@hartley.example"], ["okoro@hartley.example"])
    assert sent.subject == "What you still have of Hartley Vale School"
    assert "- Laptop (HV-10482), since 24 November 2026" in sent.body
    assert "Friday 27 November 2026" in sent.body
    assert "Ada Okoro has this list too." in sent.body


def test_without_an_address_the_tutor_alone_gets_it_and_without_both_it_says_so(
    sam, laptop, asha, moment
):
    people.change_person(sam, email="", by=asha, at=moment)
    asking_back.ask_back(stay_of(sam), by=asha, at=moment)
    asking_back.send_list(stay_of(sam))
    assert mail.outbox[0].to == ["okoro@hartley.example"]
    people.change_person(Person.objects.get(given_name="Ada"), email="", by=asha, at=moment)
    with pytest.raises(
        Refusal, match="Neither Sam Reeve nor a tutor of theirs has an email address"
    ):
        asking_back.ask_back(stay_of(sam), by=asha, at=moment)


def test_there_is_nothing_to_send_about_somebody_who_has_nothing(sam, asha, moment, settings):
    with pytest.raises(Refusal, match="Sam Reeve has nothing"):
        asking_back.ask_back(stay_of(sam), by=asha, at=moment)
    settings.MAIL_IS_SET = False
    with pytest.raises(Refusal, match="No mail server is set up here"):
        asking_back.ask_back(stay_of(sam), by=asha, at=moment)


def test_what_came_back_meanwhile_is_not_sent(sam, laptop, asha, moment):
    asking_back.ask_back(stay_of(sam), by=asha, at=moment)
    custody.take_back(laptop, by=asha, at=moment)
    assert asking_back.send_list(stay_of(sam)) == "Nothing is out any more"
    assert mail.outbox == []


def test_the_list_of_leavers_says_what_is_out(sam, laptop, browser_of, ben_account):
    page = text_of(browser_of(ben_account).get("/people/leavers/"))
    assert "Sam Reeve" in page
    assert "HV-10482" in page


def test_staying_after_all_opens_a_leaver_again(sam, asha, moment):
    leavers.close(stay_of(sam), by=asha, at=moment)
    people.stay(stay_of(sam), by=asha, at=moment)
    assert (stay_of(sam).to_on, stay_of(sam).closed_at) == (None, None)


def test_leavers_are_forgotten_on_time_and_custody_still_adds_up(
    sam, laptop, hartley, asha, moment
):
    retention.set_retention(hartley, months=12, by=asha, at=moment)
    rule = Retention.objects.get()
    later = moment + timedelta(days=500)
    assert retention.send_off(moment + timedelta(days=300)) == 0
    assert retention.send_off(later) == 1
    said = retention.anonymise_due(rule, at=later)
    assert said == "0 anonymised, 1 kept: they still have something, or can still sign in"
    custody.take_back(laptop, by=asha, at=moment + timedelta(days=1))
    assert retention.anonymise_due(rule, at=later) == "1 anonymised"
    gone = Person.objects.get(pk=sam.pk)
    assert str(gone).startswith("Leaver ")
    [row] = Custody.objects.filter(item=laptop, person__isnull=False)
    assert (row.person, row.from_at, row.to_at is not None) == (gone, moment, True)
    everything = " ".join(Event.objects.values_list("sentence", flat=True)).lower()
    assert "reeve" not in everything
    assert retention.send_off(later) == 0


def test_whoever_came_back_is_not_forgotten(sam, hartley, asha, moment):
    retention.set_retention(hartley, months=1, by=asha, at=moment)
    later = moment + timedelta(days=90)
    people.join(sam, hartley, kind=MemberKind.STAFF, by=asha, at=later)
    assert retention.send_off(later + timedelta(days=200)) == 0


def test_when_leavers_are_forgotten_is_set_on_a_page(
    hartley, browser_of, asha_account, ben_account, asha, moment
):
    assert browser_of(ben_account).get("/people/leavers/forgotten/").status_code == 403
    browser = browser_of(asha_account)
    browser.post("/people/leavers/forgotten/", {"months": "24"})
    assert Retention.objects.get(school=hartley).months == 24
    assert 'value="24"' in browser.get("/people/leavers/forgotten/").content.decode()
    with pytest.raises(Refusal, match="Between 0 and 240 months"):
        retention.set_retention(hartley, months=999, by=asha, at=moment)


def test_the_page_asks_no_more_of_the_database_for_three_things_than_for_one(
    sam, laptop, browser_of, ben_account, hartley, laptops, asha, moment
):
    browser = browser_of(ben_account)
    url = f"/people/{sam.uid}/leaving/"
    browser.get(url)
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    drafts = [registering.Draft(laptops, {}, tag=f"HV-2{n}", holder=sam) for n in range(3)]
    registering.register(hartley, drafts, by=asha, at=moment)
    with CaptureQueriesContext(connection) as three:
        page = browser.get(url)
    assert "HV-22" in text_of(page)
    assert len(three) == len(one)
