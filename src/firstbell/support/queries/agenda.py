"""What is due and when, by the day: of each open ticket the next promise, what was set by hand, and the end of its wait."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Min, Q

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Clock, Ticket
from firstbell.support.queries.queue import WHO, of_team, who_of

MOST = 1_000
READ = (
    "pk", "uid", "number", "title", "restricted", "team__opening", "room__name", "room_was", "owner__name", "team__name", "due_at",
    "hand_due_at", "hand_due_why", "waiting_until", "opened_at", "changed_at", "version", "status__name", "status__phase", *WHO,
)  # fmt: skip
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Point:
    """A moment of a ticket: a promise ends, what somebody set by hand has come, or what it waits for is over."""

    at: datetime
    waits: bool
    row: dict[str, Any]
    by_hand: bool = False

    @property
    def time(self) -> str:
        """By the clocks of its school, once it stands on a day."""
        return f"{self.at:%H:%M}"

    @property
    def who(self) -> str:
        return who_of(self.row)

    @property
    def where(self) -> str:
        return self.row["room__name"] or self.row["room_was"] or ""


@dataclass(frozen=True)
class Day:
    day: date
    points: list[Point] = field(default_factory=list)

    @property
    def is_weekend(self) -> bool:
        return self.day.weekday() > 4


def rows_of(actor: Actor, school: School, view: str = "") -> Any:
    """Open ones that they see: of one person, of one team, or all."""
    rows = Ticket.objects.visible_to(actor).open().filter(school=school)
    if view == "mine":
        return rows.filter(owner=actor.account_id) if actor.account_id else rows.none()
    if view.startswith("team-") and view.removeprefix("team-").isdecimal():
        return rows.filter(team__in=of_team(view))
    return rows


def points(rows: Any, since: datetime, until: datetime) -> list[Point]:
    """From a moment up to another, the soonest first."""
    due = Q(due_at__gte=since, due_at__lt=until)
    waits = Q(waiting_until__gte=since, waiting_until__lt=until)
    hands = Q(hand_due_at__isnull=False) & (
        Q(hand_due_at__gte=since, hand_due_at__lt=until) | Q(pk__in=_promised(since, until))
    )
    read = list(rows.filter(due | waits | hands).order_by("pk").values(*READ)[:MOST])
    promises = _promises([row["pk"] for row in read if row["hand_due_at"] is not None])
    found = []
    for row in read:
        for moment, is_wait, by_hand in _moments(row, promises):
            if moment is not None and since <= moment < until:
                found.append(Point(moment, is_wait, row, by_hand))
    return sorted(found, key=lambda point: (point.at, point.row["pk"]))


def _promised(since: datetime, until: datetime) -> Any:
    return _running().filter(due_at__gte=since, due_at__lt=until).values("ticket_id")


def _running() -> Any:
    rows = Clock.objects.filter(met_at=None, paused_at=None, due_at__isnull=False)
    return rows.filter(ticket__hand_due_at__isnull=False)


def _promises(keys: list[int]) -> dict[int, datetime]:
    """The next promise of tickets that have a date set by hand, too; that hides none of them."""
    rows = _running().filter(ticket__in=keys).order_by() if keys else None
    return dict(rows.values_list("ticket_id").annotate(first=Min("due_at"))) if rows else {}


def _moments(
    row: dict[str, Any], promises: dict[int, datetime]
) -> Iterable[tuple[datetime | None, bool, bool]]:
    """(when, whether a wait ends, whether somebody set it)"""
    hand = row["hand_due_at"]
    yield (row["due_at"] if hand is None else promises.get(row["pk"])), False, False
    yield hand, False, True
    yield row["waiting_until"], True, False


def days(found: Iterable[Point], first: date, many: int, zone: ZoneInfo) -> list[Day]:
    """Each day with its own; a weekend on which nothing is due is left out."""
    made = {first + _DAY * n: Day(first + _DAY * n) for n in range(many)}
    for point in found:
        local = replace(point, at=point.at.astimezone(zone))
        if (day := made.get(local.at.date())) is not None:
            day.points.append(local)
    return [day for day in made.values() if day.points or not day.is_weekend or many == 1]


def late(rows: Any, at: datetime) -> int:
    return int(rows.filter(due_at__lt=at).count())
