from __future__ import annotations

from datetime import datetime

from firstbell.lib import clock
from firstbell.platform.jobs.registry import JobHandle, every, job
from firstbell.software.actions import naming, recording


@job(naming.RENAME)
def rename(handle: JobHandle) -> str:
    return naming.rename_all(clock.now(), handle)


@every("software.recount", "Count programs and licences again", hours=24)
def recount(at: datetime) -> str | None:
    wrong = recording.recount()
    return f"{wrong:,} counts of programs were put right." if wrong else None
