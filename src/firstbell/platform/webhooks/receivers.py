from __future__ import annotations

from django.db import connection

from firstbell.lib import clock
from firstbell.platform.audit.events import on_every
from firstbell.platform.audit.models import Event
from firstbell.platform.webhooks import delivering, jobs


def somebody_listens() -> bool:
    # Asked with every announcement, so without a queryset.
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM webhooks_subscription WHERE is_on LIMIT 1")
        return cursor.fetchone() is not None


@on_every("webhooks.offer", wanted=somebody_listens)
def offer(event: Event) -> None:
    if delivering.offer(event):
        jobs.wake(clock.now())
