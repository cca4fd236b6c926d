"""One change of a ticket: its columns, its line in the history and its words in search, together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from firstbell.lib.refusal import Conflict
from firstbell.places.actions.own import index_own
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.events import Change, announce, changes_between
from firstbell.support.actions import hiding, indexing
from firstbell.support.events import Pair
from firstbell.support.models import Ticket

_LABELS = {"waiting_until": "waits until", "stops": "stops", "requester_email": "address"}
# What follows from the others, and would only be repeated.
_QUIET = {"changed_at", "acknowledged_at", "responded_at", "solved_at", "closed_at", "minutes", "due_at", "room_was",
          "merged_into", "merged_at", "parent", "trashed_at", "trashed_by"}  # fmt: skip


# A date that somebody set is over with the ticket.
NO_HAND = {"hand_due_at": None, "hand_due_why": ""}

_after: list[Callable[..., None]] = []


def after(listen: Callable[..., None]) -> Callable[..., None]:
    """What follows every change of a ticket, in its transaction."""
    _after.append(listen)
    return listen


def tell(
    pair: Pair, ticket: Ticket, *, by: Actor, at: datetime, changes: Iterable[Change] = (), about: Iterable[Any] = (),
    **words: Any,
) -> None:  # fmt: skip
    kind = pair.restricted if ticket.restricted else pair.plain
    announce(kind, ticket, by=by, at=at, changes=list(changes), about=list(about), **words)


def change(
    ticket: Ticket, pair: Pair, values: dict[str, Any], *, by: Actor, at: datetime, own: Sequence[Change] = (),
    **words: Any,
) -> list[Change]:  # fmt: skip
    """Set these columns, tell it, and let search know; does nothing where nothing changes.

    `own` are changes of the trust's own fields, which stand on the ticket already.
    """
    if ticket.trashed_at is not None and "trashed_at" not in values:
        raise Conflict(f"{ticket.number} is thrown away. Bring it back first.")
    values = _with_its_end(ticket, values)
    changes = changes_between(ticket, values, _LABELS)
    if not changes and not own:
        return []
    told = [
        replace(one, was=_in_words(ticket, name, one.was), now=_in_words(ticket, name, one.now))
        for name, one in zip((name for name in values if getattr(ticket, name) != values[name]), changes, strict=True)
        if name not in _QUIET
    ]  # fmt: skip
    values = {**values, "changed_at": at}
    if own:
        values["custom"] = ticket.custom
    if any(one.field == "status" for one in changes):
        values["status_at"] = at
    with transaction.atomic():
        was = _write(ticket, values, own)
        tell(pair, ticket, by=by, at=at, changes=[*told, *own], **words)
        if ticket.history_audience != was:
            hiding.follow(ticket, was, at=at)
        for listen in _after:
            listen(ticket, at=at)
        indexing.put(ticket)
    return [*changes, *own]


def _write(ticket: Ticket, values: dict[str, Any], own: Sequence[Change]) -> str:
    """Who alone read its history before."""
    was = ticket.history_audience
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.bump(*values)
    if own:
        index_own(ticket)
    return was


def _with_its_end(ticket: Ticket, values: dict[str, Any]) -> dict[str, Any]:
    is_over = values.get("solved_at") is not None and ticket.hand_due_at is not None
    return {**values, **NO_HAND} if is_over else values


def _in_words(ticket: Ticket, name: str, value: Any) -> Any:
    """As a person reads it later: who, and not their key; what was chosen, and not how it is kept."""
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(ticket.school.time_zone))
    field: Any = Ticket._meta.get_field(name)
    if field.is_relation and name == field.attname and value is not None:
        return field.related_model._base_manager.filter(pk=value).first()
    return dict(field.flatchoices).get(value, value) if field.choices else value
