"""Partners outside: how often each was asked, how often they answered, and what is still with them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from firstbell.support.models import Sharing
from firstbell.support.queries.reporting_periods import Period
from firstbell.support.queries.reporting_tables import Line, Rows


def asked(rows: Rows, period: Period) -> list[Line]:
    """Of those asked in the period `solved` were answered; `minutes` is how many they have now, whenever they were asked."""
    tickets = rows.order_by().values("pk")
    known = Sharing.objects.filter(Q(ticket__in=tickets) | Q(ticket__merged_into__in=tickets))
    then = known.filter(at__gte=period.starts, at__lt=period.ends)
    now, answered = _by_name(then), _by_name(then.exclude(heard_at=None))
    was = _by_name(known.filter(at__gte=period.before.starts, at__lt=period.before.ends))
    still = _by_name(known.filter(ended_at=None, at__lt=period.ends))
    found = [
        Line(
            name, "", now.get(name, 0), was.get(name, 0), answered.get(name, 0), still.get(name, 0)
        )
        for name in {*now, *was, *still}
    ]
    return sorted(found, key=lambda line: (-line.now, -line.minutes, line.label))


def _by_name(rows: QuerySet[Sharing]) -> dict[str, int]:
    return dict(rows.order_by().values_list("name").annotate(n=Count("pk")))
