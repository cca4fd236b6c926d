from __future__ import annotations

from firstbell.lib import clock
from firstbell.platform.audit.events import on_every
from firstbell.platform.audit.models import Event
from firstbell.platform.database.remembered import Remembered
from firstbell.platform.webhooks import delivering, jobs
from firstbell.platform.webhooks.models import Subscription

_listens: Remembered[bool] = Remembered(Subscription)


def somebody_listens() -> bool:
    """Asked with every announcement."""
    return _listens.get("on", lambda: Subscription.objects.filter(is_on=True).exists())


@on_every("webhooks.offer", wanted=somebody_listens)
def offer(event: Event) -> None:
    if delivering.offer(event):
        jobs.wake(clock.now())
