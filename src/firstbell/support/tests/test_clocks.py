from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.calendar.queries import calendar_of
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.support import jobs
from firstbell.support.actions import changing, clocks, opening, talking, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Clock, Status, Ticket

pytestmark = pytest.mark.django_db

# A Tuesday within the usual day, whatever the bells.
NINE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def job(hartley, teacher, ict_2, board):
    report = opening.Report(body="No picture", room=ict_2, category=board, stops="now")
    return opening.open_ticket(hartley, report, by=teacher, at=NINE)


def of(ticket, kind):
    return Clock.objects.get(ticket=ticket, kind=kind)


def later(minutes):
    return NINE + timedelta(minutes=minutes)


def test_four_clocks_begin_and_the_first_is_what_is_next_due(job):
    assert {row.kind: row.promised for row in job.clocks.all()} == {
        "acknowledge": 15, "respond": 20, "update": 60, "resolve": 120,
    }  # fmt: skip
    assert job.due_at == later(15)


def test_the_evening_is_not_counted(hartley, teacher, ict_2, board):
    evening = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    report = opening.Report(body="Dark", room=ict_2, category=board, stops="now")
    made = opening.open_ticket(hartley, report, by=teacher, at=evening)
    first_bell = calendar_of(hartley, evening.date()).hours(evening.date() + timedelta(days=1))[0]

    assert made.due_at == first_bell + timedelta(minutes=15)


def test_taking_meets_the_first_and_answering_the_second(job, ben):
    working.take(job, by=ben, at=later(5))
    taken = job.due_at
    talking.reply(job, Words("On my way"), by=ben, at=later(10))

    assert taken == later(20)
    assert of(job, "acknowledge").met_at == later(5)
    assert of(job, "respond").met_at == later(10)
    assert of(job, "update").due_at == later(70)


def test_a_wait_shifts_what_is_due_by_the_school_time_that_it_took(job, ben):
    talking.reply(job, Words("Which lead?"), by=ben, at=later(10))
    working.set_status(job, Status.objects.get(name="Waiting for an answer"), by=ben, at=later(20))
    still = job.due_at
    working.set_status(job, Status.objects.get(name="In hand"), by=ben, at=later(50))

    assert still is None
    assert of(job, "resolve").due_at == later(120 + 30)
    assert of(job, "resolve").missed_at is None


def test_going_on_after_a_week_breaks_no_promise(job, ben, hartley):
    working.set_status(job, Status.objects.get(name="Waiting for a part"), by=ben, at=later(20))
    back = NINE + timedelta(days=7)
    clocks.look(back)
    working.set_status(job, Status.objects.get(name="In hand"), by=ben, at=back)
    clocks.look(back)

    row = of(job, "resolve")
    assert calendar_of(hartley, back.date()).school_minutes_between(back, row.due_at) == 100
    assert row.missed_at is None


def test_what_was_late_before_the_wait_stays_late(job, ben):
    working.take(job, by=ben, at=later(5))
    working.set_status(job, Status.objects.get(name="Waiting for a part"), by=ben, at=later(130))
    working.set_status(job, Status.objects.get(name="In hand"), by=ben, at=later(160))

    assert of(job, "resolve").due_at == later(120)


def test_what_it_stops_changes_what_is_promised(job, ben):
    changing.change(job, stops="next", by=ben, at=later(5))

    assert of(job, "resolve").promised == 360


def test_a_solution_stops_them_and_reopening_begins_the_last_anew(job, ben):
    working.solve(job, Words("New lead"), by=ben, at=later(30))
    solved = Ticket.objects.get(pk=job.pk).due_at
    working.reopen(job, by=ben, at=later(60))

    assert solved is None
    assert of(job, "resolve").due_at == later(180)


def test_it_warns_before_and_says_late_after_and_each_once(job):
    for minute in (12, 13, 16, 17):
        clocks.look(later(minute))

    told = Event.objects.filter(subject_uid=job.uid, sentence__contains="somebody has it")
    kinds = list(told.order_by("id").values_list("kind", flat=True))
    assert kinds == ["support.due_soon", "support.late"]


def test_what_waited_until_now_is_in_hand_again(job, ben):
    until = later(60)
    booked = Status.objects.get(name="Booked in")
    working.set_status(job, booked, until=until, by=ben, at=later(5))
    jobs.look(later(59))
    before = Ticket.objects.get(pk=job.pk).status.name
    jobs.look(later(61))

    assert (before, Ticket.objects.get(pk=job.pk).status.name) == ("Booked in", "In hand")


def test_nothing_runs_on_what_the_system_closed(job):
    working.close(job, by=system_actor(), at=later(5))

    assert clocks.look(later(600)) == (0, 0)


def test_a_school_promises_what_it_likes(browser_of, asha_account, hartley, teacher, ict_2, board):
    words = {f"{stops}_{kind}": "45" for stops in ("now", "next", "no") for kind in of_all()}
    answer = browser_of(asha_account).post("/settings/promises/", words)
    report = opening.Report(body="Dark", room=ict_2, category=board)
    made = opening.open_ticket(hartley, report, by=teacher, at=NINE)

    assert answer.status_code == 302
    assert made.due_at == later(45)


def of_all():
    return ("acknowledge", "respond", "update", "resolve")
