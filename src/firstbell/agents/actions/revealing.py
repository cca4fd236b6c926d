"""The licence keys that a device reported: kept encrypted, shown to leads, and it is noted who looked."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from firstbell.agents import events
from firstbell.agents.actions.sections import KEYS
from firstbell.agents.models import Device, Section
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.database import secrets


def has_keys(device: Device) -> bool:
    return Section.objects.filter(device=device, name=KEYS).exists()


def reveal(device: Device, *, by: Actor, at: datetime) -> list[tuple[str, str]]:
    """(What it is for, the key) of each."""
    require(by, "agents.reveal", device)
    row = Section.objects.filter(device=device, name=KEYS).first()
    if row is None:
        raise Conflict(f"{device} has reported no licence keys.")
    text = secrets.opened(secrets.decrypt(row.document), "What it reported")
    with transaction.atomic():
        announce(events.REVEALED, device, by=by, at=at, about=[device.item])
    return [(name, key) for name, key in json.loads(text)]
