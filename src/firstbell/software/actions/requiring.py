"""What devices have to have, and what they must not."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.lists.models import SavedView
from firstbell.platform.tenancy.models import School
from firstbell.software import events
from firstbell.software.models import Requirement, Title
from firstbell.software.queries import keeping

GROUPS = ("equipment.items", "agents.devices")


class Wish(NamedTuple):
    wanted: str
    view: SavedView | None = None
    reason: str = ""


def want(title: Title, wish: Wish, *, school: School, by: Actor, at: datetime) -> Requirement:
    """A title is required on, or forbidden from, the devices of a saved view, or all of the school's."""
    require(by, "software.change", school)
    _refuse(wish.view, school)
    row = Requirement(
        school=school, title=title, wanted=wish.wanted, view=wish.view, reason=wish.reason[:300], created_at=at
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
            announce(events.WANTED_ADDED, row, by=by, at=at, about=[title])
    except IntegrityError:
        raise Conflict(f"{row} already.", fields={"title": "There already"}) from None
    return row


def _refuse(view: SavedView | None, school: School) -> None:
    if view is None:
        return
    if view.list_name not in GROUPS:
        raise Refusal("Choose a view of devices.", fields={"view": "Not of devices"})
    if keeping.turns_in_circles(view):
        raise Refusal(
            f"“{view}” asks which devices keep to things. Choose a view that does not.",
            fields={"view": "Turns in circles"},
        )
    if not view.shared:
        raise Refusal(
            f"“{view}” is one person's own view. Share it first, so that it stays.",
            fields={"view": "Not shared"},
        )
    if view.school_id not in (None, school.pk):
        raise Refusal("That view is another school's.", fields={"view": "Another school's"})


def end(row: Requirement, *, by: Actor, at: datetime) -> None:
    require(by, "software.change", row)
    with transaction.atomic():
        ended = Requirement.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at)
        if ended:
            announce(events.WANTED_ENDED, row, by=by, at=at, about=[row.title])
