"""What the work took, and how it went, on the service report."""

from __future__ import annotations

import pytest

from firstbell.support.actions import costing, opinions, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Opinion, Ticket
from firstbell.support.queries import reporting, reporting_cells
from firstbell.support.queries.reporting_links import Links
from firstbell.support.queries.reporting_periods import around
from firstbell.support.queries.reporting_worked import mean

pytestmark = pytest.mark.django_db


def test_time_money_and_opinions_stand_in_tables(ticket, hartley, asha, ben, teacher, moment):
    Ticket.objects.update(source="corridor")
    ticket.refresh_from_db()
    working.solve(ticket, Words("New lead", minutes=20, activity="fixing"), by=ben, at=moment)
    costing.log(ticket, 10, by=ben, at=moment)
    costing.add(ticket, costing.Spent("A lead", 950, moment.date()), by=ben, at=moment)
    row = Opinion.objects.create(ticket=ticket, asked_at=moment)
    opinions.give(row, 4, "Quick", by=teacher, at=moment)
    period = around(hartley, "week", moment.date())
    found = reporting.report(asha, hartley, period, moment)

    assert [(line.label, line.now) for line in found.activities] == [
        ("Fixing", 20), ("Not said what", 10), ("Of all that unplanned, in the corridor", 30),
    ]  # fmt: skip
    assert [(line.label, line.now) for line in found.costs] == [("ICT 2", 950)]
    assert mean(found.opinions) == "4.0 of 5, by 1 person."
    links = Links(hartley, period, moment)
    table = reporting_cells.table("costs", found, links)
    assert [cell.text for cell in table.rows[0]] == ["ICT 2", "£9.50", "–"]
