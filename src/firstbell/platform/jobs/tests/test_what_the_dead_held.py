from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from firstbell.lib import clock
from firstbell.platform.jobs import worker
from firstbell.platform.jobs.models import Job, State


@pytest.fixture
def held_by(db):
    def held(name):
        now = clock.now()
        return Job.objects.create(
            name="tests.nothing", title="Nothing", state=State.RUNNING, actor_key="system", actor_name="Firstbell",
            run_after=now, created_at=now, claimed_by=name, claimed_until=now + timedelta(minutes=2), attempts=1,
        )  # fmt: skip

    return held


def test_the_work_of_a_process_that_is_gone_is_offered_again_at_once(held_by):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(30)
    job = held_by(f"{worker.me().rpartition(':')[0]}:{gone.pid}")

    assert worker.free_what_the_dead_held(clock.now()) == 1
    assert worker.claim(clock.now()).pk == job.pk


def test_the_work_of_the_living_and_of_other_machines_stays_theirs(held_by):
    held_by(worker.me())
    held_by("elsewhere:1")

    assert worker.free_what_the_dead_held(clock.now()) == 0
    assert worker.claim(clock.now()) is None
