"""Drafts and presence: no history is made of what was only looked at or begun.

A draft is one person's until they let the team see and finish it; then whoever sends it first has sent it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.support.actions import trays
from firstbell.support.models import Draft, Looking, Ticket

_LONGEST = 60_000


class SentAlready(Conflict):
    """Somebody else sent the draft that both had."""


def keep(ticket: Ticket, body: str, *, public: bool = True, by: Actor, at: datetime) -> None:
    """What stands in the box is kept; an empty box keeps nothing."""
    require(by, "support.work", ticket)
    body = body.replace("\x00", "")[:_LONGEST]
    if by.account_id is None:
        return
    if not body.strip():
        forget(ticket, by=by)
        return
    Draft.objects.update_or_create(
        ticket=ticket, account_id=by.account_id, defaults={"body": body, "public": public, "at": at}
    )


def forget(ticket: Ticket, *, by: Actor) -> None:
    Draft.objects.filter(ticket=ticket, account=by.account_id).delete()


def show(ticket: Ticket, *, by: Actor, at: datetime) -> Draft:
    """The team sees it from now on, with whose it is, and may finish it."""
    require(by, "support.work", ticket)
    mine = Draft.objects.filter(ticket=ticket, account=by.account_id, account__isnull=False).first()
    if mine is None:
        raise Refusal("Write something first.")
    if mine.shown_at is None:
        mine.shared, mine.shown_at = mine.shared or uuid4(), at
        mine.save(update_fields=["shared", "shown_at"])
    return mine


def hide(ticket: Ticket, *, by: Actor) -> None:
    """Who took it over has it still."""
    Draft.objects.filter(ticket=ticket, account=by.account_id).update(shown_at=None)


def take_over(ticket: Ticket, shared: UUID, *, by: Actor, at: datetime) -> Draft:
    """Its words and files come to mine, below what I had begun; whose it was keeps theirs."""
    require(by, "support.work", ticket)
    if by.account_id is None:
        raise Refusal("Only somebody with an account takes a draft over.")
    shown = Draft.objects.filter(ticket=ticket, shared=shared, shown_at__isnull=False)
    theirs = shown.exclude(account=by.account_id).select_related("account").first()
    if theirs is None:
        raise NotFound("That draft is not there any more.")
    if theirs.sent_at is not None:
        raise Conflict(f"{theirs.sent_by} has sent it already.")
    with transaction.atomic():
        mine = Draft.objects.filter(ticket=ticket, account=by.account_id).first()
        words = {
            "body": _together(mine.body if mine else "", theirs.body), "public": theirs.public, "at": at, "shared": shared,
            "shown_at": None, "sent_by": "", "sent_at": None,
        }  # fmt: skip
        made, _ = Draft.objects.update_or_create(ticket=ticket, account_id=by.account_id, defaults=words)  # fmt: skip
        trays.copy(ticket, theirs.account_id, by=by, at=at)
    return made


def _together(mine: str, theirs: str) -> str:
    if not mine.strip() or mine.strip() in theirs:
        return theirs
    return mine if theirs.strip() in mine else f"{mine.rstrip()}\n\n{theirs}"[:_LONGEST]


@contextmanager
def sending(ticket: Ticket, *, by: Actor, at: datetime) -> Iterator[None]:
    """What is sent meanwhile, and with it the draft: of those who have the same whoever is first, and the others are told."""
    with transaction.atomic():
        _first(ticket, by, at)
        yield
        forget(ticket, by=by)


def _first(ticket: Ticket, by: Actor, at: datetime) -> None:
    own = Draft.objects.filter(ticket=ticket, account=by.account_id, shared__isnull=False)
    shared = own.values_list("shared", flat=True).first()
    if shared is None:
        return
    # Held in one order, so that of two who send at once one waits for the other.
    held = list(
        Draft.objects.select_for_update().filter(ticket=ticket, shared=shared).order_by("pk")
    )
    mine = next((one for one in held if one.account_id == by.account_id), None)
    if mine is not None and mine.sent_at is not None:
        when = mine.sent_at.astimezone(ZoneInfo(ticket.school.time_zone))
        raise SentAlready(
            f"{mine.sent_by} sent this draft at {when:%H:%M}. Read it below: your words are still here, and not sent."
        )
    others = Draft.objects.filter(pk__in=[one.pk for one in held]).exclude(account=by.account_id)
    others.update(sent_by=by.name[:200], sent_at=at)


def part(ticket: Ticket, *, by: Actor) -> None:
    """Whoever was told that it is sent has their words as their own: sent again, they are meant."""
    Draft.objects.filter(ticket=ticket, account=by.account_id).update(
        shared=None, shown_at=None, sent_by="", sent_at=None
    )


def look(ticket: Ticket, *, types: bool = False, by: Actor, at: datetime) -> None:
    require(by, "support.work", ticket)
    if by.account_id is None:
        return
    values = {"seen_at": at, **({"typed_at": at} if types else {})}
    Looking.objects.update_or_create(ticket=ticket, account_id=by.account_id, defaults=values)
