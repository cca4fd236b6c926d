"""How it went, asked of whoever had the trouble: once, some time after it is solved, and never of a restricted ticket."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from firstbell.lib.mails import read
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.audit.models import Event
from firstbell.support import events
from firstbell.support.actions import fetching, lettering
from firstbell.support.actions.telling import tell
from firstbell.support.models import Aftercare, Opinion, RawMail, Ticket
from firstbell.support.queries import mails, opinions
from firstbell.support.states import Kind, LetterKind, Source

BEST: Final = 5
_AT_ONCE: Final = 100
# What was solved longer ago is asked of nobody: they have forgotten.
_STALE: Final = timedelta(days=14)
# Programs raise these, or the team itself: there is nobody to ask.
_NOBODY: Final = (Source.API,)


def ask_all(at: datetime) -> int:
    """Of every desk that asks, what was solved long enough ago."""
    asked = 0
    for desk in Aftercare.objects.filter(asks=True).select_related("school"):
        rows = Ticket.objects.filter(
            school=desk.school, solved_at__lte=at - timedelta(hours=desk.ask_hours), solved_at__gt=at - _STALE,
            restricted=False, opinion=None, trashed_at=None,
        )  # fmt: skip
        rows = rows.exclude(source__in=_NOBODY).exclude(kind=Kind.PROACTIVE)
        rows = rows.exclude(owner=F("raised_by"), owner__isnull=False)
        with_who = rows.select_related("requester", "team", "school", "status")
        asked += sum(_ask(ticket, at) for ticket in with_who.order_by("pk")[:_AT_ONCE])
    return asked


def _ask(ticket: Ticket, at: datetime) -> bool:
    """By mail whoever wrote by mail, on their own page whoever has an account; the others cannot be asked."""
    by_mail = ticket.source == Source.MAIL and mails.mailbox_of(ticket) is not None
    if by_mail and not _a_person_wrote(ticket):
        return False
    if not by_mail and ticket.raised_by_id is None and not ticket.requester_id:
        return False
    with transaction.atomic():
        _, made = Opinion.objects.get_or_create(ticket=ticket, defaults={"asked_at": at})
        if made:
            tell(events.OPINION_ASKED, ticket, by=system_actor(), at=at)
            if by_mail:
                lettering.queue(ticket, LetterKind.OPINION, at=at)
    return made


def _a_person_wrote(ticket: Ticket) -> bool:
    """Lists and programs are asked nothing."""
    came = RawMail.objects.filter(ticket=ticket).order_by("pk").first()
    if came is None:
        return False
    try:
        return bool(read(fetching.bytes_of(came)).answerable)
    except OSError:
        return False


def until(opinion: Opinion) -> datetime | None:
    """How long they may think again; None while nothing was said."""
    if opinion.given_at is None:
        return None
    row = Aftercare.objects.filter(school=opinion.ticket.school_id).first()
    days = row.change_days if row else Aftercare._meta.get_field("change_days").default
    return opinion.given_at + timedelta(days=days)


def give(opinion: Opinion, score: int, comment: str = "", *, by: Actor, at: datetime) -> Opinion:
    """Nought to five, with words if they like; the last of it counts."""
    ticket = opinion.ticket
    if ticket.restricted or not (ticket.is_of(by) or by.is_system):
        raise Refusal("Only whoever asked says how it went.")
    if not 0 <= score <= BEST:
        raise Refusal("From 0 to 5.", fields={"score": "0 to 5"})
    ends = until(opinion)
    if ends is not None and at > ends:
        raise Conflict("That was a while ago: what you said then stays.")
    words: dict[str, Any] = {
        "score": score, "comment": comment.replace("\x00", "").strip()[:4_000], "changed_at": at,
        "given_at": opinion.given_at or at,
    }  # fmt: skip
    with transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(**words)
        opinion.refresh_from_db()
        tell(events.OPINION, ticket, by=by, at=at, score=score)
    return opinion


def address(event: Event) -> str:
    row = Opinion.objects.filter(ticket__uid=event.subject_uid).first()
    return opinions.address(row) if row else "/mine/tickets/"
