"""Saying what may be booked, and how."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.models import BookingRule, Item
from firstbell.equipment.models.booking import Bookable
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.tenancy.models import School


def set_rule(
    school: School, thing: Bookable, *, by: Actor, at: datetime, **values: Any
) -> BookingRule:
    """How a kind, a model or one item is booked at this school; said again, it is changed."""
    require(by, "equipment.give", school)
    if isinstance(thing, Item) and thing.school_id != school.pk:
        raise Conflict(f"{thing} is of another school.")
    where = {thing._meta.model_name or "": thing}
    row: BookingRule
    with transaction.atomic():
        row, is_new = BookingRule.objects.select_for_update(of=("self",)).get_or_create(
            school=school, **where, defaults={**values, "created_at": at}
        )
        changes = [] if is_new else changes_between(row, values)
        if changes:
            for name, value in values.items():
                setattr(row, name, value)
            row.bump(*values)
        if is_new or changes:
            announce(events.BOOKING_RULE_SET, thing, by=by, at=at, changes=changes)
    return row


def drop_rule(row: BookingRule, *, by: Actor, at: datetime) -> None:
    """From now on it is booked as what it belongs to, or not at all; what was promised stays promised."""
    require(by, "equipment.give", row)
    with transaction.atomic():
        announce(events.BOOKING_RULE_DROPPED, row.thing, by=by, at=at)
        row.delete()
