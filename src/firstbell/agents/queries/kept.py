"""The last full report of a device as it came, for whoever has to find out what an agent really said."""

from __future__ import annotations

import zlib
from typing import Final

from firstbell.agents.models import Device, RawReport
from firstbell.agents.queries import privacy, settings
from firstbell.agents.states import LastUser
from firstbell.lib.agentprotocol import Unreadable
from firstbell.lib.refusal import NotFound

PACKINGS: Final = {"none": "not compressed", "": "nobody noted how it was packed"}


def report_of(device: Device) -> RawReport | None:
    """All but its body."""
    return RawReport.objects.filter(device=device).defer("body").first()


def required(device: Device) -> RawReport:
    row = RawReport.objects.filter(device=device).first()
    if row is None:
        raise NotFound(f"{device} has not sent a full report yet.")
    return row


def text_of(row: RawReport, device: Device) -> str:
    """Without processes, environment and licence keys, and without who was signed in where the school keeps no names today."""
    policy = settings.policy_of(device.school)
    keeps, left_out = LastUser(policy.last_user), settings.own_words(policy)
    try:
        return privacy.shown(zlib.decompress(row.body), row.content_type, keeps, left_out)
    except (Unreadable, zlib.error) as problem:
        raise NotFound("What came cannot be read any more.") from problem


def packed_how(row: RawReport) -> str:
    return PACKINGS.get(row.packing, row.packing)
