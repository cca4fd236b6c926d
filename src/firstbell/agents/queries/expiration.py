"""When an agent shall come again: often while the school is open, seldom at night, and never all at half past eight."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zlib import crc32

from firstbell.agents.models import Policy
from firstbell.calendar.queries.calendars import calendar_of
from firstbell.platform.tenancy.models import School

OPENS, CLOSES = time(7, 0), time(18, 0)
# The first lesson signs everybody in: the network and the server have enough to do.
BUSY_FROM, BUSY_TO = time(8, 15), time(8, 55)
_SPREAD = 40


def minutes_to_next(policy: Policy, *, now: datetime, who: str, is_open: bool) -> int:
    """From now to the next contact, by the school's own clock; `who` spreads those that would come together."""
    spread = crc32(who.encode()) % _SPREAD
    by_day = is_open and OPENS <= now.time() < CLOSES
    wait = timedelta(hours=max(1, policy.day_hours if by_day else policy.night_hours))
    then = now + wait
    if BUSY_FROM <= then.time() < BUSY_TO:
        calm = datetime.combine(then.date(), BUSY_TO, tzinfo=then.tzinfo)
        then = calm + timedelta(minutes=spread)
    return max(5, int((then - now).total_seconds() // 60))


def next_contact(school: School, policy: Policy, *, at: datetime, who: str) -> int:
    now = school.local(at)
    open_now = calendar_of(school, now.date()).is_school_day(now.date())
    return minutes_to_next(policy, now=now, who=who, is_open=open_now)


def in_json(minutes: int) -> int | str:
    """Whole hours as a bare number, which every agent reads; else minutes."""
    return f"{minutes}m" if minutes % 60 else minutes // 60


def in_hours(minutes: int) -> int:
    return max(1, round(minutes / 60))
