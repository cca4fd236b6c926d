from __future__ import annotations

import pytest
from django.test import Client

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.codes import actions as codes
from firstbell.support.actions import announcing, changing, setting_up, talking, working
from firstbell.support.models import Joined, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def outage(ticket, ben, moment):
    return announcing.announce(ticket, "Wi-Fi is down in the ICT block", by=ben, at=moment)


@pytest.fixture
def label(ict_2, moment):
    return codes.issue([ict_2], by=system_actor(), at=moment)[ict_2.uid]


def test_whoever_reports_reads_that_we_know_and_joins(browser_of, sam_account, outage, ict_2):
    browser = browser_of(sam_account)
    assert "We know: Wi-Fi is down in the ICT block" in browser.get("/report/").content.decode()

    for _ in range(2):
        browser.post("/report/", {"join": str(outage.uid)})

    outage.refresh_from_db()
    assert Ticket.objects.count() == 1
    assert outage.people == 2
    assert Joined.objects.get().name == "Sam Reeve"


def test_once_it_is_solved_nobody_joins(outage, sam, ben, moment):
    working.solve(outage, talking.Words("Switch restarted"), by=ben, at=moment)

    with pytest.raises(Conflict, match="That is over"):
        announcing.join(outage, by=sam, at=moment)


def test_a_restricted_ticket_is_told_to_nobody(ticket, asha, moment):
    changing.change(ticket, restricted=True, by=asha, at=moment)

    with pytest.raises(Refusal, match="told to nobody"):
        announcing.announce(ticket, "Somebody has left", by=asha, at=moment)


def test_another_school_reads_nothing_of_it(browser_of, tariq_account, outage):
    assert "We know" not in browser_of(tariq_account).get("/report/").content.decode()


def test_what_to_try_first_comes_with_the_picture(browser_of, sam_account, board):
    page = browser_of(sam_account).get(f"/report/hints/?category={board.uid}").content.decode()

    assert "Five things to try first" in page
    assert page.count("<li>") == 5


def test_a_label_is_enough_inside_the_school_where_it_allows_that(
    label, hartley, asha, ict_2, board, moment
):
    setting_up.set_desk(hartley, open_reports=True, networks="127.0.0.0/8", by=asha, at=moment)
    stranger = Client()
    assert f"/report/here/{label.value}/" in stranger.get(f"/c/{label.value}").content.decode()
    words = {"category": str(board.uid), "requester_name": "Mrs Moss", "website": ""}
    page = stranger.post(f"/report/here/{label.value}/", words).content.decode()

    made = Ticket.objects.get()
    assert (made.who, made.room, made.raised_by) == ("Mrs Moss", ict_2, None)
    assert made.number in page


def test_a_stranger_at_a_label_that_is_on_nothing_reads_just_that():
    answer = Client().get("/report/here/AB-CDEF/")

    assert answer.status_code == 404
    assert "That label is on nothing." in answer.content.decode()


def test_elsewhere_or_where_it_is_not_allowed_one_signs_in(label, hartley, asha, moment):
    stranger = Client()
    before = stranger.get(f"/report/here/{label.value}/")
    setting_up.set_desk(hartley, open_reports=True, networks="10.20.0.0/16", by=asha, at=moment)
    outside = stranger.post(f"/report/here/{label.value}/", {"requester_name": "X", "body": "Y"})

    assert before.url.startswith("/accounts/login/")
    assert outside.url.startswith("/accounts/login/")
    assert not Ticket.objects.exists()


def test_whoever_fills_in_everything_is_a_machine(label, hartley, asha, moment, started):
    setting_up.set_desk(hartley, open_reports=True, networks="127.0.0.1", by=asha, at=moment)
    words = {"requester_name": "Buy", "body": "this", "website": "http://x.example"}
    Client().post(f"/report/here/{label.value}/", words)

    assert not Ticket.objects.exists()


def test_networks_are_networks_and_needed(hartley, asha, moment):
    with pytest.raises(Refusal, match="no network"):
        setting_up.set_desk(hartley, open_reports=True, networks="ours", by=asha, at=moment)
    with pytest.raises(Refusal, match="which networks"):
        setting_up.set_desk(hartley, open_reports=True, networks=" ", by=asha, at=moment)
