"""A ticket goes on to the desk of another school."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.support.actions import passing, talking, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Clock, Ticket
from firstbell.support.queries import queue

pytestmark = pytest.mark.django_db


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_number_and_talk_go_along_and_what_is_promised_begins_anew(
    ticket, other_school, ben, tariq, hartley, moment
):
    talking.reply(ticket, Words("Not one of ours"), by=ben, at=moment)
    later = moment + timedelta(hours=2)
    moved = passing.to_school(fresh(ticket), other_school, by=ben, at=later)

    moved = fresh(moved)
    assert (moved.number, moved.school, moved.owner, moved.room, moved.room_was) == (
        ticket.number, other_school, None, None, "ICT 2",
    )  # fmt: skip
    assert (moved.status.phase, moved.is_open, moved.team.school_id) == ("new", True, other_school.pk)  # fmt: skip
    assert moved.entries.count() == 2
    clocks = {one.kind: one for one in Clock.objects.filter(ticket=moved)}
    assert {one.started_at for one in clocks.values()} == {later}
    assert (clocks["acknowledge"].met_at, clocks["respond"].met_at) == (None, moment)
    stay = moved.stays.get()
    assert (stay.school, stay.owner, stay.to_at, len(stay.clocks)) == (hartley, "Ben Whitlock", later, 4)  # fmt: skip
    assert [line.row["number"] for line in queue.lines(tariq, other_school, later)] == [moved.number]  # fmt: skip
    assert queue.lines(ben, hartley, later) == []


def test_it_is_never_solved_by_it_and_not_moved_when_it_is(ticket, other_school, hartley, ben, moment):  # fmt: skip
    with pytest.raises(Refusal, match="is at Hartley Vale School already"):
        passing.to_school(ticket, hartley, by=ben, at=moment)
    working.solve(fresh(ticket), Words("Done"), by=ben, at=moment)

    with pytest.raises(Conflict, match="is solved"):
        passing.to_school(fresh(ticket), other_school, by=ben, at=moment)


def test_nobody_takes_one_from_another_schools_desk(ticket, other_school, tariq, moment):
    with pytest.raises(NotAllowed):
        passing.to_school(ticket, other_school, by=tariq, at=moment)


def test_it_is_passed_on_from_its_page(browser_of, ben_account, tariq_account, ticket, other_school):  # fmt: skip
    his = browser_of(ben_account)
    assert "Nether Wick Primary" in his.get(f"/tickets/{ticket.number}/school/").content.decode()
    his.post(f"/tickets/{ticket.number}/school/", {"school": other_school.uid})

    page = browser_of(tariq_account).get(f"/tickets/{ticket.number}/").content.decode()
    assert "Desks before" in page
    assert his.get(f"/tickets/{ticket.number}/").status_code == 404
