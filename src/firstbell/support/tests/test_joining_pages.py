"""Merging, splitting, linking and being part of one another, as a technician and a teacher meet it."""

from __future__ import annotations

import re

import pytest
from django.contrib.messages import get_messages

from firstbell.lib import clock
from firstbell.platform.merges.models import Merge
from firstbell.support.actions import joining, linking, opening, parenting, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Draft, Entry, Link, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(hartley, sam, ict_2, board):
    report = opening.Report(body="The board is dark", room=ict_2, category=board)
    return opening.open_ticket(hartley, report, by=sam, at=clock.now())


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def said(answer):
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def test_one_is_merged_leads_on_and_is_taken_out_again(desk, ticket, other):
    answer = desk.post(f"/tickets/{other.number}/merge/", {"into": ticket.uid})
    assert f"{other.number} is one with {ticket.number} now" in said(answer)

    answer = desk.get(f"/tickets/{other.number}/")
    assert answer.url == f"/tickets/{ticket.number}/"
    page = desk.get(answer.url).content.decode()
    assert "The board is dark" in page
    assert f"on {other.number}" in page

    undo = re.search(r"/merges/[-0-9a-f]+/undo/", page)
    assert "becomes a record of its own again" in desk.get(undo[0]).content.decode()
    assert desk.post(undo[0]).url == f"/tickets/{other.number}/"
    assert not Merge.objects.standing().exists()


def test_what_is_done_to_one_that_went_changes_nothing_and_loses_no_word(desk, ticket, other, asha):
    joining.merge(other, into=ticket, by=asha, at=clock.now())

    answer = desk.post(f"/tickets/{other.number}/closed/")
    assert (answer.status_code, "nothing was changed" in answer.content.decode()) == (409, True)
    answer = desk.post(f"/tickets/{other.number}/words/", {"to": "public", "body": "I come at lunch"})  # fmt: skip
    assert answer.status_code == 409
    assert "I come at lunch</textarea>" in answer.content.decode()
    desk.post(f"/tickets/{other.number}/here/", {"typed": "1", "body": "I come at"})

    assert fresh(ticket).is_open
    assert Draft.objects.get().ticket == ticket
    assert not Entry.objects.filter(body="I come at lunch").exists()


def test_whoever_raised_the_one_that_went_follows_it_and_reads_nobody_elses_words(
    browser_of, sam_account, ticket, other, asha
):
    joining.merge(other, into=ticket, by=asha, at=clock.now())
    working.take(fresh(ticket), by=asha, at=clock.now())
    hers = browser_of(sam_account)

    page = hers.get(f"/mine/tickets/{other.number}/").content.decode()
    assert "Asha Rahman looks after it" in page
    assert "The board is dark" in page
    assert "No picture" not in page
    assert other.number in hers.get("/mine/tickets/").content.decode()

    hers.post(f"/mine/tickets/{other.number}/words/", {"body": "Room 4 as well"})
    entry = Entry.objects.latest("pk")
    assert (entry.ticket, entry.said_on) == (ticket, other)
    assert "Room 4 as well" in hers.get(f"/mine/tickets/{other.number}/").content.decode()
    assert "ICT team closes it" in said(hers.post(f"/mine/tickets/{other.number}/closed/"))


def test_ones_own_two_are_one_on_ones_page(browser_of, okoro_account, hartley, ticket, teacher, asha):  # fmt: skip
    twice = opening.open_ticket(
        hartley, opening.Report(body="Again no picture"), by=teacher, at=clock.now()
    )
    joining.merge(twice, into=ticket, by=asha, at=clock.now())
    hers = browser_of(okoro_account)

    assert hers.get(f"/mine/tickets/{twice.number}/").url == f"/mine/tickets/{ticket.number}/"
    assert "Again no picture" in hers.get(f"/mine/tickets/{ticket.number}/").content.decode()
    assert twice.number not in hers.get("/mine/tickets/").content.decode()


def test_a_picker_offers_tickets_by_number_and_words(desk, ticket, other):
    for asked in (other.number, "dark"):
        options = desk.get("/tickets/lookup/", {"q": asked}).content.decode()
        assert (str(other.uid) in options, str(ticket.uid) in options) == (True, False)
    assert str(ticket.uid) in desk.get("/tickets/lookup/").content.decode()


def test_a_part_becomes_a_ticket_of_its_own(desk, ticket, teacher, funmi, asha):
    entry = Entry.objects.create(
        ticket=ticket, kind="reply", public=True, body="And the printer jams", by_name="Ms Okoro", at=clock.now(), minutes=3,
    )  # fmt: skip
    Ticket.objects.filter(pk=ticket.pk).update(minutes=5)
    desk.post(f"/tickets/{ticket.number}/split/", {"title": "Printer jams", "entries": [entry.uid]})

    made = Ticket.objects.latest("pk")
    assert (made.title, made.requester, made.room, made.people, made.minutes) == ("Printer jams", funmi, ticket.room, 1, 3)  # fmt: skip
    assert [one.body for one in made.entries.all()] == ["And the printer jams"]
    assert fresh(ticket).minutes == 2
    assert made.clocks.count() == 4
    for one, words in ((ticket, made.number), (made, ticket.number)):
        page = desk.get(f"/tickets/{one.number}/").content.decode()
        assert "Goes with" in page
        assert words in page


def test_time_alone_is_told_from_other_time_where_parts_are_chosen(desk, ticket):
    Entry.objects.create(
        ticket=ticket, kind="note", public=False, by_name="Asha", at=clock.now(), minutes=25
    )
    assert "Asha: 25 min" in desk.get(f"/tickets/{ticket.number}/split/").content.decode()


def test_nothing_and_everything_are_no_part(desk, ticket):
    answer = desk.post(f"/tickets/{ticket.number}/split/", {"title": "All", "entries": [ticket.entries.get().uid]})  # fmt: skip
    assert "nothing would be left" in answer.content.decode()


def test_a_link_is_shown_on_both_and_taken_off_from_either(desk, ticket, other):
    desk.post(f"/tickets/{ticket.number}/link/", {"other": other.uid, "kind": "depends"})

    assert "Waits for" in desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert "Is waited for by" in desk.get(f"/tickets/{other.number}/").content.decode()
    again = desk.post(f"/tickets/{other.number}/link/", {"other": ticket.uid, "kind": "depends"})
    assert "neither would ever begin" in again.content.decode()
    desk.post(f"/tickets/{other.number}/links/{Link.objects.get().uid}/off/")
    assert not Link.objects.exists()


def test_a_link_to_a_ticket_one_may_not_see_is_not_shown(
    browser_of, ben_account, ticket, hartley, teacher, asha
):
    hidden = opening.open_ticket(
        hartley, opening.Report(body="Something private", restricted=True), by=teacher, at=clock.now()
    )  # fmt: skip
    linking.link(ticket, hidden, "related", by=asha, at=clock.now())

    page = browser_of(ben_account).get(f"/tickets/{ticket.number}/").content.decode()
    assert "Something private" not in page
    assert "Goes with" not in page


def test_many_are_part_of_one_and_are_told_together(desk, ticket, other, asha):
    picked = {"picks": str(other.uid), "sure": "1", "parent": str(ticket.uid)}
    desk.post("/lists/support.tickets/do/part/", picked)
    assert fresh(other).parent == ticket
    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert "1 ticket</b> is part of it, 1 room, 2 people" in page
    assert "Part of" in desk.get(f"/tickets/{other.number}/").content.decode()
    before = desk.get(f"/tickets/{ticket.number}/parts/").content.decode()
    assert "It goes to Ms Okoro, Sam Reeve" in before

    answer = desk.post(f"/tickets/{ticket.number}/parts/", {"body": "The switch is back", "then": "solve"})  # fmt: skip

    assert "and 1 ticket with it" in said(answer)
    assert [one.status.phase for one in (fresh(ticket), fresh(other))] == ["solved", "solved"]
    assert Entry.objects.filter(body="The switch is back", public=True).count() == 2


def test_solved_alone_it_says_who_waits_and_reopened_who_was_solved(desk, ticket, other, asha):
    parenting.put_under([other], ticket, by=asha, at=clock.now())
    working.solve(fresh(ticket), Words("The switch is back"), by=asha, at=clock.now())
    assert "1 of them is still open" in desk.get(f"/tickets/{ticket.number}/").content.decode()

    desk.post(f"/tickets/{ticket.number}/parts/", {"body": "It is back", "then": "solve"})
    desk.post(f"/tickets/{ticket.number}/reopened/")
    assert "1 of them is solved already" in desk.get(f"/tickets/{ticket.number}/").content.decode()
    desk.post(f"/tickets/{ticket.number}/parts/reopened/")
    assert fresh(other).is_open
