"""The background work of imports: ids in, one verb out, each able to be run again after a machine died."""

from __future__ import annotations

from typing import Any

from firstbell.lib import clock
from firstbell.platform.exchange.actions import applying, bringing, checking, undoing
from firstbell.platform.exchange.actions.stages import actor_of
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.jobs.models import Job
from firstbell.platform.jobs.registry import JobHandle, job


def _session(uid: str) -> ImportSession:
    found: ImportSession = ImportSession.objects.select_related("school").get(uid=uid)
    return found


def _failed(row: Job, **words: Any) -> None:
    row.refresh_from_db(fields=["problem"])
    last = row.problem.strip().rpartition("\n")[2]
    applying.failed(_session(words["session"]), last or "It stopped, and did not say why.")


@job("exchange.read", attempts=3, on_failure=_failed)
def read(handle: JobHandle, session: str) -> str:
    handle.progress(0, 0, "Reading the file")
    return bringing.read(_session(session))


@job("exchange.check", attempts=3, on_failure=_failed)
def check(handle: JobHandle, session: str) -> str:
    found = _session(session)
    return checking.check(found, by=actor_of(found), at=clock.now(), tell=handle.progress)


@job("exchange.apply", attempts=20, on_failure=_failed)
def apply(handle: JobHandle, session: str) -> str:
    found = _session(session)
    return applying.apply(found, by=actor_of(found), at=clock.now(), tell=handle.progress)


@job("exchange.undo", attempts=20, on_failure=_failed)
def undo(handle: JobHandle, session: str) -> str:
    found = _session(session)
    return undoing.take_back(found, by=actor_of(found), at=clock.now(), tell=handle.progress)
