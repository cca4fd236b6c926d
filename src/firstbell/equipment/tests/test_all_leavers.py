"""All leavers are asked at once: their list to each, one list to each tutor, and nobody twice."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import custody
from firstbell.equipment.tests.test_leavers import LAST_DAY, laptop, sam, text_of, tutor  # noqa: F401 -- fixtures
from firstbell.people import actions as people
from firstbell.people.models import Membership
from firstbell.people.states import MemberKind
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import worker

PAGE = "/people/leavers/asking/"


@pytest.fixture
def leaver(hartley, asha, moment, add, tutor):  # noqa: F811
    """leaver("Nia", email="") -> a leaver of 9C with a laptop of their own."""

    def make(name, email="", tutor_group="9C"):
        made = people.add_person(
            hartley, kind=MemberKind.STUDENT, given_name=name, family_name="Reeve", cohort=2017, tutor_group=tutor_group,
            email=email, from_on=LAST_DAY.replace(year=2024), by=asha, at=moment,
        )  # fmt: skip
        people.leave(made.now, on=LAST_DAY, by=asha, at=moment)
        custody.give(add(tag=f"HV-{name}"), to=made, by=asha, at=moment)
        return made

    return make


@pytest.fixture
def browser(browser_of, asha_account):
    return browser_of(asha_account)


def form_of(page):
    """What the browser would send: the ticked boxes, and when the page was read."""
    text = page.content.decode()
    ticked = re.findall(r'name="pick" value="([\w-]+)" checked', text)
    return {"pick": ticked, "seen": re.search(r'name="seen" value="([^"]+)"', text)[1]}


def test_what_would_be_sent_is_shown_with_its_numbers_first(sam, laptop, leaver, browser):  # noqa: F811
    leaver("Nia", "nia@hartley.example")
    leaver("Ola")
    leaver("Pat", tutor_group="")

    page = text_of(browser.get(PAGE))

    assert "3 not asked yet" in page
    assert "2 mails to leavers, 1 to tutors" in page
    assert "1 cannot be reached" in page
    assert mail.outbox == []


def test_each_gets_their_own_list_and_the_tutor_one_of_all(sam, laptop, leaver, browser):  # noqa: F811
    leaver("Nia", "nia@hartley.example")
    leaver("Ola")

    answer = browser.post(PAGE, form_of(browser.get(PAGE)), follow=True)
    assert "3 leavers are asked for what is still out." in text_of(answer)
    worker.work()

    sent = {one.to[0]: one for one in mail.outbox}
    assert sorted(sent) == ["nia@hartley.example", "okoro@hartley.example", "sam@hartley.example"]
    assert sent["sam@hartley.example"].cc == []
    assert "HV-10482" in sent["sam@hartley.example"].body
    for tag in ("HV-10482", "HV-Nia", "HV-Ola"):
        assert tag in sent["okoro@hartley.example"].body


def test_pressed_twice_it_is_sent_once(sam, laptop, leaver, browser):  # noqa: F811
    leaver("Nia", "nia@hartley.example")
    words = form_of(browser.get(PAGE))

    browser.post(PAGE, words)
    answer = browser.post(PAGE, words, follow=True)
    worker.work()

    assert "Nothing is sent twice" in text_of(answer)
    assert len(mail.outbox) == 3
    assert Event.objects.filter(kind="people.leaver_asked").count() == 2


def test_who_was_asked_is_not_ticked_and_can_be_asked_again_on_purpose(sam, laptop, browser):  # noqa: F811
    browser.post(PAGE, form_of(browser.get(PAGE)))
    page = browser.get(PAGE)
    words = form_of(page)
    assert words["pick"] == []
    assert "1 asked already" in text_of(page)

    browser.post(PAGE, {**words, "pick": [str(sam.uid)]})
    worker.work()

    assert sum(one.to == ["sam@hartley.example"] for one in mail.outbox) == 2


def test_nobody_ticked_is_said(sam, laptop, browser):  # noqa: F811
    answer = browser.post(PAGE, {"seen": "yesterday"}, follow=True)

    assert "Tick who is to be asked" in text_of(answer)


def test_a_moment_of_tomorrow_asks_nobody_twice(sam, laptop, browser):  # noqa: F811
    browser.post(PAGE, form_of(browser.get(PAGE)))
    browser.post(PAGE, {"pick": str(sam.uid), "seen": "2999-01-01T00:00:00+00:00"})

    assert Event.objects.filter(kind="people.leaver_asked").count() == 1


def test_who_is_closed_or_has_nothing_is_not_asked(sam, laptop, browser, asha, moment):  # noqa: F811
    words = form_of(browser.get(PAGE))
    custody.take_back(laptop, by=asha, at=moment)
    browser.post(PAGE, words)

    assert not Event.objects.filter(kind="people.leaver_asked").exists()
    assert "Nothing is out" in text_of(browser.get(PAGE))


def test_a_technician_of_another_school_asks_nobody_here(sam, laptop, browser_of, tariq_account):  # noqa: F811
    browser_of(tariq_account).post(PAGE, {"pick": str(sam.uid), "seen": ""})

    assert Membership.objects.get(person=sam).asked_at is None


def test_without_a_mail_server_it_says_so(sam, laptop, browser, settings):  # noqa: F811
    settings.MAIL_IS_SET = False

    assert "No mail server" in text_of(browser.post(PAGE, form_of(browser.get(PAGE)), follow=True))


def test_the_page_asks_no_more_for_three_leavers_than_for_one(sam, laptop, leaver, browser):  # noqa: F811
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        browser.get(PAGE)
    leaver("Nia", "nia@hartley.example")
    leaver("Ola")
    with CaptureQueriesContext(connection) as three:
        browser.get(PAGE)

    assert len(three) == len(one)


def test_a_program_asks_them(sam, laptop, program):  # noqa: F811
    told = program.post(
        "/api/v1/leavers/ask", {"people": [str(sam.uid)]}, content_type="application/json"
    )
    assert told.json() == {"asked": 1}
    told = program.post(
        "/api/v1/leavers/ask", {"people": [str(sam.uid)]}, content_type="application/json"
    )
    assert told.json() == {"asked": 0}
