from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction

from firstbell.calendar import events
from firstbell.calendar.actions.editions import next_edition
from firstbell.calendar.models import BellSchedule, Period
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.schooltime import OUTSIDE, Bell, DayPattern
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.tenancy.models import School


def add_bells(school: School, plan: DayPattern, *, by: Actor, at: datetime) -> BellSchedule:
    require(by, "calendar.change", school)
    schedule = BellSchedule(school=school, created_at=at)
    _refuse(schedule, plan)
    _take(schedule, plan)
    with transaction.atomic():
        schedule.save()
        _set_periods(schedule, plan.bells, at)
        next_edition(school.pk, at)
        announce(events.BELLS_ADDED, schedule, by=by, at=at)
    return schedule


def change_bells(
    schedule: BellSchedule, plan: DayPattern, *, by: Actor, at: datetime
) -> BellSchedule:
    """A period keeps its row, and what hangs on it, by its place in the day."""
    require(by, "calendar.change", schedule)
    _refuse(schedule, plan)
    was = _described(schedule)
    _take(schedule, plan)
    with transaction.atomic():
        schedule.bump("name", "weekdays", "week", "since", "until")
        _set_periods(schedule, plan.bells, at)
        now = _described(BellSchedule.objects.get(pk=schedule.pk))
        changes = [Change(name, was[name], now[name]) for name in was if was[name] != now[name]]
        next_edition(schedule.school_id, at)
        announce(events.BELLS_CHANGED, schedule, by=by, at=at, changes=changes)
    return schedule


def remove_bells(schedule: BellSchedule, *, by: Actor, at: datetime) -> None:
    require(by, "calendar.change", schedule)
    with transaction.atomic():
        announce(events.BELLS_REMOVED, schedule, by=by, at=at)
        school_id = schedule.school_id
        schedule.delete()
        next_edition(school_id, at)


def _take(schedule: BellSchedule, plan: DayPattern) -> None:
    schedule.name, schedule.week = " ".join(plan.name.split()), plan.week
    schedule.weekdays = "".join(str(day) for day in sorted(plan.weekdays))
    schedule.since, schedule.until = plan.since, plan.until


def _refuse(schedule: BellSchedule, plan: DayPattern) -> None:
    if not plan.name.strip():
        raise Refusal("These bell times need a name.", fields={"name": "Give it a name"})
    if not plan.weekdays:
        raise Refusal("On which days do these bells ring?", fields={"weekdays": "Choose a day"})
    if plan.since and plan.until and plan.until < plan.since:
        raise Refusal("They end before they begin.", fields={"until": "Before the first day"})
    _refuse_muddle(plan.bells)
    others = BellSchedule.objects.filter(school_id=schedule.school_id).exclude(pk=schedule.pk)
    if others.filter(name__iexact=plan.name.strip()).exists():
        raise Conflict(
            f"There are bell times called {plan.name} already.", fields={"name": "Taken"}
        )
    for other in others.prefetch_related("periods"):
        if _rivals(plan, other.plain_value()):
            raise Conflict(
                f"{other} rings on the same days ({other.when}). Choose other days, the other week, or dates for one "
                "of them."
            )


def _refuse_muddle(bells: Sequence[Bell]) -> None:
    if not any(bell.kind not in OUTSIDE for bell in bells):
        raise Refusal("A day has at least one lesson or registration.")
    for bell in bells:
        if bell.ends <= bell.starts:
            raise Refusal(f"{bell.label} ends before it begins.")
    for before, after in pairwise(sorted(bells, key=lambda bell: bell.starts)):
        if after.starts < before.ends:
            raise Refusal(
                f"{after.label} begins at {after.starts:%H:%M}, before {before.label} ends at {before.ends:%H:%M}."
            )


def _rivals(one: DayPattern, other: DayPattern) -> bool:
    """Nothing tells which of the two rings on a day that both fit."""
    return (
        one.exactness == other.exactness
        and one.week == other.week
        and bool(one.weekdays & other.weekdays)
        and (one.since or date.min) <= (other.until or date.max)
        and (other.since or date.min) <= (one.until or date.max)
    )


def _set_periods(schedule: BellSchedule, bells: Sequence[Bell], at: datetime) -> None:
    rows = list(schedule.periods.order_by("starts"))
    for row in rows[len(bells) :]:
        row.delete()
    rows = rows[: len(bells)]
    rows += [
        Period(school_id=schedule.school_id, schedule=schedule, created_at=at)
        for _ in bells[len(rows) :]
    ]
    for row, bell in zip(rows, sorted(bells, key=lambda one: one.starts), strict=True):
        row.label, row.kind, row.starts, row.ends = (
            bell.label,
            bell.kind.value,
            bell.starts,
            bell.ends,
        )
        row.save()


def _described(schedule: BellSchedule) -> dict[str, str]:
    periods = schedule.periods.order_by("starts")
    bells = "; ".join(f"{row} {row.starts:%H:%M} to {row.ends:%H:%M}" for row in periods)
    return {"name": schedule.name, "days": schedule.when, "bells": bells}
