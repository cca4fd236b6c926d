"""The tables of the report: what kind of work, about what, where, with which models, and how long it waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Sum

from firstbell.equipment.models import Item
from firstbell.equipment.models import Model as EquipmentModel
from firstbell.places.models import Room
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Category, Ticket, TicketItem
from firstbell.support.queries.reporting_periods import Period
from firstbell.support.states import Kind

Rows = QuerySet[Ticket]
# The four heads under which schools' own desks have always told what they did.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "reactive": ("Reactive: something broke, or somebody asked", (Kind.FAULT, Kind.QUESTION)),
    "proactive": ("Proactive: found before anybody noticed", (Kind.PROACTIVE,)),
    "change": ("Change: something was altered on purpose", (Kind.CHANGE,)),
    "request": ("Requests: something was wanted", (Kind.REQUEST,)),
}
# How long an open ticket has waited, in days: from, and up to.
AGES: tuple[tuple[str, int, int | None], ...] = (
    ("Less than a week", 0, 7), ("One to two weeks", 7, 14), ("Two to four weeks", 14, 28),
    ("Longer than four weeks", 28, None),
)  # fmt: skip
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """`key` is what the list of tickets is narrowed to; `lost` are minutes of lessons."""

    label: str
    key: str
    now: int
    was: int = 0
    solved: int = 0
    minutes: int = 0
    of: int = 0
    lost: int = 0

    @property
    def per_100(self) -> float | None:
        return 100 * self.now / self.of if self.of else None


def opened_in(rows: Rows, period: Period) -> Rows:
    return rows.filter(opened_at__gte=period.starts, opened_at__lt=period.ends)


def solved_in(rows: Rows, period: Period) -> Rows:
    return rows.filter(solved_at__gte=period.starts, solved_at__lt=period.ends)


def counted(rows: Rows, by: str) -> dict[Any, int]:
    found = rows.order_by().values_list(by).annotate(n=Count("pk"))
    return {key: n for key, n in found if key is not None}


def kinds(rows: Rows, period: Period) -> list[Line]:
    now, was = (counted(opened_in(rows, one), "kind") for one in (period, period.before))
    solved = counted(solved_in(rows, period), "kind")
    return [
        Line(label, ",".join(some), *(sum(found.get(kind, 0) for kind in some) for found in (now, was, solved)))
        for label, some in GROUPS.values()
    ]  # fmt: skip


def categories(rows: Rows, period: Period, lost: Mapping[int, int]) -> list[Line]:
    now, was = (counted(opened_in(rows, one), "category") for one in (period, period.before))
    spent = solved_in(rows, period).order_by().values_list("category")
    done = {
        key: (n, minutes) for key, n, minutes in spent.annotate(n=Count("pk"), m=Sum("minutes"))
    }
    known = Category.objects.in_bulk([key for key in {*now, *was, *done} if key is not None])
    lines = [
        Line(
            row.name,
            str(row.uid),
            now.get(key, 0),
            was.get(key, 0),
            *done.get(key, (0, 0)),
            lost=lost.get(key, 0),
        )
        for key, row in known.items()
    ]
    return _most(lines)


def rooms(rows: Rows, period: Period, lost: Mapping[int, int]) -> list[Line]:
    now, was = (counted(opened_in(rows, one), "room") for one in (period, period.before))
    solved = counted(solved_in(rows, period), "room")
    first = sorted(now, key=lambda key: (-now[key], -lost.get(key, 0)))[:MOST]
    known = Room.objects.in_bulk(first)
    return [
        Line(known[key].name, str(known[key].uid), now[key], was.get(key, 0), solved.get(key, 0), lost=lost.get(key, 0))
        for key in first
    ]  # fmt: skip


def models(rows: Rows, school: School, period: Period, lost: Mapping[int, int]) -> list[Line]:
    """Tickets of a model beside how many of it there are: three of eight say more than five of five hundred."""
    now, was = (_of_models(opened_in(rows, one)) for one in (period, period.before))
    first = sorted(now, key=lambda key: -now[key])[:MOST]
    there = Item.objects.live().filter(school=school, model__in=first).order_by()
    items = dict(there.values_list("model").annotate(n=Count("pk")))
    known = EquipmentModel.objects.select_related("manufacturer").in_bulk(first)
    spoilt = _lost_by_model(lost)
    lines = [
        Line(_called(known[key]), str(known[key].uid), now[key], was.get(key, 0), of=items.get(key, 0), lost=spoilt.get(key, 0))
        for key in first
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.now, -(line.per_100 or 0), line.label))


def _of_models(tickets: Rows) -> dict[int, int]:
    things = TicketItem.objects.filter(
        ticket__in=tickets.order_by().values("pk"), item__model__isnull=False
    )
    found = things.order_by().values_list("item__model").annotate(n=Count("ticket", distinct=True))
    return dict(found)


def _lost_by_model(lost: Mapping[int, int]) -> dict[int, int]:
    """A ticket about two things of one model cost its lesson once."""
    things = TicketItem.objects.filter(ticket__in=list(lost), item__model__isnull=False)
    found: dict[int, int] = defaultdict(int)
    for ticket, model in set(things.values_list("ticket_id", "item__model_id")):
        found[model] += lost[ticket]
    return found


def _called(model: EquipmentModel) -> str:
    maker = model.manufacturer.name if model.manufacturer else ""
    return model.name if model.name.startswith(maker) else f"{maker} {model.name}".strip()


def still_open(rows: Rows, period: Period) -> list[Rows]:
    """What was open when it ended, in two parts that each have an index."""
    there = rows.filter(opened_at__lt=period.ends)
    return [there.filter(solved_at=None), there.filter(solved_at__gte=period.ends)]


def ages(rows: Rows, period: Period, today: date) -> list[Line]:
    """`key` is the day from which on, and the one until which, these were raised."""
    found = []
    for label, low, high in AGES:
        first, last = _raised(period, today, low, high)
        was = _raised(period.before, today, low, high)
        key = f"{first or ''}..{last}"
        found.append(
            Line(label, key, _aged(rows, period, first, last), _aged(rows, period.before, *was))
        )
    return found


def _raised(period: Period, today: date, low: int, high: int | None) -> tuple[date | None, date]:
    end = min(period.last, today)
    first = end - timedelta(days=high - 1) if high else None
    return first, end - timedelta(days=low)


def _aged(rows: Rows, period: Period, first: date | None, last: date) -> int:
    raised = {"opened_at__lt": period.at(last + timedelta(days=1))}
    if first is not None:
        raised["opened_at__gte"] = period.at(first)
    return sum(part.filter(**raised).count() for part in still_open(rows, period))


def _most(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-line.now, -line.was, line.label))
