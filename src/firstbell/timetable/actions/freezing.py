"""Stretches in which nothing is changed that could go wrong."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.tenancy.models import School
from firstbell.timetable import events
from firstbell.timetable.models import Freeze


@dataclass(frozen=True, slots=True)
class FreezePlan:
    what: str
    why: str
    starts_at: datetime
    ends_at: datetime


def set_freeze(school: School, plan: FreezePlan, *, by: Actor, at: datetime) -> Freeze:
    require(by, "timetable.change", school)
    freeze = Freeze(school=school, created_at=at, **_values(plan))
    with transaction.atomic():
        freeze.save()
        announce(events.FREEZE_SET, freeze, by=by, at=at)
    return freeze


def change_freeze(freeze: Freeze, plan: FreezePlan, *, by: Actor, at: datetime) -> Freeze:
    require(by, "timetable.change", freeze)
    wanted = _values(plan)
    changes = changes_between(freeze, wanted)
    if not changes:
        return freeze
    for name, value in wanted.items():
        setattr(freeze, name, value)
    with transaction.atomic():
        freeze.bump(*wanted)
        announce(events.FREEZE_CHANGED, freeze, by=by, at=at, changes=changes)
    return freeze


def lift_freeze(freeze: Freeze, *, by: Actor, at: datetime) -> None:
    """One that has begun ends now; one that lies ahead never was."""
    require(by, "timetable.change", freeze)
    with transaction.atomic():
        announce(events.FREEZE_LIFTED, freeze, by=by, at=at)
        if freeze.starts_at >= at:
            freeze.delete()
        elif freeze.ends_at > at:
            freeze.ends_at = at
            freeze.bump("ends_at")


def _values(plan: FreezePlan) -> dict[str, object]:
    values = asdict(plan)
    values["what"], values["why"] = " ".join(plan.what.split()), " ".join(plan.why.split())
    if not values["what"]:
        raise Refusal("What is to stay as it is?", fields={"what": "Say what"})
    if not values["why"]:
        raise Refusal("Why? Whoever wants to change something will ask.", fields={"why": "Say why"})
    if plan.ends_at <= plan.starts_at:
        raise Refusal("It ends before it begins.", fields={"ends": "Before it begins"})
    return values
