"""The same done to many tickets: those that refuse are named with their reason, and the others are done."""

from __future__ import annotations

import pytest

from firstbell.platform.lists.models import BulkRun
from firstbell.support.actions import opening, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Category, Status, Team, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(hartley, teacher, ict_2, started, moment):
    report = opening.Report(body="No sound in here", room=ict_2)
    return [opening.open_ticket(hartley, report, by=teacher, at=moment) for _ in range(3)]


def do(desk, action, tickets, **words):
    picks = [str(one.uid) for one in tickets]
    return desk.post(f"/lists/support.tickets/do/{action}/", {"pick": picks, "sure": "1", **words})


def test_the_open_ones_are_passed_on_and_the_solved_one_is_named(desk, three, hartley, ben, moment):
    network = Team.objects.create(school=hartley, name="Network")
    working.solve(three[0], Words("Done"), by=ben, at=moment)
    answer = do(desk, "move", three, team=str(network.uid))

    assert Ticket.objects.filter(team=network).count() == 2
    page = desk.get(answer.url).content.decode()
    assert f"{three[0].number} is solved. Reopen it first." in page


def test_status_and_category_of_many(desk, three):
    about, waits = (
        Category.objects.get(name="Board or screen"),
        Status.objects.get(name="Booked in"),
    )
    do(desk, "category", three, category=str(about.uid))
    do(desk, "status", three, status=str(waits.uid))

    assert Ticket.objects.filter(category=about, status=waits).count() == 3


def test_taken_by_mistake_they_are_put_back(desk, three, asha_account):
    do(desk, "take", three)
    assert Ticket.objects.filter(owner=asha_account).count() == 3

    do(desk, "put_back", three)
    assert Ticket.objects.filter(owner=None).count() == 3
    assert BulkRun.objects.count() == 2
