"""What came in and waits for somebody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from firstbell.agents.models import Device
from firstbell.agents.states import Approval
from firstbell.platform.accounts.actors import Actor


def waiting(actor: Actor) -> QuerySet[Any]:
    """Devices that nobody has decided on, the newest first."""
    rows: QuerySet[Any] = Device.objects.visible_to(actor).filter(merged_into=None)
    rows = rows.filter(approval=Approval.WAITING).select_related(
        "school", "item__model", "item__category"
    )
    return rows.order_by("-first_seen_at", "-pk")
