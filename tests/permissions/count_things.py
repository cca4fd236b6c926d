"""Examples of counts: one that is open, and a phone that has joined it."""

from __future__ import annotations

from firstbell.equipment.actions import counting
from firstbell.equipment.models import Count
from tests.permissions.rooms import item as an_item
from tests.permissions.things import LONG_AGO, Example, World, example


def _opened(world: World) -> Count:
    an_item(world)
    made = counting.plan(
        world.hartley, name="Summer count", scope=counting.Scope(), by=world.system, at=LONG_AGO
    )
    counting.open_count(made, by=world.system, at=LONG_AGO)
    return made


@example(
    "equipment:count", "equipment:count_phone", "equipment:count_join", "equipment:count_change", "equipment:count_open",
    "equipment:count_cancel", "equipment:count_odd", "equipment:count_close", "equipment:count_report",
    "equipment:count_sheet",
)  # fmt: skip
def count(world: World) -> Example:
    made = _opened(world)
    return Example({"uid": made.uid}, made)


@example("equipment:count_part")
def joined(world: World) -> Example:
    made = _opened(world)
    phone, _ = counting.join(made, world.ben, device="Ben's phone", by=world.system, at=LONG_AGO)
    return Example({"uid": phone.uid}, made)
