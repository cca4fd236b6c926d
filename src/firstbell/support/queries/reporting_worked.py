"""What the work took, and how it went: minutes by what they were spent on, money by room, and what people said."""

from __future__ import annotations

from django.db.models import Count, Sum

from firstbell.support.models import Cost, Entry, Opinion
from firstbell.support.queries.reporting_periods import Period
from firstbell.support.queries.reporting_tables import Line, Rows, opened_in
from firstbell.support.states import Activity, Source

BEST = 5


def activities(rows: Rows, period: Period) -> list[Line]:
    """Minutes; and of what nobody planned, because it was met in the corridor, how much of them."""
    now, was = (_spent(rows, one) for one in (period, period.before))
    found = [
        Line(label, key, now.get(key, 0), was.get(key, 0))
        for key, label in [*Activity.choices, ("", "Not said what")]
        if now.get(key) or was.get(key)
    ]
    met, before = (_unplanned(rows, one) for one in (period, period.before))
    if found and (met or before):
        found.append(Line("Of all that unplanned, in the corridor", "corridor", met, before))
    return found


def _spent(rows: Rows, period: Period) -> dict[str, int]:
    said = Entry.objects.filter(
        ticket__in=rows.order_by().values("pk"), minutes__gt=0, at__gte=period.starts, at__lt=period.ends
    )  # fmt: skip
    return dict(said.order_by().values_list("activity").annotate(n=Sum("minutes")))


def _unplanned(rows: Rows, period: Period) -> int:
    met = opened_in(rows, period).filter(source=Source.CORRIDOR)
    return met.aggregate(n=Sum("minutes"))["n"] or 0


def costs(rows: Rows, period: Period) -> list[Line]:
    """Pence, by room."""
    now, was = (_paid(rows, one) for one in (period, period.before))
    found = [Line(name or "No room", "", now.get(name, 0), was.get(name, 0)) for name in {*now, *was}]  # fmt: skip
    return sorted(found, key=lambda line: (-line.now, -line.was, line.label))


def _paid(rows: Rows, period: Period) -> dict[str, int]:
    paid = Cost.objects.counted().filter(
        ticket__in=rows.order_by().values("pk"), paid_on__gte=period.first, paid_on__lte=period.last
    )
    return dict(paid.order_by().values_list("ticket__room_was").annotate(n=Sum("pence")))


def opinions(rows: Rows, period: Period) -> list[Line]:
    """How many gave each of 5 to 0; empty while nobody said anything."""
    now, was = (_given(rows, one) for one in (period, period.before))
    if not now and not was:
        return []
    return [
        Line(f"{score} of {BEST}", str(score), now.get(score, 0), was.get(score, 0))
        for score in range(BEST, -1, -1)
    ]


def _given(rows: Rows, period: Period) -> dict[int, int]:
    said = Opinion.objects.filter(
        ticket__in=rows.order_by().values("pk"), score__isnull=False, given_at__gte=period.starts,
        given_at__lt=period.ends,
    )  # fmt: skip
    return dict(said.order_by().values_list("score").annotate(n=Count("pk")))


def mean(lines: list[Line]) -> str:
    """ "4.3 of 5, by 12 people", or nothing."""
    given = sum(line.now for line in lines)
    if not given:
        return ""
    whole = sum(int(line.key) * line.now for line in lines) / given
    return f"{whole:.1f} of {BEST}, by {given} {'person' if given == 1 else 'people'}."
