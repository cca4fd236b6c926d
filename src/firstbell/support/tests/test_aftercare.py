"""After it is solved: it closes by itself, whoever asked is asked how it went, and a department sees its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import actions as people
from firstbell.people.models import Group, Membership
from firstbell.people.states import MemberKind
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import worker
from firstbell.platform.notifications.models import Notice
from firstbell.support.actions import changing, ending, opinions, talking, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Aftercare, Opinion, Ticket
from firstbell.support.queries import opinions as links

pytestmark = pytest.mark.django_db


@pytest.fixture
def asks(hartley, asha, moment):
    return ending.set_aftercare(hartley, {"asks": True, "ask_hours": 24}, by=asha, at=moment)


@pytest.fixture
def solved(ticket, ben, moment):
    return working.solve(ticket, Words("New lead"), by=ben, at=moment)


def test_what_nobody_came_back_to_is_closed_after_the_days(solved, hartley, asha, moment):
    assert ending.close_solved(moment + timedelta(days=6)) == 0
    assert ending.close_solved(moment + timedelta(days=7)) == 1
    assert Ticket.objects.get().status.phase == "closed"


def test_a_school_may_wait_longer_or_for_ever(solved, hartley, asha, moment):
    ending.set_aftercare(hartley, {"close_days": None}, by=asha, at=moment)
    assert ending.close_solved(moment + timedelta(days=300)) == 0
    ending.set_aftercare(hartley, {"close_days": 14}, by=asha, at=moment)
    assert ending.close_solved(moment + timedelta(days=13)) == 0
    assert ending.close_solved(moment + timedelta(days=14)) == 1


def test_nobody_is_asked_unless_the_desk_asks(solved, moment):
    assert opinions.ask_all(moment + timedelta(days=2)) == 0


def test_she_is_asked_once_a_day_after_it_was_solved(asks, solved, okoro_account, moment):
    assert opinions.ask_all(moment + timedelta(hours=23)) == 0
    assert opinions.ask_all(moment + timedelta(hours=24)) == 1
    assert opinions.ask_all(moment + timedelta(hours=25)) == 0
    worker.work()

    notice = Notice.objects.get(kind="support.opinion_asked")
    assert notice.account == okoro_account
    assert notice.url == f"/opinion/{links.token(Opinion.objects.get())}/"
    assert "It was asked how T-" in str(Event.objects.get(kind="support.opinion_asked"))


def test_of_what_is_restricted_or_of_a_program_nobody_is_asked(asks, solved, asha, moment):
    Ticket.objects.update(source="api")
    assert opinions.ask_all(moment + timedelta(days=2)) == 0

    Ticket.objects.update(source="portal")
    changing.change(Ticket.objects.get(), restricted=True, by=asha, at=moment)
    assert opinions.ask_all(moment + timedelta(days=2)) == 0


def test_the_link_is_enough_and_opening_it_says_nothing(client, asks, solved, moment):
    opinions.ask_all(moment + timedelta(days=1))
    url = f"/opinion/{links.token(Opinion.objects.get())}/"
    assert "How did it go?" in client.get(url).content.decode()
    assert Opinion.objects.get().score is None

    page = client.post(url, {"score": "4", "comment": "Quick <b>help</b>"}).content.decode()
    assert "Thank you" in page
    assert (Opinion.objects.get().score, Opinion.objects.get().comment) == (4, "Quick <b>help</b>")
    assert "&lt;b&gt;help" in page
    assert "Choose one of the six" in client.post(url, {"score": "9"}).content.decode()


def test_a_guessed_link_leads_nowhere(client):
    answer = client.get("/opinion/abc:def:ghi/")

    assert answer.status_code == 404
    assert "leads nowhere" in answer.content.decode()


def test_a_link_to_what_became_restricted_says_nothing_of_it(client, asks, solved, asha, moment):
    opinions.ask_all(moment + timedelta(days=1))
    url = f"/opinion/{links.token(Opinion.objects.get())}/"
    changing.change(Ticket.objects.get(), restricted=True, by=asha, at=moment)

    assert "No picture" not in client.get(url).content.decode()


def test_she_may_think_again_for_some_days(asks, solved, teacher, sam, moment):
    opinions.ask_all(moment + timedelta(days=1))
    row = Opinion.objects.select_related("ticket").get()
    opinions.give(row, 2, "Slow", by=teacher, at=moment + timedelta(days=1))
    opinions.give(row, 4, by=teacher, at=moment + timedelta(days=8))
    assert Opinion.objects.get().score == 4

    with pytest.raises(Conflict, match="a while ago"):
        opinions.give(row, 5, by=teacher, at=moment + timedelta(days=9))
    with pytest.raises(Refusal, match="Only whoever asked"):
        opinions.give(row, 0, by=sam, at=moment + timedelta(days=2))
    with pytest.raises(Refusal, match="0 to 5"):
        opinions.give(row, 6, by=teacher, at=moment + timedelta(days=2))


def test_she_says_on_her_page_how_it_went_and_the_team_reads_it(hers, browser_of, asha_account, asks, solved, moment):  # fmt: skip
    opinions.ask_all(moment + timedelta(days=1))
    url = f"/mine/tickets/{solved.number}/"
    page = hers.get(url).content.decode()
    assert "Does it work again?" in page
    assert "How did it go?" in page

    hers.post(f"{url}opinion/", {"score": "5", "comment": "Before the bell"})
    page = browser_of(asha_account).get(f"/tickets/{solved.number}/").content.decode()
    assert "5 of 5" in page
    assert "Before the bell" in page


def test_she_confirms_the_solution_or_opens_it_again(hers, solved, ben, moment):
    hers.post(f"/mine/tickets/{solved.number}/closed/")
    assert Ticket.objects.get().status.phase == "closed"


def test_a_colleague_reads_what_was_asked_and_answered_where_the_school_lets_them(
    browser_of, hartley, ticket, funmi, ben, asha, moment, grace_account
):
    computing = Group.objects.create(school=hartley, name="Computing", kind="department")
    grace = people.add_person(
        hartley, kind=MemberKind.STAFF, title="Ms", given_name="Grace", family_name="Adu", initials="GAD",
        email=grace_account.email, by=system_actor(), at=moment,
    )  # fmt: skip
    grace_account.refresh_from_db()
    Membership.objects.filter(person__in=[funmi, grace]).update(department=computing)
    talking.note(ticket, Words("She always forgets"), by=ben, at=moment)
    browser, url = browser_of(grace_account), f"/mine/tickets/{ticket.number}/"
    assert browser.get(url).status_code == 404

    ending.set_aftercare(hartley, {"department": True}, by=asha, at=moment)
    page = browser.get(url).content.decode()
    assert "No picture" in page
    assert "always forgets" not in page
    assert "Say more" not in page
    page = browser.get("/mine/tickets/").content.decode()
    assert "Of your department" in page
    menu = page[page.index('id="fb-rail"') :].split("</nav>")[0]
    assert menu.count('aria-current="page"') == 1
    assert browser.post(f"{url}words/", {"body": "Me too"}).status_code == 404

    changing.change(ticket, restricted=True, by=asha, at=moment)
    assert browser.get(url).status_code == 404


def test_the_settings_say_how_it_is_set(browser_of, asha_account, hartley):
    browser = browser_of(asha_account)
    words = {"close_days": "", "asks": "on", "ask_hours": "48", "change_days": "5"}
    browser.post("/settings/after-it-is-solved/", words)

    row = Aftercare.objects.get()
    assert (row.close_days, row.asks, row.ask_hours, row.change_days, row.department) == (None, True, 48, 5, False)  # fmt: skip
