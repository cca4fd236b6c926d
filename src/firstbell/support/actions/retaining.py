"""How long a team keeps what it solved: after so many years its tickets go, or what they say of people does."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Max, Min

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.support import events
from firstbell.support.actions import erasing, setups
from firstbell.support.models import Team, Ticket
from firstbell.support.states import Keeping

MOST_YEARS: Final = 25
_A_TIME: Final = 300


class Meant(NamedTuple):
    """What it would come to now."""

    tickets: int
    first: datetime | None
    last: datetime | None


def due(team: Team, years: int, how: str, at: datetime) -> Any:
    """What was solved so long ago; of what is blanked anyway, what is not blank yet."""
    if not years or team.pk is None:
        return Ticket.objects.none()
    rows = Ticket.objects.standing().filter(team=team, solved_at__lt=_before(at, years))
    return rows.filter(erased_at=None) if how == Keeping.BLANK else rows


def _before(at: datetime, years: int) -> datetime:
    try:
        return at.replace(year=at.year - years)
    except ValueError:  # the 29th of February
        return at.replace(year=at.year - years, day=28)


def meant(team: Team, years: int, how: str, at: datetime) -> Meant:
    rows = due(team, years, how, at)
    ends = rows.aggregate(first=Min("solved_at"), last=Max("solved_at"))
    return Meant(rows.count(), ends["first"], ends["last"])


def set_years(team: Team, years: int, how: str, *, by: Actor, at: datetime) -> Team:
    """0 keeps them for good."""
    if not 0 <= years <= MOST_YEARS or how not in Keeping.values:
        raise Refusal(f"Up to {MOST_YEARS} years.", fields={"keep_years": "Years, in figures"})
    saved: Team = setups.save(team, {"keep_years": years, "keep_how": how}, by=by, at=at)
    return saved


def look(at: datetime) -> tuple[int, int]:
    """How many went, and how many were blanked; the next ones follow the next time."""
    gone = blanked = 0
    for team in Team.objects.filter(keep_years__gt=0).order_by("pk"):
        rows = due(team, team.keep_years, team.keep_how, at).select_related("school", "category")
        for ticket in rows.order_by("solved_at")[:_A_TIME]:
            if team.keep_how == Keeping.BLANK:
                erasing.blank(ticket, events.BLANKED, by=system_actor(), at=at)
                blanked += 1
            else:
                erasing.remove(ticket, events.GONE, by=system_actor(), at=at)
                gone += 1
    return gone, blanked
