"""Saying what may be booked, and how."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.models import BookingAllowance, BookingRule, Item
from firstbell.equipment.models.booking_rule import Bookable
from firstbell.lib.refusal import Conflict, Refusal, Stale
from firstbell.people.models import Group
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.tenancy.models import School


def set_rule(
    school: School, thing: Bookable, *, by: Actor, at: datetime, version: int | None = None, **values: Any
) -> BookingRule:  # fmt: skip
    """How a kind, a model or one item is booked at this school; said again, it is changed.

    `version` is the one that its editor read, 0 where there was none; without it nobody read any.
    """
    require(by, "equipment.give", school)
    if isinstance(thing, Item) and thing.school_id != school.pk:
        raise Conflict(f"{thing} is of another school.")
    where = {thing._meta.model_name or "": thing}
    row: BookingRule
    with transaction.atomic():
        row, is_new = BookingRule.objects.select_for_update(of=("self",)).get_or_create(
            school=school, **where, defaults={**values, "created_at": at}
        )
        if version is not None:
            _read(row, version, is_new=is_new)
        changes = [] if is_new else changes_between(row, values)
        if changes:
            for name, value in values.items():
                setattr(row, name, value)
            row.bump(*values)
        if is_new or changes:
            announce(events.BOOKING_RULE_SET, thing, by=by, at=at, changes=changes)
    return row


def _read(row: BookingRule, version: int, *, is_new: bool) -> None:
    if is_new and version:
        raise Stale(f"It is not said any more how {row.thing} is booked. Say it anew.")
    if not is_new and not version:
        raise Conflict(f"It is said already how {row.thing} is booked. Change that.")
    if version:
        row.version = version


def drop_rule(row: BookingRule, *, by: Actor, at: datetime) -> None:
    """From now on it is booked as what it belongs to, or not at all; what was promised stays promised."""
    require(by, "equipment.give", row)
    with transaction.atomic():
        announce(events.BOOKING_RULE_DROPPED, row.thing, by=by, at=at)
        row.delete()


def allow(
    rule: BookingRule, *, kind: str = "", group: Group | None = None, by: Actor, at: datetime, **values: Any
) -> BookingAllowance:  # fmt: skip
    """What some people may, otherwise than the rule says; said again, it is changed."""
    require(by, "equipment.give", rule)
    if bool(kind) == (group is not None):
        raise Refusal("Choose one: all students or all staff, or a group.", fields={"group": "One"})
    if group is not None and group.school_id != rule.school_id:
        raise Conflict(f"{group} is of another school.")
    with transaction.atomic():
        row, is_new = BookingAllowance.objects.select_for_update(of=("self",)).get_or_create(
            rule=rule, kind=kind, group=group, defaults=values
        )
        changes = [] if is_new else changes_between(row, values)
        if changes:
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
        if is_new or changes:
            announce(events.BOOKING_RULE_SET, rule.thing, by=by, at=at, changes=changes)
    found: BookingAllowance = row
    return found


def disallow(row: BookingAllowance, *, by: Actor, at: datetime) -> None:
    """From now on the rule itself holds for them."""
    require(by, "equipment.give", row.rule)
    with transaction.atomic():
        announce(events.BOOKING_RULE_SET, row.rule.thing, by=by, at=at)
        row.delete()
