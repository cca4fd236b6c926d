"""What repairs cost, on the page of a thing and of a room."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.support.actions import costing, opening
from firstbell.support.actions.costing import Spent
from firstbell.support.models import Cost, Ticket
from firstbell.support.queries import costs

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


@pytest.fixture
def repaired(hartley, ict_2, projector, asha, moment):
    """A lamp last school year, a fan and a lead since; what was wrong was taken back."""
    report = opening.Report(body="Dark", room=ict_2, items=[projector])
    ticket = opening.open_ticket(hartley, report, by=asha, at=moment)
    for what, pence, day, item in (
        ("Lamp", 9_000, date(2026, 8, 31), projector), ("Fan", 4_000, date(2026, 9, 1), projector),
        ("Lead", 500, date(2026, 10, 1), None), ("Wrong", 7_700, date(2026, 10, 1), projector),
    ):  # fmt: skip
        costing.add(ticket, Spent(what, pence, day, item=item), by=asha, at=moment)
    costing.take_back(Cost.objects.get(what="Wrong"), by=asha, at=moment)
    return ticket


def test_of_a_thing_what_was_for_it_and_of_a_room_everything_there(
    repaired, asha, projector, ict_2
):
    assert costs.of_item(asha, projector, ON) == costs.Spent(13_000, 4_000)
    assert costs.of_room(asha, ict_2, ON) == costs.Spent(13_500, 4_500)


def test_the_financial_year_is_the_schools(repaired, asha, projector, hartley):
    hartley.financial_year_start = 4
    hartley.save()

    projector.refresh_from_db()
    assert costs.of_item(asha, projector, ON) == costs.Spent(13_000, 13_000)
    assert costs.of_item(asha, projector, date(2027, 4, 1)) == costs.Spent(13_000, 0)


def test_what_a_restricted_ticket_cost_they_see_who_see_it(repaired, ben, asha, projector):
    Ticket.objects.update(restricted=True)

    assert costs.of_item(ben, projector, ON) is None
    assert costs.of_item(asha, projector, ON) == costs.Spent(13_000, 4_000)


def test_both_pages_say_it_and_say_nothing_where_nothing_was_paid(
    desk, repaired, projector, ict_2, moment
):
    assert "Cost £130.00 so far" in desk.get(f"/equipment/{projector.address}/").content.decode()
    assert "Cost £135.00 so far" in desk.get(f"/rooms/{ict_2.uid}/").content.decode()

    Cost.objects.update(taken_back_at=moment)
    assert "so far" not in desk.get(f"/rooms/{ict_2.uid}/").content.decode()
