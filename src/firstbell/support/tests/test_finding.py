from __future__ import annotations

import pytest

from firstbell.lib import clock
from firstbell.platform.search import entries
from firstbell.support.actions import changing, opening, talking
from firstbell.support.actions.talking import Words
from firstbell.support.queries.queue import DRAWN

pytestmark = pytest.mark.django_db


def found(desk, words):
    return desk.get("/tickets/all/", {"q": words}).content.decode()


def test_a_ticket_is_found_by_what_was_answered(desk, ticket, asha, moment):
    talking.reply(ticket, Words("The adapter is in the cupboard"), by=asha, at=moment)

    assert ticket.number in found(desk, "adapter cupboard")
    assert ticket.number in desk.get("/search/?q=cupboard").content.decode()
    assert ticket.number not in found(desk, "trapeze")


def test_a_ticket_is_found_by_what_was_reported_last_year(desk, ticket):
    entries.reindex("support.ticket")

    assert ticket.number in found(desk, "no signal")


def test_what_the_team_said_among_itself_finds_nothing(desk, ticket, asha, moment):
    talking.note(ticket, Words("Somebody kicked it"), by=asha, at=moment)

    assert ticket.number not in found(desk, "kicked")


def test_a_restricted_ticket_is_found_in_the_list_by_who_may_see_it(desk, ticket, asha, moment):
    talking.reply(ticket, Words("Come to the quiet room"), by=asha, at=moment)
    changing.change(ticket, restricted=True, by=asha, at=moment)

    assert ticket.number in found(desk, "quiet room")
    assert ticket.number not in desk.get("/search/?q=quiet+room").content.decode()


def test_of_a_long_queue_the_first_are_drawn_and_the_rest_counted(
    desk, hartley, teacher, ict_2, started
):
    at = clock.now()
    for number in range(DRAWN + 3):
        report = opening.Report(body=f"Job {number}", room=ict_2, stops="no")
        opening.open_ticket(hartley, report, by=teacher, at=at)
    page = desk.get("/tickets/").content.decode()

    assert page.count("data-take=") == DRAWN
    assert "3 more that are open" in page
    assert f"{DRAWN + 3} open" in page
