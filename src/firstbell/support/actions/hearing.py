"""What a mail says, put on a ticket: in the name of whoever wrote it, and without believing more than it proves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from firstbell.lib import mails
from firstbell.lib.mails import Address, Attachment, Message, token
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.attachments import actions as attachments
from firstbell.support import events
from firstbell.support.actions import following, indexing, opening, starting
from firstbell.support.actions.telling import change, tell
from firstbell.support.models import Entry, Letter, Mailbox, Ticket, Undelivered
from firstbell.support.queries import mails as known
from firstbell.support.states import EntryKind, LetterState, Phase, Source

LONGEST: Final = 60_000


@dataclass(frozen=True)
class File:
    """A file of a mail as one that was uploaded."""

    name: str
    data: bytes

    def chunks(self) -> Iterator[bytes]:
        yield self.data


def actor_for(address: Address) -> Actor:
    name = address.name or address.email or "Somebody without an address"
    return replace(system_actor(source="mail"), name=name[:200])


def opened(mailbox: Mailbox, message: Message, *, at: datetime) -> tuple[Ticket, Entry]:
    """A new ticket. What a technician passed on is that of whoever wrote it first."""
    writer, subject, body = message.answer_to, message.subject, message.text
    forwarded = message.forwarded
    if forwarded and known.is_technician(message.sender.key, mailbox.school, at):
        writer, subject = forwarded.sender, forwarded.subject or message.subject
        body = forwarded.text or message.text
    person = known.person_of(writer.email)
    report = opening.Report(
        title=(token.without(subject) or "A mail without a subject")[:200], body=body[:LONGEST], requester=person,
        requester_name=writer.name or (str(person) if person else ""), requester_email=writer.email[:254],
        source=Source.MAIL, team=mailbox.team,
    )  # fmt: skip
    by = actor_for(message.sender)
    ticket = opening.open_ticket(mailbox.school, report, by=by, at=at)
    entry = ticket.entries.order_by("pk").first() or written(
        ticket, message, "", public=True, at=at
    )
    if forwarded and forwarded.comment and writer is forwarded.sender:
        written(ticket, message, forwarded.comment, public=False, at=at)
    add_files(ticket, message, by=by, at=at)
    following.hear(ticket, message, by=by, at=at)
    return ticket, entry


def answered(ticket: Ticket, message: Message, *, at: datetime) -> Entry:
    """Whoever wrote knows the ticket's mark or takes part in it. What waited goes on; what ended lately is open again."""
    ended = ticket.closed_at or ticket.solved_at
    late = ended is not None and at - ended > timedelta(days=ticket.team.reopen_days)
    if late or (ended is not None and not ticket.team.they_reopen):
        raise Conflict(f"{ticket.number} was closed a while ago.")
    by = actor_for(message.sender)
    entry = written(ticket, message, mails.strip_quote(message.text), public=True, at=at)
    ends_wait = ticket.status.phase in (Phase.WAITING, Phase.SOLVED, Phase.CLOSED)
    goes_on = ends_wait and not ticket.status.for_approval
    pair = events.ASKED_BACK if ticket.is_open else events.REOPENED
    values: dict[str, Any] = {}
    if goes_on:
        status = starting.status_of(Phase.OPEN, at=at)
        values = {"status": status, "solved_at": None, "closed_at": None, "waiting_until": None}
    if not change(ticket, pair, values, by=by, at=at):
        tell(pair, ticket, by=by, at=at)
    add_files(ticket, message, by=by, at=at)
    following.hear(ticket, message, by=by, at=at)
    return entry


def by_program(ticket: Ticket, message: Message, *, at: datetime) -> Entry:
    """Out of office and the like: there to be read, and nothing moves for it."""
    return written(ticket, message, mails.strip_quote(message.text) or message.subject, public=False, at=at)  # fmt: skip


def unheeded(ticket: Ticket, message: Message, why: str, *, at: datetime) -> Entry:
    """In the name of one of the team, and not proved or not possible: for the team to read, and nothing of it done."""
    words = mails.split(message.text).own or message.subject
    return written(ticket, message, f"Not done: {why}\n\n{words}", public=False, at=at)


def heeded(ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> Entry:
    """One that only said what to do."""
    return Entry.objects.create(
        ticket=ticket, kind=EntryKind.NOTE, public=False, body=mails.split(message.text).own[:LONGEST], by_account_id=by.account_id,
        by_name=by.name[:200], from_team=True, at=at,
    )  # fmt: skip


def came_back(ticket: Ticket, message: Message, *, at: datetime) -> Entry:
    bounce = message.bounce
    failed = bounce.failed if bounce else ()
    lines = [_line(one) for one in failed] or ["A mail came back."]
    if bounce and bounce.original_id:
        gone = any(one.permanent for one in failed) or not failed
        problem = "; ".join(lines)[:300]
        _mark(bounce, ticket, at)
        ours = Q(ticket=ticket) | Q(ticket__merged_into=ticket)
        rows = Letter.objects.filter(ours, message_id=bounce.original_id)
        rows.update(problem=problem, **({"state": LetterState.BOUNCED} if gone else {}))
    return written(ticket, message, "\n".join(lines), public=False, at=at)


def _mark(bounce: mails.Bounce, ticket: Ticket, at: datetime) -> None:
    """Only where it was our mail to that very address: nobody else can have an address marked."""
    ours = Letter.objects.filter(message_id=bounce.original_id).values_list("to", flat=True)
    sent = {to.casefold() for to in ours}
    for one in bounce.failed:
        if one.permanent and one.email.casefold() in sent:
            words = {"why": one.why[:300], "since": at}
            Undelivered.objects.update_or_create(email=one.email.casefold(), defaults=words)


def _line(one: mails.Failed) -> str:
    why = f": {one.why}" if one.why else ""
    if one.permanent:
        return f"Our mail did not reach {one.email}, and will not{why}."
    return f"Our mail has not reached {one.email} yet{why}."


def written(
    ticket: Ticket, message: Message, body: str, *, public: bool, of: str = "", at: datetime
) -> Entry:
    """In the name of whoever wrote it; `of` is the partner outside for whom they write."""
    who = message.sender
    called = who.name or who.email or "Somebody"
    called = f"{called}, {of}" if of and of not in (who.name, who.email) else called
    entry = Entry.objects.create(
        ticket=ticket, kind=EntryKind.PARTNER if of else EntryKind.MAIL, public=public, body=(body.strip() or message.subject or "No words.")[:LONGEST],
        by_person=known.person_of(who.email), by_name=called[:200], from_team=False, at=at,
    )  # fmt: skip
    if public:
        indexing.put(ticket)
    return entry


def add_files(ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> None:
    """What cannot be kept is named in a note; it is still in the mail itself."""
    left = [why for one in message.attachments if (why := _add_file(ticket, one, by=by, at=at))]
    left += too_large(message)
    if left:
        noted(ticket, "Left out of what came with the mail:\n" + "\n".join(left), at=at)


def too_large(message: Message) -> list[str]:
    return list(message.oddities) if "larger" in " ".join(message.oddities) else []


def noted(ticket: Ticket, body: str, *, at: datetime) -> None:
    Entry.objects.create(ticket=ticket, kind=EntryKind.NOTE, public=False, body=body[:LONGEST], by_name="Firstbell", from_team=True, at=at)  # fmt: skip


def _add_file(ticket: Ticket, one: Attachment, *, by: Actor, at: datetime) -> str:
    if not one.data:
        return ""
    try:
        with transaction.atomic():
            attachments.add(ticket, File(one.name, one.data), by=by, at=at)
    except Conflict:
        return ""  # the same logo again
    except Refusal as refusal:
        return f"{one.name}: {refusal.sentence}"
    return ""
