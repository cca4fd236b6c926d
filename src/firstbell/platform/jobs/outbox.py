"""Handing events to their receivers after the commit, each at least once, whatever crashes in between."""

from __future__ import annotations

import logging
import traceback
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from firstbell.lib import clock
from firstbell.platform.audit import events
from firstbell.platform.audit.models import Delivery

log = logging.getLogger("firstbell.jobs")
_LEASE = timedelta(minutes=2)
_ATTEMPTS = 8
_BATCH = 200


def deliver_waiting() -> int:
    """Deliver what is due; how many."""
    count = 0
    while batch := _due(clock.now()):
        count += sum(_deliver(delivery) for delivery in batch)
    return count


def _due(now: datetime) -> list[Delivery]:
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    return list(
        Delivery.objects.filter(free, done_at=None, attempts__lt=_ATTEMPTS)
        .select_related("event")
        .order_by("id")[:_BATCH]
    )


def _deliver(delivery: Delivery) -> bool:
    now = clock.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    taken = Delivery.objects.filter(free, pk=delivery.pk, done_at=None).update(
        claimed_until=now + _LEASE, attempts=F("attempts") + 1
    )
    if not taken:
        return False
    handle = events.receiver(delivery.event.kind, delivery.receiver)
    try:
        with transaction.atomic():
            if handle is not None:
                handle(delivery.event)
            Delivery.objects.filter(pk=delivery.pk).update(
                done_at=clock.now(), claimed_until=None, problem=""
            )
    except Exception:
        log.exception("%s did not take event %s", delivery.receiver, delivery.event.kind)
        wait = timedelta(seconds=min(900, 5 * 2**delivery.attempts))
        Delivery.objects.filter(pk=delivery.pk).update(
            claimed_until=clock.now() + wait, problem=traceback.format_exc(limit=-5)
        )
    return True
