from __future__ import annotations

from firstbell.lib import clock
from firstbell.people.actions.rosters import running
from firstbell.people.models import RosterRun
from firstbell.platform.jobs.models import Job
from firstbell.platform.jobs.registry import JobHandle, job


def _run(uid: str) -> RosterRun:
    rows = RosterRun.objects.select_related("source__school", "session__school")
    found: RosterRun = rows.get(uid=uid)
    return found


def _failed(row: Job, run: str) -> None:
    row.refresh_from_db(fields=["problem"])
    last = row.problem.strip().rpartition("\n")[2]
    running.fail(_run(run), last or "It stopped, and did not say why.", at=clock.now())


@job(running.JOB, attempts=3, on_failure=_failed)
def read_roster(handle: JobHandle, run: str) -> str:
    return running.read(_run(run), at=clock.now(), tell=handle.progress)
