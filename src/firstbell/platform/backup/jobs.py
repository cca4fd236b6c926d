from __future__ import annotations

from datetime import datetime

from firstbell.lib import clock
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.backup import actions, archive
from firstbell.platform.jobs.models import Job
from firstbell.platform.jobs.registry import JobHandle, defer, every, job


@job("backup.make")
def make(handle: JobHandle) -> str:
    path, _ = actions.make(at=clock.now())
    manifest = archive.verify(path)
    actions.tidy()
    return f"{path.name}: {sum(manifest.rows.values()):,} rows, read back whole"


def make_soon(*, by: Actor, at: datetime) -> Job:
    return defer("backup.make", by=by, at=at, title="A backup")


@every("backup.nightly", "Make the nightly backup", hours=24)
def nightly(at: datetime) -> str:
    """Work like other work: it is tried again, and who leads is told when it fails for good."""
    return make_soon(by=system_actor(), at=at).title
