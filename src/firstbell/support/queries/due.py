"""The clocks of a ticket, in words and in minutes of school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstbell.calendar.queries import calendar_of
from firstbell.support.models import Clock, Ticket
from firstbell.support.states import ClockKind


@dataclass(frozen=True)
class Due:
    clock: Clock
    used: int
    left: int
    look: str

    @property
    def words(self) -> str:
        if self.clock.paused_at is not None:
            return f"stands still, {in_words(self.left)} left"
        if self.left <= 0:
            return "late"
        return f"{in_words(self.left)} of school time left"


def in_words(minutes: int) -> str:
    hours, rest = divmod(max(minutes, 0), 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{rest} min"


def clocks(ticket: Ticket, at: datetime) -> list[Due]:
    """Those that are not met yet, the first to be due first; the one to solve it last."""
    calendar = calendar_of(ticket.school, at.date())
    order = list(ClockKind.values)
    rows = Clock.objects.filter(ticket=ticket, met_at=None, due_at__isnull=False)
    found = []
    for row in sorted(rows, key=lambda one: order.index(one.kind)):
        until = row.paused_at or at
        assert row.due_at is not None  # noqa: S101 -- filtered
        left = calendar.school_minutes_between(until, row.due_at)
        late = left <= 0 and row.paused_at is None
        look = "bad" if late else "warn" if left * 4 <= row.promised else "live"
        used = min(row.promised, max(0, row.promised - left))
        found.append(Due(row, used, left, look))
    return found
