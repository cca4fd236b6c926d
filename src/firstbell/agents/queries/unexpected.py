"""What the register says of an item whose device reports although it should be gone, and what is to be done."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Q

from firstbell.equipment.models import Item
from firstbell.equipment.states import ENDED, LIVE, Lifecycle

GONE: Final = Q(item__lifecycle__in=[*ENDED, Lifecycle.MISSING]) | Q(item__removed_at__isnull=False)
# What is not gone; what waits to be put in the register is there, too.
THERE: Final = Q(item=None) | Q(
    item__removed_at=None, item__lifecycle__in=[one for one in LIVE if one != Lifecycle.MISSING]
)
_TO_DO: Final = {
    Lifecycle.MISSING: "It is on a network again: its address says where to look. Once you have it, set its stage back.",
    Lifecycle.RETIRED: "If it is in use after all, set its stage back. If not, somebody has it running: fetch it, wipe it,"
                       " and refuse its reports.",
    Lifecycle.DISPOSED: "If it never left, set its stage back. If it did, whoever has it now has a disk that was not wiped:"
                        " tell your data protection lead, and refuse its reports.",
}  # fmt: skip
_OUT: Final = "If it is the school’s, restore it to the register. If it is not, refuse its reports."


def is_gone(lifecycle: str | None, removed_at: datetime | None) -> bool:
    """The same of one row; without an item it waits."""
    return removed_at is not None or lifecycle in (*ENDED, Lifecycle.MISSING)


def word(item: Item) -> str:
    return (
        "out of the register"
        if item.removed_at is not None and item.lifecycle not in _TO_DO
        else Lifecycle(item.lifecycle).label.lower()
    )


def to_do(item: Item) -> str:
    return _TO_DO.get(Lifecycle(item.lifecycle), _OUT)
