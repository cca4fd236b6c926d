from __future__ import annotations

from firstbell.equipment.models.accepting import Acceptance
from firstbell.equipment.models.asked import Question, Reminder
from firstbell.equipment.models.booking import Booking, BookingFill, BookingLine
from firstbell.equipment.models.booking_rule import BookingAllowance, BookingRule
from firstbell.equipment.models.catalogue import (
    Category,
    JunkSerial,
    Manufacturer,
    Model,
    StageLabel,
    StageRule,
)
from firstbell.equipment.models.counting import (
    Count,
    CountJoin,
    CountLine,
    CountPhoto,
    CountRule,
    CountScan,
)
from firstbell.equipment.models.facts import Cover, Custody, Identity, PlanSpot, Sighting
from firstbell.equipment.models.handing_out import HandOut
from firstbell.equipment.models.item import Item
from firstbell.equipment.models.lending import DeskScan, Handover, HandoverLine
from firstbell.equipment.models.losing import Loss
from firstbell.equipment.models.promises import Agreement, Damage, HandoverText
from firstbell.equipment.models.stock import Fit, Shelf, Stock, StockMove

__all__ = [
    "Acceptance",
    "Agreement",
    "Booking",
    "BookingAllowance",
    "BookingFill",
    "BookingLine",
    "BookingRule",
    "Category",
    "Count",
    "CountJoin",
    "CountLine",
    "CountPhoto",
    "CountRule",
    "CountScan",
    "Cover",
    "Custody",
    "Damage",
    "DeskScan",
    "Fit",
    "HandOut",
    "Handover",
    "HandoverLine",
    "HandoverText",
    "Identity",
    "Item",
    "JunkSerial",
    "Loss",
    "Manufacturer",
    "Model",
    "PlanSpot",
    "Question",
    "Reminder",
    "Shelf",
    "Sighting",
    "StageLabel",
    "StageRule",
    "Stock",
    "StockMove",
]
