"""The board, and what is to be done today."""

from __future__ import annotations

from datetime import timedelta

from firstbell.support.actions import opening, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Status, Ticket
from firstbell.support.queries import board, queue


def told(actor, school, at):
    lines = queue.lines(actor, school, at)
    return {
        column.title: [line.row["title"] for line in column.lines]
        + [row["title"] for row in column.done]
        for column in board.columns(actor, school, lines, at)
    }


def test_a_ticket_stands_in_the_column_of_its_status(hartley, ticket, asha, moment):
    assert ticket.title in told(asha, hartley, moment)["New"]
    waits = Status.objects.get(name="Waiting for a part")
    working.set_status(ticket, waits, by=asha, at=moment)
    found = told(asha, hartley, moment)
    assert ticket.title in found["Waiting for a part"]
    assert found["New"] == []
    # An empty column to put things into, and no row of empty ones.
    assert [title for title in found if title.startswith(("Booked", "Waiting", "With"))] == [
        "Booked in", "Waiting for a part",
    ]  # fmt: skip


def test_what_was_solved_since_yesterday_stands_last(hartley, ticket, asha, moment):
    working.solve(ticket, Words("A new lead"), by=asha, at=moment)
    assert list(told(asha, hartley, moment).items())[-1] == (
        "Solved since yesterday", [ticket.title],
    )  # fmt: skip
    assert told(asha, hartley, moment + timedelta(days=2))["Solved since yesterday"] == []


def test_a_card_that_is_moved_leads_back_to_the_board(ticket, browser_of, asha_account):
    desk = browser_of(asha_account)
    status = Status.objects.get(name="In hand")
    answer = desk.post(f"/tickets/{ticket.number}/status/", {"status": status.pk, "then": "board"})
    assert answer.url == "/tickets/board/"
    assert Ticket.objects.get().status == status
    page = desk.get("/tickets/board/").content.decode()
    assert ticket.number in page
    assert f'aria-label="Move {ticket.number}"' in page


def test_mine_alone(ticket, browser_of, asha_account, hartley, asha, ben_account, moment):
    working.take(ticket, by=asha, at=moment)
    other = opening.open_ticket(hartley, opening.Report(body="Elsewhere"), by=asha, at=moment)
    page = browser_of(asha_account).get("/tickets/board/?view=mine").content.decode()
    assert ticket.number in page
    assert other.number not in page


def test_today_is_what_a_lesson_waits_for_and_what_is_due(hartley, ticket, asha, moment):
    later = opening.open_ticket(hartley, opening.Report(body="One day"), by=asha, at=moment)
    Ticket.objects.filter(pk=later.pk).update(due_at=moment + timedelta(days=9))
    lines = queue.lines(asha, hartley, moment)
    assert [line.row["pk"] for line in queue.within(lines, asha, "today", moment)] == [ticket.pk]
    Ticket.objects.filter(pk=later.pk).update(due_at=moment - timedelta(hours=1))
    lines = queue.lines(asha, hartley, moment)
    assert len(queue.within(lines, asha, "today", moment)) == 2


def test_the_queue_offers_today(ticket, browser_of, asha_account):
    page = browser_of(asha_account).get("/tickets/?view=today")
    assert page.status_code == 200
    assert "?view=today" in page.content.decode()
