"""At the end of each school's week, how it went: to whoever asked for it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.timeline import own
from firstbell.platform.tenancy.models import School
from firstbell.support import events
from firstbell.support.queries import reporting, reporting_periods, reporting_words

_FRIDAY, _HOUR = 4, 16


def tell(at: datetime) -> int:
    """How many schools were told. Bears being run at any time: a week is told once."""
    return sum(_tell_at(school, at) for school in School.objects.filter(left_on=None))


def _tell_at(school: School, at: datetime) -> bool:
    here = at.astimezone(ZoneInfo(school.time_zone))
    friday = here.date() - timedelta(days=here.weekday() - _FRIDAY)
    since = datetime.combine(friday, time(_HOUR), here.tzinfo)
    if here < since or own(school.uid).filter(kind=events.WEEK_TOLD.name, at__gte=since).exists():
        return False
    period = reporting_periods.around(school, reporting_periods.WEEK, friday)
    found = reporting.report(None, school, period, at)
    if found.is_empty:
        return False
    announce(
        events.WEEK_TOLD, school, by=system_actor(), at=at, answer=reporting_words.answer(found)
    )
    return True
