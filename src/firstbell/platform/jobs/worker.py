"""Taking work: claim a row with one conditional update, run it, write down how it went."""

from __future__ import annotations

import logging
import os
import socket
import sys
import traceback
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.events import announce
from firstbell.platform.database import room
from firstbell.platform.jobs import events, outbox, registry
from firstbell.platform.jobs.models import Beat, Job, State
from firstbell.platform.jobs.registry import LEASE, JobHandle, Superseded

log = logging.getLogger("firstbell.jobs")


def me() -> str:
    return f"{_host()}:{os.getpid()}"


def _host() -> str:
    return socket.gethostname()[:60]


def work() -> int:
    """Do everything that is due; how many pieces were done."""
    pieces = outbox.deliver_waiting()
    while (row := claim(clock.now())) is not None:
        run(row)
        pieces += 1 + outbox.deliver_waiting()
    return pieces


def sweep() -> None:
    """What the scheduler does every few seconds: periodic work, and whatever was left unfinished or unrung."""
    now = clock.now()
    free_what_the_dead_held(now)
    for task in registry.periodic():
        if _take_beat(task.name, task.every, now):
            _run_periodic(task, now)
    work()


def free_what_the_dead_held(now: datetime) -> int:
    """Work of this machine's processes that are gone, offered again without waiting for the claim to run out."""
    held = Job.objects.filter(
        state=State.RUNNING, claimed_until__gte=now, claimed_by__startswith=f"{_host()}:"
    )
    dead = [row for row in held if not _lives(row.claimed_by)]
    return sum(
        Job.objects.filter(pk=row.pk, attempts=row.attempts, state=State.RUNNING).update(
            claimed_until=now - timedelta(seconds=1)
        )
        for row in dead
    )


def _lives(name: str) -> bool:
    number = name.rpartition(":")[2]
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def claim(now: datetime) -> Job | None:
    due = Q(state=State.WAITING, run_after__lte=now) | Q(state=State.RUNNING, claimed_until__lt=now)
    for row in Job.objects.filter(due).order_by("run_after", "id")[:10]:
        taken = Job.objects.filter(due, pk=row.pk, attempts=row.attempts).update(
            state=State.RUNNING, claimed_by=me(), claimed_until=now + LEASE, attempts=F("attempts") + 1,
            started_at=now, problem="",
        )  # fmt: skip
        if taken:
            return Job.objects.get(pk=row.pk)
    return None


def run(row: Job) -> None:
    kind = registry.named(row.name)
    try:
        line = kind.run(JobHandle(row), **row.args)
    except Superseded:
        return
    except Refusal as refusal:
        _failed(row, kind, refusal.sentence, for_good=True)
    except Exception:
        log.exception("%s failed", row)
        # A disk that is full is nobody's mistake: once there is room, it is done.
        for_good = row.attempts >= kind.attempts and not room.is_full(sys.exc_info()[1])
        _failed(row, kind, traceback.format_exc(limit=-8), for_good=for_good)
    else:
        _end(row, State.DONE, line=line or row.line)


def _failed(row: Job, kind: registry.JobType, problem: str, *, for_good: bool) -> None:
    if not for_good:
        wait = timedelta(seconds=min(600, 5 * 2**row.attempts))
        Job.objects.filter(pk=row.pk).update(
            state=State.WAITING, run_after=clock.now() + wait, problem=problem, claimed_until=None
        )
        return
    with transaction.atomic():
        _end(row, State.FAILED, problem=problem)
        if kind.on_failure:
            kind.on_failure(row, **row.args)
        said = problem.strip().rpartition("\n")[2][:200]
        announce(events.FAILED, row, by=system_actor(), at=clock.now(), problem=said)


def _end(row: Job, state: State, **said: str) -> None:
    said = {name: text[:300] if name == "line" else text for name, text in said.items()}
    Job.objects.filter(pk=row.pk).update(
        state=state, ended_at=clock.now(), claimed_until=None, done=models.F("total"), **said
    )


def _take_beat(name: str, every: timedelta, now: datetime) -> bool:
    taken = Beat.objects.filter(name=name, ran_at__lte=now - every).update(ran_at=now)
    if taken:
        return True
    if Beat.objects.filter(name=name).exists():
        return False
    _, made = Beat.objects.get_or_create(name=name, defaults={"ran_at": now})
    return made


def _run_periodic(task: registry.Periodic, now: datetime) -> None:
    try:
        task.run(now)
    except Exception:
        log.exception("The periodic job %s failed; it is tried again next time", task.name)
