from __future__ import annotations

from datetime import datetime, timedelta

from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs.models import Job, State
from firstbell.platform.jobs.registry import JobHandle, defer, every, job
from firstbell.platform.notifications import mailing, posting
from firstbell.platform.notifications.models import Notice, Post

KEPT = timedelta(days=120)
_NAME = "notifications.send"


@job(_NAME, attempts=1)
def send(handle: JobHandle) -> str:
    """Mails and posts that are due. A mail server that is away is no failed work: the next round tries again."""
    at = clock.now()
    mails, problem = mailing.send_due(at)
    posts = posting.send_due(at)
    said = f"{mails} mails, {posts} messages to channels"
    return f"{said}; the mail server says: {problem}" if problem else said


@every("notifications.look", "Send the mails that are due", minutes=1)
def look(at: datetime) -> str:
    """Sending takes a worker's time, not the scheduler's; and one round at a time."""
    if not (
        mailing.is_any_due(at)
        or Post.objects.filter(sent_at=None, due_at__lte=at, attempts__lt=6).exists()
    ):
        return "Nothing to send."
    if Job.objects.filter(name=_NAME, state__in=[State.WAITING, State.RUNNING]).exists():
        return "Still sending."
    defer(_NAME, by=system_actor(), at=at, title="Send notices")
    return "Sending."


@every("notifications.forget", "Forget old notices", hours=24)
def forget(at: datetime) -> str:
    old = at - KEPT
    Post.objects.filter(due_at__lt=old).delete()
    gone, _ = Notice.objects.filter(at__lt=old).exclude(read_at=None).delete()
    return f"{gone} old notices forgotten"
