"""How often things are counted, and that whoever counts is told what is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from firstbell.equipment import events
from firstbell.equipment.models import CountRule
from firstbell.equipment.queries import due
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.tenancy.models import School

LONGEST = 120
_MORNING = 7


def set_interval(school: School, *, months: int | None, by: Actor, at: datetime) -> CountRule:
    """What its kind says nothing of is counted every so many months; without a number, never."""
    require(by, "equipment.count", school)
    if months is not None and not 1 <= months <= LONGEST:
        raise Refusal(
            f"Between 1 and {LONGEST} months.", fields={"months": f"Between 1 and {LONGEST}"}
        )
    with transaction.atomic():
        rule = _rule(school, at)
        if rule.months != months:
            change = Change("counted every, months", rule.months, months)
            rule.months = months
            rule.bump("months")
            announce(events.COUNT_RULE_CHANGED, school, by=by, at=at, changes=[change])
    return rule


def _rule(school: School, at: datetime) -> CountRule:
    start = {"months": due.USUAL, "created_at": at}
    return CountRule.objects.get_or_create(school=school, defaults=start)[0]


def remind(at: datetime) -> int:
    """Once a week, in each school's own morning; how many schools were told. Bears being run at any time."""
    return sum(_remind_at(school, at) for school in School.objects.filter(left_on=None))


def _remind_at(school: School, at: datetime) -> bool:
    here = school.local(at)
    if here.hour < _MORNING or here.weekday() > 4:
        return False
    monday = here.date() - timedelta(days=here.weekday())
    if CountRule.objects.filter(school=school, told_on__gte=monday).exists():
        return False
    number = sum(one.overdue for one in due.by_room(school, here.date()))
    with transaction.atomic():
        told = _once(school, monday, here.date(), at)
        if told and number:
            things = "1 thing" if number == 1 else f"{number:,} things"
            announce(events.COUNTS_DUE, school, by=system_actor(), at=at, things=things)
    return told and number > 0


def _once(school: School, monday: date, on: date, at: datetime) -> bool:
    rows = CountRule.objects.filter(pk=_rule(school, at).pk)
    return bool(rows.filter(Q(told_on=None) | Q(told_on__lt=monday)).update(told_on=on))
