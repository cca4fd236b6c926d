"""What the list of devices is narrowed by, as the fleet's own list is."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet

from firstbell.agents.api.shapes import DeviceFilter
from firstbell.agents.models import Device
from firstbell.agents.queries import ages, fleet

_LOOKUPS: Final = {
    "school": "school__uid", "item": "item__uid", "room": "item__place__uid", "key": "key__uid", "address": "address__iexact",
    "approval": "approval", "kind": "kind", "hostname": "hostname__iexact", "serial": "serial__iexact",
    "model": "model__icontains", "system": "os_name__icontains", "release": "os_version__iexact",
    "agent": "agent__icontains", "agent_version": "agent_version__iexact",
    "antivirus": "antivirus", "encryption": "encryption", "firewall": "firewall",
    "memory_over": "memory_mb__gt", "memory_under": "memory_mb__lt",
    "disk_over": "disk_gb__gt", "disk_under": "disk_gb__lt",
    "free_over": "disk_free_gb__gt", "free_under": "disk_free_gb__lt", "battery_under": "battery_percent__lt",
}  # fmt: skip


def narrowed(rows: QuerySet[Device], query: DeviceFilter, at: datetime) -> QuerySet[Device]:
    for name, lookup in _LOOKUPS.items():
        value = getattr(query, name)
        if value is not None and value != "":
            rows = rows.filter(**{lookup: value})
    if query.registered is not None:
        rows = rows.filter(item__isnull=not query.registered)
    if query.doubtful is not None:
        rows = rows.exclude(doubt="") if query.doubtful else rows.filter(doubt="")
    if query.unexpected is not None:
        rows = rows.filter(unexpected_at__isnull=not query.unexpected)
    return rows.filter(_since(query, at))


def _since(query: DeviceFilter, at: datetime) -> Q:
    """Age and silence, which no column holds."""
    found, today = Q(), at.date()
    if query.older_than is not None:
        found &= ages.aged("over", [Decimal(query.older_than)], today)
    if query.younger_than is not None:
        found &= ages.aged("under", [Decimal(query.younger_than)], today)
    if query.silent_over is not None:
        found &= fleet.silent("over", [query.silent_over], at)
    if query.silent_under is not None:
        found &= fleet.silent("under", [query.silent_under], at)
    return found
