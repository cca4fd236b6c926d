"""Who did the work, and whom it was for."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum

from firstbell.people.models import Person
from firstbell.platform.accounts.models import Account
from firstbell.support.queries.reporting_periods import Period
from firstbell.support.queries.reporting_tables import (
    MOST,
    Line,
    Rows,
    counted,
    opened_in,
    solved_in,
    still_open,
)


def technicians(rows: Rows, period: Period) -> list[Line]:
    """What each solved, in how much time, and what they still have: `solved` is what is open."""
    done: dict[Any, tuple[int, int]] = {
        key: (n, minutes)
        for key, n, minutes in solved_in(rows, period)
        .order_by()
        .values_list("owner")
        .annotate(n=Count("pk"), m=Sum("minutes"))
    }
    was = counted(solved_in(rows, period.before), "owner")
    left: dict[Any, int] = {}
    for part in still_open(rows, period):
        for key, n in counted(part, "owner").items():
            left[key] = left.get(key, 0) + n
    known = Account.objects.in_bulk([key for key in {*done, *was, *left} if key is not None])
    found = [
        Line(one.name, str(one.uid), done.get(key, (0, 0))[0], was.get(key, 0), left.get(key, 0), done.get(key, (0, 0))[1])
        for key, one in known.items()
    ]  # fmt: skip
    return sorted(found, key=lambda line: (-line.now, -line.minutes, line.label))


def requesters(rows: Rows, period: Period) -> list[Line]:
    """Who asked most often: whoever needs help every week may need something else."""
    now, was = (counted(opened_in(rows, one), "requester") for one in (period, period.before))
    solved = counted(solved_in(rows, period), "requester")
    first = sorted(now, key=lambda key: -now[key])[:MOST]
    known = Person.objects.in_bulk(first)
    found = [
        Line(known[key].formal, str(known[key].uid), now[key], was.get(key, 0), solved.get(key, 0))
        for key in first
    ]
    return sorted(found, key=lambda line: (-line.now, line.label))
