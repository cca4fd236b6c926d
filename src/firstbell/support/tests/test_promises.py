"""What is promised for one category or one request goes before what is for all tickets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.calendar.queries import calendar_of
from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.support.actions import changing, clocks, opening, setting_up, working
from firstbell.support.models import Category, Clock, Promise, RequestType, Status, Ticket

pytestmark = pytest.mark.django_db

# A Tuesday within the usual day, whatever the bells.
NINE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def minutes(resolve):
    return {"acknowledge": 10, "respond": 20, "update": 30, "resolve": resolve}


def promise(hartley, resolve, of=None, school=None):
    return setting_up.promise(hartley, "now", minutes(resolve), of=of, by=system_actor(), at=NINE)


def promised(hartley, of=None):
    return clocks.promised(hartley, "now", of)["resolve"]


@pytest.fixture
def sound(started):
    return Category.objects.get(name="Sound")


@pytest.fixture
def job(hartley, teacher, ict_2, board):
    report = opening.Report(body="No picture", room=ict_2, category=board, stops="now")
    return opening.open_ticket(hartley, report, by=teacher, at=NINE)


def test_the_most_particular_one_wins(hartley, board, sound, job):
    part = Category.objects.create(name="Remote", parent=board, created_at=NINE)
    kind = RequestType.objects.first()
    assert promised(hartley, job) == 120

    promise(hartley, 100)
    assert promised(hartley, job) == 100
    promise(hartley, 90, board)
    assert (promised(hartley, job), promised(hartley, part), promised(hartley, sound)) == (
        90,
        90,
        100,
    )
    promise(hartley, 80, part)
    assert (promised(hartley, part), promised(hartley, board)) == (80, 90)
    promise(hartley, 70, kind)
    job.request_type, job.category = kind, part
    assert (promised(hartley, job), promised(hartley, kind)) == (70, 70)


def test_the_schools_own_goes_before_the_trusts_and_the_particular_before_both(
    hartley, other_school, board, job
):
    Promise.objects.create(stops="now", category=board, created_at=NINE, **minutes(60))
    assert (promised(hartley, job), promised(other_school, job)) == (60, 60)

    promise(hartley, 100)
    assert promised(hartley, job) == 60
    promise(hartley, 50, board)
    assert (promised(hartley, job), promised(other_school, job)) == (50, 60)


def resolve(job):
    return Clock.objects.get(ticket=job, kind="resolve")


def test_a_ticket_that_is_about_something_else_now_has_what_is_promised_for_that(
    hartley, sound, job, ben
):
    promise(hartley, 40, sound)
    calendar = calendar_of(hartley, NINE.date())
    assert resolve(job).promised == 120

    changing.change(Ticket.objects.get(), category=sound, by=ben, at=NINE + timedelta(minutes=5))
    found = resolve(job)
    assert (found.promised, found.due_at) == (40, calendar.add_school_minutes(NINE, 40))


def test_what_waits_meanwhile_keeps_what_it_stood_still(hartley, sound, job, ben):
    promise(hartley, 40, sound)
    calendar = calendar_of(hartley, NINE.date())
    working.set_status(Ticket.objects.get(), Status.objects.get(name="Booked in"), by=ben, at=NINE)
    changing.change(Ticket.objects.get(), category=sound, by=ben, at=NINE + timedelta(minutes=30))
    working.set_status(
        Ticket.objects.get(),
        Status.objects.get(name="In hand"),
        by=ben,
        at=NINE + timedelta(minutes=60),
    )

    assert resolve(job).due_at == calendar.add_school_minutes(NINE, 100)


def test_one_is_set_shown_and_taken_back_on_its_page(desk, hartley, board, job, ben):
    page = f"/settings/promises/category/{board.uid}/"
    assert "as for all tickets" in desk.get("/settings/promises/").content.decode()
    assert "As for all tickets" not in desk.get(page).content.decode()
    words = {f"{stops}_{kind}": 25 for stops in ("now", "next", "no") for kind in minutes(1)}
    assert desk.post(page, words).status_code == 302

    assert "25 and 25 min" in desk.get("/settings/promises/").content.decode()
    assert "Promised for" not in desk.get(f"/tickets/{job.number}/").content.decode()
    changing.change(Ticket.objects.get(), people=2, by=ben, at=clock.now())
    assert "Promised for Board or screen" in desk.get(f"/tickets/{job.number}/").content.decode()
    assert promised(hartley, job) == 25
    desk.post(page, {"usual": "1"})
    assert (Promise.objects.count(), promised(hartley, job)) == (0, 120)
    assert "Promised for" not in desk.get(f"/tickets/{job.number}/").content.decode()


def test_there_is_none_for_what_is_not_there_and_none_of_another_school(
    desk, other_school, started
):
    theirs = RequestType.objects.create(name="Ours", school=other_school, created_at=clock.now())
    for page in (f"request/{theirs.uid}", f"category/{theirs.uid}", f"team/{theirs.uid}"):
        assert desk.get(f"/settings/promises/{page}/").status_code == 404
