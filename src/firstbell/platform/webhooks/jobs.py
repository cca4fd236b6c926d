from __future__ import annotations

from datetime import datetime, timedelta

from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs.models import Job, State
from firstbell.platform.jobs.registry import JobHandle, defer, every, job
from firstbell.platform.webhooks import delivering
from firstbell.platform.webhooks.models import Call

KEPT = timedelta(days=30)
_NAME = "webhooks.deliver"


@job(_NAME)
def deliver(handle: JobHandle) -> str:
    taken = refused = 0
    for is_taken in delivering.deliver_due(clock.now()):
        taken, refused = taken + is_taken, refused + (not is_taken)
        handle.progress(taken + refused, taken + refused, f"{taken} taken, {refused} to try again")
    return f"{taken} taken, {refused} to try again"


def wake(at: datetime) -> None:
    """One round waits at a time; one that already runs may have passed by the newest call."""
    if not Job.objects.filter(name=_NAME, state=State.WAITING).exists():
        defer(_NAME, by=system_actor(), at=at, title="Tell other systems")


@every("webhooks.look", "Tell other systems again that did not answer", minutes=1)
def look(at: datetime) -> str:
    if not delivering.is_any_due(at):
        return "Nothing to tell."
    wake(at)
    return "Telling."


@every("webhooks.forget", "Forget old calls to other systems", hours=24)
def forget(at: datetime) -> str:
    gone, _ = Call.objects.filter(created_at__lt=at - KEPT).delete()
    return f"{gone} old calls forgotten"
