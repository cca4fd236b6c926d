from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.jobs import events, queue
from firstbell.platform.jobs.models import Job, State


def retry(job: Job, *, by: Actor, at: datetime) -> Job:
    """A failed piece of work is done again from its beginning, as soon as a worker is free."""
    require(by, "jobs.change", job)
    with transaction.atomic():
        again = Job.objects.filter(pk=job.pk, state=State.FAILED).update(
            state=State.WAITING,
            run_after=at,
            attempts=0,
            problem="",
            line="",
            done=0,
            claimed_until=None,
            ended_at=None,
        )
        if not again:
            raise Conflict(f"{job} has not failed: it is {State(job.state).label.lower()}.")
        announce(events.RETRIED, job, by=by, at=at)
        transaction.on_commit(queue.ring, robust=True)
    job.refresh_from_db()
    return job
