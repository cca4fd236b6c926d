"""What was solved and nobody came back to is closed in the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.queries import every_school
from firstbell.support import events
from firstbell.support.actions import working
from firstbell.support.models import Aftercare, Ticket
from firstbell.support.states import Phase

_A_TIME: Final = 200


def close_solved(at: datetime) -> int:
    """After the days of each school; where it says none, never."""
    days = dict(Aftercare.objects.values_list("school", "close_days"))
    closed = 0
    for school in every_school():
        wait = days.get(school.pk, Aftercare.USUAL_DAYS)
        if wait is None:
            continue
        rows = Ticket.objects.filter(
            school=school, trashed_at=None, closed_at=None, status__phase=Phase.SOLVED, solved_at__lte=at - timedelta(days=wait)
        )  # fmt: skip
        with_it = rows.select_related("status", "team", "school", "room", "requester")
        for ticket in with_it.order_by("solved_at")[:_A_TIME]:
            working.close(ticket, by=system_actor(), at=at)
            closed += 1
    return closed


def set_aftercare(school: School, values: dict[str, Any], *, by: Actor, at: datetime) -> Aftercare:
    require(by, "support.change_setup", school)
    for name, most in (("close_days", 365), ("ask_hours", 24 * 14 - 1), ("change_days", 90)):
        if values.get(name) is not None and not 0 <= values[name] <= most:
            raise Refusal(f"Up to {most}.", fields={name: f"Up to {most}"})
    with transaction.atomic():
        row, _ = Aftercare.objects.get_or_create(school=school, defaults={"created_at": at})
        changes = changes_between(row, values)
        if changes:
            for name, value in values.items():
                setattr(row, name, value)
            row.bump(*values)
            announce(events.SETUP_CHANGED, row, by=by, at=at, changes=changes)
    return row
