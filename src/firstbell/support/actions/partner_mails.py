"""What a partner outside answers by mail, and that they are reminded: for the team to read, and sent to nobody by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q

from firstbell.calendar.queries import calendar_of
from firstbell.lib import mails
from firstbell.lib.mails import Kind, Message
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.attachments import actions as attachments
from firstbell.support import events
from firstbell.support.actions import hearing, partnering
from firstbell.support.actions.telling import change, tell
from firstbell.support.models import Entry, PartnerWords, Sharing, Ticket
from firstbell.support.queries import partners

REMINDERS: Final = 2
_AT_ONCE: Final = 200
_REMINDER: Final = (
    "We have not heard from you about this yet. Please answer this mail, even if it takes longer."
)
_PROGRAMS: Final = (Kind.AUTO_REPLY, Kind.CALENDAR_REPLY)


def heard(sharing: Sharing, ticket: Ticket, message: Message, *, at: datetime) -> Entry:
    """What waited for them is in hand again. A program’s answer moves nothing, and one after it was taken back neither."""
    by = hearing.actor_for(message.sender)
    said = mails.strip_quote(message.text)
    entry = hearing.written(ticket, message, said, public=False, of=sharing.name, at=at)
    PartnerWords.objects.create(sharing=sharing, entry=entry)
    _keep_files(entry, ticket, message, by=by, at=at)
    if message.kind in _PROGRAMS:
        return entry
    Sharing.objects.filter(pk=sharing.pk).update(heard_at=at, reminded_at=None, reminders=0)
    values: dict[str, Any] = (
        partnering.going_on(sharing, ticket, at) if sharing.ended_at is None else {}
    )
    if not values or not change(ticket, events.HEARD, values, by=by, at=at, partner=sharing.name):
        tell(events.HEARD, ticket, by=by, at=at, partner=sharing.name)
    return entry


def _keep_files(entry: Entry, ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> None:
    """With their words: what lies on the ticket itself whoever asked sees, too."""
    left = []
    for one in message.attachments:
        try:
            with transaction.atomic():
                attachments.add_silently(entry, hearing.File(one.name, one.data), by=by, at=at)
        except Conflict:
            continue  # the same logo again
        except Refusal as refusal:
            left.append(f"{one.name}: {refusal.sentence}")
    left += hearing.too_large(message)
    if left:
        hearing.noted(ticket, "Left out of what came with the mail:\n" + "\n".join(left), at=at)


def remind(at: datetime) -> tuple[int, int]:
    """How many were reminded, and of how many the owner was told that they do not answer; days are the team’s school days."""
    rows = partners.rows().filter(ended_at=None, ticket__solved_at=None, reminders__lte=REMINDERS)
    waiting = rows.filter(Q(heard_at=None) | Q(heard_at__lt=F("written_at")))
    reminded = late = 0
    for sharing in waiting.order_by("written_at")[:_AT_ONCE]:
        if not _is_due(sharing, at):
            continue
        with transaction.atomic():
            mine = Sharing.objects.filter(
                pk=sharing.pk,
                reminders=sharing.reminders,
                ended_at=None,
                written_at=sharing.written_at,
            )
            if not mine.update(reminders=F("reminders") + 1, reminded_at=at):
                continue
            again = sharing.reminders < REMINDERS
            if again:
                partnering.send(sharing, _REMINDER, by=system_actor(), at=at)
            pair = events.PARTNER_REMINDED if again else events.PARTNER_LATE
            tell(
                pair,
                sharing.ticket.merged_into or sharing.ticket,
                by=system_actor(),
                at=at,
                partner=sharing.name,
            )
        reminded, late = reminded + again, late + (not again)
    return reminded, late


def _is_due(sharing: Sharing, at: datetime) -> bool:
    every = sharing.ticket.team.remind_days
    since = sharing.reminded_at or sharing.written_at
    days = calendar_of(sharing.ticket.school, at.date()).school_days_between(
        since.date(), at.date()
    )
    return bool(every) and days >= every
