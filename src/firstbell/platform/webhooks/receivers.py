from __future__ import annotations

from firstbell.lib import clock
from firstbell.platform.audit.events import on_every
from firstbell.platform.audit.models import Event
from firstbell.platform.webhooks import delivering, jobs
from firstbell.platform.webhooks.models import Subscription


def somebody_listens() -> bool:
    return Subscription.objects.filter(is_on=True).exists()


@on_every("webhooks.offer", wanted=somebody_listens)
def offer(event: Event) -> None:
    if delivering.offer(event):
        jobs.wake(clock.now())
