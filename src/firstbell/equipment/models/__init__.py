from __future__ import annotations

from firstbell.equipment.models.catalogue import (
    Category,
    JunkSerial,
    Manufacturer,
    Model,
    StageLabel,
    StageRule,
)
from firstbell.equipment.models.counting import Count, CountJoin, CountLine, CountScan
from firstbell.equipment.models.facts import Cover, Custody, Identity, PlanSpot, Sighting
from firstbell.equipment.models.item import Item
from firstbell.equipment.models.lending import DeskScan, Handover, HandoverLine

__all__ = [
    "Category", "Count", "CountJoin", "CountLine", "CountScan", "Cover", "Custody", "DeskScan", "Handover",
    "HandoverLine", "Identity", "Item", "JunkSerial", "Manufacturer", "Model", "PlanSpot", "Sighting", "StageLabel",
    "StageRule",
]  # fmt: skip
