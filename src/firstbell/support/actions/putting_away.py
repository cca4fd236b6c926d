"""What a desk is made of is put away and brought back: offered no longer, and what names it keeps it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.support import events
from firstbell.support.actions import readying
from firstbell.support.actions.setups import SETUP, word_of
from firstbell.support.models import (
    Category,
    ChecklistTemplate,
    Macro,
    Mailbox,
    RequestType,
    Rule,
    Status,
    Team,
    Ticket,
    TicketTemplate,
)  # fmt: skip

Kept = TypeVar("Kept", Team, Category, Status, RequestType, Rule, Macro, ChecklistTemplate, TicketTemplate)  # fmt: skip


def put_away(row: Kept, *, by: Actor, at: datetime) -> Kept:
    """Nothing that is still in use goes; a rule is off with it."""
    _refuse_others(row, by)
    if row.archived_at is not None:
        raise Conflict(f"{row} is put away already.")
    _REFUSE.get(type(row), _nothing)(row)
    values: dict[str, Any] = {"archived_at": at}
    if isinstance(row, Rule):
        values["is_on"] = False
    with transaction.atomic():
        for name, value in values.items():
            setattr(row, name, value)
        row.bump(*values)
        announce(events.SETUP_AWAY, row, by=by, at=at, what=word_of(row))
    return row


def _refuse_others(row: Any, by: Actor) -> None:
    if isinstance(row, Macro | ChecklistTemplate | TicketTemplate):
        readying.refuse_others(row, by)
    else:
        require(by, SETUP, row)


def bring_back(row: Kept, *, by: Actor, at: datetime) -> Kept:
    """There again, unless another has its name meanwhile; a rule stays off."""
    _refuse_others(row, by)
    if row.archived_at is None:
        raise Conflict(f"{row} is not put away.")
    _REFUSE_BACK.get(type(row), _nothing)(row)
    try:
        with transaction.atomic():
            row.archived_at = None
            row.bump("archived_at")
            announce(events.SETUP_BACK, row, by=by, at=at, what=word_of(row))
    except IntegrityError:
        raise Conflict(f"There is another {word_of(row)} called {row} now. Call one of them differently.") from None  # fmt: skip
    return row


def _nothing(row: Any) -> None:
    """Whatever names it, it can go."""


def _refuse_team(team: Team) -> None:
    waiting = Ticket.objects.open().filter(team=team).count()
    if waiting:
        raise Conflict(f"{counted(waiting, 'open ticket')} of {team} would have nobody. Pass them on first.")  # fmt: skip
    boxes = Mailbox.objects.filter(team=team, enabled=True).count()
    if boxes:
        raise Conflict(f"{counted(boxes, 'mailbox', 'mailboxes')} of {team} would lead nowhere. Give them to another team first.")  # fmt: skip
    sent = Category.objects.live().filter(team=team).count()
    if sent:
        what = counted(sent, "category goes", "categories go")
        raise Conflict(f"{what} to {team}. Send them elsewhere first.")
    parts = Team.objects.live().filter(parent=team).count()
    if parts:
        raise Conflict(
            f"{counted(parts, 'team is', 'teams are')} part of {team}. Put them elsewhere first."
        )
    others = Team.objects.live().exclude(pk=team.pk)
    others = others.at(team.school_id) if team.school_id else others.filter(school=None)
    if not others.exists():
        raise Conflict(f"{team} is the only team. Add another first.")


def _refuse_category(category: Category) -> None:
    waiting = Ticket.objects.open().filter(category=category).count()
    if waiting:
        verb = "is" if waiting == 1 else "are"
        raise Conflict(f"{counted(waiting, 'open ticket')} {verb} about {category}. Solve them, or say what else they are about.")  # fmt: skip
    parts = Category.objects.live().filter(parent=category).count()
    if parts:
        raise Conflict(f"{counted(parts, 'part')} of {category} would stand alone. Put them elsewhere first.")  # fmt: skip


def _refuse_status(status: Status) -> None:
    standing = Ticket.objects.open().filter(status=status).count()
    if standing:
        verb = "stands" if standing == 1 else "stand"
        raise Conflict(f"{counted(standing, 'open ticket')} {verb} at {status}. Set them to another status first.")  # fmt: skip
    refuse_last(status)


def refuse_last(status: Status) -> None:
    others = Status.objects.live().filter(phase=status.phase).exclude(pk=status.pk)
    if not others.exists():
        raise Conflict(f"{status} is the only status that means “{status.get_phase_display().lower()}”. Add another first.")  # fmt: skip


def _refuse_request(row: RequestType) -> None:
    waiting = Ticket.objects.open().filter(request_type=row).count()
    if waiting:
        verb = "asks" if waiting == 1 else "ask"
        raise Conflict(f"{counted(waiting, 'open ticket')} {verb} for {row}. Solve them first.")


def counted(number: int, word: str, several: str = "") -> str:
    return f"{number} {word if number == 1 else several or word + 's'}"


_REFUSE: Final[dict[type[Any], Callable[[Any], None]]] = {
    Team: _refuse_team, Category: _refuse_category, Status: _refuse_status, RequestType: _refuse_request,
}  # fmt: skip
_REFUSE_BACK: Final[dict[type[Any], Callable[[Any], None]]] = {
    Macro: readying.refuse, ChecklistTemplate: readying.refuse, TicketTemplate: readying.refuse,
}  # fmt: skip
