"""Jobs by name: declared in a room's jobs.py, deferred by verbs that need not import them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from firstbell.lib import clock
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.jobs import queue
from firstbell.platform.jobs.models import Job

LEASE = timedelta(minutes=2)


@dataclass
class JobHandle:
    """What a running job says of itself; saying so also renews its claim."""

    job: Job

    def progress(self, done: int, total: int, line: str = "") -> None:
        job = self.job
        job.done, job.total, job.line = done, total, line[:300]
        job.claimed_until = clock.now() + LEASE
        kept = Job.objects.filter(
            pk=job.pk, claimed_by=job.claimed_by, attempts=job.attempts
        ).update(done=job.done, total=job.total, line=job.line, claimed_until=job.claimed_until)
        if not kept:
            raise Superseded(f"{job} was taken over by another worker")


class Superseded(Exception):
    """The claim ran out and somebody else has the work: stop, they do it."""


Run = Callable[..., str | None]
_jobs: dict[str, JobType] = {}
_periodic: dict[str, Periodic] = {}
_standing: dict[str, Callable[[threading.Event], None]] = {}


@dataclass(frozen=True)
class JobType:
    name: str
    run: Run
    attempts: int
    on_failure: Callable[..., None] | None


@dataclass(frozen=True)
class Periodic:
    name: str
    title: str
    every: timedelta
    run: Callable[[datetime], str | None]


def job(
    name: str, *, attempts: int = 5, on_failure: Callable[..., None] | None = None
) -> Callable[[Run], Run]:
    """Declare `run(handle, **args) -> line`. It must bear being run twice: a machine may die in the middle."""

    def register(run: Run) -> Run:
        _jobs[name] = JobType(name, run, attempts, on_failure)
        return run

    return register


def every(
    name: str, title: str = "", **interval: float
) -> Callable[[Callable[[datetime], str | None]], Callable[[datetime], str | None]]:
    """Declare `run(at)`, run by one machine about every `minutes=`, `hours=` or `days=`; `title` says what, in words."""

    def register(run: Callable[[datetime], str | None]) -> Callable[[datetime], str | None]:
        _periodic[name] = Periodic(name, title or name, timedelta(**interval), run)
        return run

    return register


def standing(
    name: str,
) -> Callable[[Callable[[threading.Event], None]], Callable[[threading.Event], None]]:
    """Declare `run(stop)`, which every worker holds from its start until it ends: it returns soon after `stop` is set."""

    def register(run: Callable[[threading.Event], None]) -> Callable[[threading.Event], None]:
        _standing[name] = run
        return run

    return register


def held() -> dict[str, Callable[[threading.Event], None]]:
    return dict(_standing)


def named(name: str) -> JobType:
    return _jobs[name]


def names() -> list[str]:
    return sorted(_jobs)


def periodic() -> list[Periodic]:
    return list(_periodic.values())


def defer(
    name: str, *, by: Actor, at: datetime, title: str, school_id: int | None = None, run_after: datetime | None = None,
    **args: Any,
) -> Job:  # fmt: skip
    """Write the work down in the caller's transaction; after the commit a worker is woken."""
    if name not in _jobs:
        raise LookupError(f"No jobs.py declares {name}")
    row = Job.objects.create(
        name=name, title=title[:200], args=args, school_id=school_id, actor_key=by.key, actor_name=by.name,
        run_after=run_after or at, created_at=at,
    )  # fmt: skip
    transaction.on_commit(queue.ring, robust=True)
    return row
