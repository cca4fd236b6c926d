from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.audit import timeline
from firstbell.platform.audit.models import Delivery, Event
from firstbell.platform.jobs import outbox, registry, worker
from firstbell.platform.jobs.models import Job, State
from firstbell.platform.tenancy import actions as tenancy


def test_history_is_a_finished_sentence_with_a_row_per_change(hartley, asha, moment):
    tenancy.change_school(hartley, by=asha, at=moment, contact="01632 960 100")

    event = timeline.of(hartley)[0]

    assert event.sentence == "Asha Rahman changed Hartley Vale School"
    assert [(c.field, c.was, c.now) for c in event.changes.all()] == [
        ("contact", "", "01632 960 100")
    ]


def test_making_a_thing_writes_no_changes(hartley):
    event = timeline.of(hartley)[0]

    assert event.kind == "tenancy.school_added"
    assert list(event.changes.all()) == []


def test_a_technician_reads_the_history_of_their_own_school_only(hartley, other_school, tariq):
    assert set(timeline.visible_to(tariq).values_list("subject_label", flat=True)) == {
        "Nether Wick Primary"
    }


def test_a_role_counts_from_its_day_to_its_day(hartley, asha_account, moment):
    by = system_actor()
    grant = accounts.give_role(asha_account, role="business", school=hartley, by=by, at=moment)

    assert grant.from_on == moment.date()


def test_who_may_do_what(hartley, other_school, asha, okoro, tariq):
    assert can(asha, "tenancy.change", hartley)
    assert not can(asha, "tenancy.change", other_school)
    assert not can(okoro, "tenancy.change", hartley)
    assert not can(tariq, "audit.view", hartley)


@pytest.fixture
def counted():
    ran: list[int] = []

    @registry.job("tests.count")
    def count(handle: registry.JobHandle, *, number: int) -> str:
        handle.progress(1, 2, "half way")
        ran.append(number)
        return f"counted {number}"

    return ran


def test_work_is_a_row_that_any_worker_takes_once(db, counted, moment):
    registry.defer(
        "tests.count", by=system_actor(), at=moment - timedelta(days=900), title="Count", number=7
    )

    worker.work()
    worker.work()

    assert counted == [7]
    job = Job.objects.get()
    assert (job.state, job.line) == (State.DONE, "counted 7")


def test_work_left_by_a_dead_worker_is_taken_up_by_another(db, counted, moment):
    long_ago = moment - timedelta(days=900)
    registry.defer("tests.count", by=system_actor(), at=long_ago, title="Count", number=7)
    Job.objects.update(state=State.RUNNING, claimed_by="dead", claimed_until=long_ago, attempts=1)

    worker.work()

    assert counted == [7]


def test_what_nobody_listens_to_needs_no_delivery(hartley):
    assert Event.objects.count() == 1
    assert Delivery.objects.count() == 0
    assert outbox.deliver_waiting() == 0
