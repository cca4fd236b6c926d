"""A mail that was kept becomes a ticket, or words on one: once, in the transaction that says so."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import IntegrityError, transaction

from firstbell.lib import mails
from firstbell.lib.mails import Kind, Message, token
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.support.actions import (
    commanding,
    composing,
    fetching,
    hearing,
    joining,
    lettering,
    partner_mails,
)
from firstbell.support.models import Entry, MailId, RawMail, Ticket, Undelivered
from firstbell.support.queries import mails as known
from firstbell.support.queries import partners
from firstbell.support.states import MailState

log = logging.getLogger("firstbell.support")
A_TIME: Final = 200
# Two programs that answer each other are stopped here, where nothing else told them apart from people.
LOOP: Final = 20
WITHIN: Final = timedelta(minutes=10)
# What opens no ticket of its own.
_NOWHERE: Final = {
    Kind.BOUNCE: "It says that a mail did not arrive, and none of ours.",
    Kind.AUTO_REPLY: "A program answered, and to no ticket.", Kind.CALENDAR_REPLY: "A program answered, and to no ticket.",
}  # fmt: skip


class Held(Refusal):
    """It stays where it is until somebody has looked at it."""


def read_waiting(*, at: datetime) -> int:
    """Read what was kept, the oldest first."""
    rows = RawMail.objects.filter(state=MailState.STORED).order_by("came_at", "pk")
    for mail in list(rows[:A_TIME]):
        read(mail, at=at)
    return min(len(rows), A_TIME)


def read(mail: RawMail, *, at: datetime) -> RawMail:
    """Never raises for what a mail says; what cannot be read is held, with the reason."""
    try:
        message = mails.read(fetching.bytes_of(mail))
    except OSError as problem:
        return _end(mail, MailState.HELD, f"Its bytes cannot be read: {problem}", at)
    for _ in range(2):
        try:
            with transaction.atomic():
                return _placed(mail, message, at)
        except IntegrityError:
            continue  # the same mail came to another box at this moment: now it stands
        except Refusal as refusal:
            return _end(mail, MailState.HELD, refusal.sentence, at)
        except Exception as problem:  # one mail must not keep all others waiting
            log.exception("A mail could not be read: %s", mail.uid)
            return _end(mail, MailState.HELD, f"{type(problem).__name__}: {problem}", at)
    return _end(mail, MailState.HELD, "It came twice at once.", at)


def _end(mail: RawMail, state: MailState, reason: str, at: datetime) -> RawMail:
    mail.state, mail.reason, mail.read_at = state, reason[:300], at
    mail.attempts += 1
    mail.save(update_fields=["state", "reason", "read_at", "attempts"])
    return mail


def _placed(mail: RawMail, message: Message, at: datetime) -> RawMail:
    mail = RawMail.objects.select_for_update(of=("self",)).select_related("mailbox__school", "mailbox__team").get(pk=mail.pk)  # fmt: skip
    if mail.state not in (MailState.STORED, MailState.HELD):
        return mail
    mail.sender, mail.subject = message.sender.key[:320], message.subject[:200]
    mail.same = same(message, mail)
    mail.save(update_fields=["sender", "subject", "same"])
    earlier = (
        RawMail.objects.filter(same=mail.same, state=MailState.READ).exclude(pk=mail.pk).first()
    )
    if earlier is not None:
        mail.ticket = earlier.ticket
        mail.save(update_fields=["ticket"])
        return _end(mail, MailState.IGNORED, f"The same mail came to {earlier.mailbox}.", at)
    ours = _why_ours(message)
    if ours:
        return _end(mail, MailState.IGNORED, ours, at)
    _refuse_loop(mail, at)
    if message.kind is Kind.PERSON:  # whoever writes from an address is there
        Undelivered.objects.filter(email=message.sender.key).delete()
    return _onto_ticket(mail, message, at)


def same(message: Message, mail: RawMail) -> str:
    """By its id and its words. The same id with other words is another mail: some programs use one for all."""
    told = [message.message_id or mail.digest, message.sender.key, message.subject, message.text]
    files = [sha256(one.data).hexdigest() for one in message.attachments]
    return sha256("\0".join([*told, *files]).encode()).hexdigest()


def _why_ours(message: Message) -> str:
    if message.loop and message.loop == composing.mark():
        return "Firstbell sent it itself."
    if message.sender.key in known.own_addresses():
        return "It comes from a mailbox of the desk itself."
    return ""


def _refuse_loop(mail: RawMail, at: datetime) -> None:
    lately = RawMail.objects.filter(
        sender=mail.sender, state=MailState.READ, came_at__gt=at - WITHIN
    )
    if mail.sender and lately.count() >= LOOP:
        raise Held(f"{mail.sender} sent {LOOP} mails within ten minutes: perhaps two programs answer each other.")  # fmt: skip


def _onto_ticket(mail: RawMail, message: Message, at: datetime) -> RawMail:
    mark = known.work_mark(message)
    sharing = partners.sharing_of(message) if mark is None else None
    of = mark or sharing
    named, ticket = _standing(of.ticket if of else known.ticket_of(message))
    if ticket is None and message.kind in _NOWHERE:
        return _end(mail, MailState.IGNORED, _NOWHERE[message.kind], at)
    if ticket is not None and mark is not None and message.kind is Kind.PERSON:
        mail.entry = commanding.obey(replace(mark, ticket=ticket), message, at=at)
        hearing.add_files(ticket, message, by=hearing.actor_for(message.sender), at=at)
    elif ticket is not None and sharing is not None and message.kind is not Kind.BOUNCE:
        mail.entry = partner_mails.heard(sharing, ticket, message, at=at)
    else:
        ticket, mail.entry = _by_kind(mail, message, ticket, at)
    _say_where(mail.entry, named, ticket)
    mail.ticket = ticket
    mail.save(update_fields=["ticket", "entry"])
    if message.message_id and sharing is None:
        MailId.objects.get_or_create(ticket=ticket, key=known.hashed(message.message_id), defaults={"ours": False})  # fmt: skip
    if mail.is_cut:
        hearing.noted(ticket, mail.cut, at=at)
    return _end(mail, MailState.READ, mail.cut, at)


def _by_kind(mail: RawMail, message: Message, ticket: Ticket | None, at: datetime) -> tuple[Ticket, Entry]:  # fmt: skip
    if ticket is not None and message.kind is Kind.BOUNCE:
        return ticket, hearing.came_back(ticket, message, at=at)
    if ticket is not None and message.kind in _NOWHERE:
        return ticket, hearing.by_program(ticket, message, at=at)
    return _by_person(mail, message, ticket, at)


def _standing(named: Ticket | None) -> tuple[Ticket | None, Ticket | None]:
    """Of one that was merged also the one it is now, held so that it stays that until this mail is on it."""
    if named is None:
        return None, None
    [held] = joining.hold(named)
    return held, held if held.merged_into is None else joining.hold(held.merged_into)[0]


def _say_where(entry: Entry | None, named: Ticket | None, ticket: Ticket | None) -> None:
    """Of words to a ticket that was merged, so that whoever raised it reads their own talk."""
    is_merged = named is not None and ticket is not None and named.merged_into_id == ticket.pk
    if is_merged and entry is not None and not entry.from_team:
        entry.said_on = named
        entry.save(update_fields=["said_on"])


def _by_person(mail: RawMail, message: Message, ticket: Ticket | None, at: datetime) -> tuple[Ticket, Entry]:  # fmt: skip
    if ticket is not None:
        try:
            with transaction.atomic():
                return ticket, hearing.answered(ticket, message, at=at)
        except Conflict:  # it ended too long ago to be opened again
            message = replace(message, subject=f"{token.without(message.subject)} (after {ticket.number})")  # fmt: skip
    made, entry = hearing.opened(mail.mailbox, message, at=at)
    if mail.mailbox.answers and message.answerable:
        lettering.receipt(made, mail.mailbox, message.answer_to.email, at=at)
    return made, entry


def retry(mail: RawMail, *, by: Actor, at: datetime) -> RawMail:
    """Read it again, after whatever was wrong was put right; a loop that somebody looked at is none."""
    require(by, "support.work", mail.mailbox.school)
    if mail.state not in (MailState.HELD, MailState.IGNORED):
        raise Conflict("It is on a ticket already.")
    RawMail.objects.filter(pk=mail.pk).update(state=MailState.STORED, reason="", came_at=at)
    mail.refresh_from_db()
    return read(mail, at=at)


def ignore(mail: RawMail, *, by: Actor, at: datetime) -> RawMail:
    require(by, "support.work", mail.mailbox.school)
    if mail.state != MailState.HELD:
        raise Conflict("It is not held back.")
    return _end(mail, MailState.IGNORED, f"{by.name} left it alone.", at)


def system() -> Actor:
    return system_actor(source="mail")
