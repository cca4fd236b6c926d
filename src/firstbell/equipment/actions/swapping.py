"""The broken one in, a spare out to the same holder until the same day, in one step."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions import booking_desk, breaking, custody, lending, stages, wholes
from firstbell.equipment.models import Handover, HandoverLine, Item
from firstbell.equipment.states import Condition, Direction, Lifecycle
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce


def swap(
    broken: Item, *, spare: Item, note: str = "", whole: bool = False, by: Actor, at: datetime
) -> Handover:
    """`whole`: what lies in a trolley stays with it, so that it comes back or goes out along with it."""
    require(by, "equipment.give", broken)
    held = broken.custodies.open().select_related("person", "room", "with_item").first()
    if held is None or not broken.is_individual:
        raise Conflict(f"Nobody has {broken}, so there is nothing to swap.")
    if spare.pk == broken.pk or spare.school_id != broken.school_id or not spare.is_individual:
        raise Refusal(
            "Choose another thing of this school as the spare.", fields={"spare": "Not this one"}
        )
    if not whole:
        for one in (broken, spare):
            wholes.refuse_full(one)
    with transaction.atomic():
        wholes.take_parts_back(broken, held, by=by, at=at)
        custody.take_back(
            broken, by=by, at=at, custody=held, condition=Condition.BROKEN, to_shelf=False
        )
        stages.set_stage([broken], stage=Lifecycle.IN_REPAIR, by=by, at=at, note=note, as_told=True)
        row = Handover(
            school_id=broken.school_id, direction=Direction.SWAP, due_on=held.due_on, note=note[:300],
            opened_by=by.name[:200], opened_key=f"swap:{uuid4()}", created_at=at, person=held.person, room=held.room,
            with_item=held.with_item,
        )  # fmt: skip
        row.save()
        row.lines.create(item=spare, at=at)
        wholes.add_parts(row, spare, at=at)
        made = lending.complete(row, by=by, at=at)
        booking_desk.swapped(held, made.lines.get(item=spare).custody, at=at)
        line = HandoverLine.objects.create(
            handover=made, item=broken, custody=held, condition=Condition.BROKEN, at=at
        )
        damage = breaking.note(line, by=by, at=at)
        if note.strip():
            breaking.change(damage, note=note, charge_pence=None, by=by, at=at)
        announce(
            events.SWAPPED, broken, by=by, at=at, about=[spare, held.holder], spare=spare, holder=held.holder
        )  # fmt: skip
    return made
