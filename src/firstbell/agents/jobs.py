from __future__ import annotations

from datetime import datetime

from firstbell.agents.actions import checking_in, logbook, unexpected
from firstbell.agents.models import CheckIn
from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs.registry import JobHandle, every, job


@job(checking_in.JOB)
def check_in(handle: JobHandle, uid: str) -> str:
    row = CheckIn.objects.select_related("device").filter(uid=uid).first()
    if row is None or row.state != "queued":
        return "It has come already"
    if checking_in.knock(row, at=clock.now()):
        return f"{row.device} is coming"
    return f"{row.device} was not reached; it is asked again"


@every("agents.check_in_again", "Ask devices again to report", minutes=5)
def check_in_again(at: datetime) -> str:
    return f"{checking_in.knock_again(at)} reached"


@every("agents.unexpected", "Look for devices that report though they should be gone", minutes=10)
def look_for_unexpected(at: datetime) -> str | None:
    found = unexpected.look(by=system_actor(), at=at)
    return f"{found} should be gone and report" if found else None


@every("agents.drop_log", "Forget old lines of the log of devices", days=1)
def drop_log(at: datetime) -> str:
    return f"{logbook.drop_old(at)} lines dropped"
