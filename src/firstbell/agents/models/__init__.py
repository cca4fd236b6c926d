from __future__ import annotations

from firstbell.agents.models.arrivals import ArrivalRule, MatchRule, Policy
from firstbell.agents.models.device import Device, Mark
from firstbell.agents.models.keys import Key
from firstbell.agents.models.reported import CheckIn, LogLine, NetReport, RawReport, Section

__all__ = [
    "ArrivalRule", "CheckIn", "Device", "Key", "LogLine", "Mark", "MatchRule", "NetReport", "Policy", "RawReport",
    "Section",
]  # fmt: skip
