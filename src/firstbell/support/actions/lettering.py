"""Mails that go out from a ticket: written down first, sent until they are gone, each with a mark that brings the answer
back.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.notifications.sending import send_each
from firstbell.support.actions import composing, smtp
from firstbell.support.models import (
    Entry,
    Letter,
    Mailbox,
    MailId,
    Sharing,
    Ticket,
    Undelivered,
)
from firstbell.support.queries import mails as known
from firstbell.support.queries import partners
from firstbell.support.states import LetterKind, LetterState, Source

GIVE_UP: Final = 12  # attempts, over some two days
_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=6)
A_TIME: Final = 100
RECEIPTS: Final = 5  # to one address within an hour


def receipt(ticket: Ticket, mailbox: Mailbox, to: str, *, at: datetime) -> Letter | None:
    """We have your mail, and its number. Nobody gets many within an hour, whoever writes in their name."""
    lately = Letter.objects.filter(kind=LetterKind.RECEIPT, to__iexact=to, created_at__gt=at - timedelta(hours=1))  # fmt: skip
    if not to or lately.count() >= RECEIPTS or is_marked(to):
        return None
    return _queued(ticket, None, mailbox, to, LetterKind.RECEIPT, at)


def is_marked(email: str) -> bool:
    """Whether mail to it came back for good."""
    return Undelivered.objects.filter(email=email.casefold()).exists()


def again(letter: Letter, *, by: Actor, at: datetime) -> Letter:
    """Tried anew, after whatever was wrong was put right."""
    require(by, "support.work", letter.ticket)
    values = {"state": LetterState.QUEUED, "attempts": 0, "problem": "", "next_at": at}
    ended = (LetterState.FAILED, LetterState.BOUNCED)
    if Sharing.objects.filter(words__entry=letter.entry_id, ended_at__isnull=False).exists():
        raise Conflict(f"{letter.ticket.number} was taken back from them.")
    with transaction.atomic():
        if not Letter.objects.filter(pk=letter.pk, state__in=ended).update(**values):
            raise Conflict("It is on its way, or it has arrived.")
        Undelivered.objects.filter(email=letter.to.casefold()).delete()
    letter.refresh_from_db()
    return letter


def tell(
    ticket: Ticket, to: str, words: str, *, at: datetime, kind: LetterKind = LetterKind.TOLD
) -> Letter | None:
    """To one of the team, who wanted something by mail that was not done; or to whomever a rule writes."""
    mailbox = known.mailbox_of(ticket)
    if mailbox is None or not to:
        return None
    message_id = f"{secrets.token_hex(16)}@{mailbox.address.rpartition('@')[2]}"
    return Letter.objects.create(
        ticket=ticket, mailbox=mailbox, kind=kind, to=to, words=words, message_id=message_id, created_at=at, next_at=at,
    )  # fmt: skip


def answers(ticket: Ticket, *, at: datetime) -> int:
    """Put what the team wrote, and has not gone, on its way to whoever wrote by mail, now or merged into it, and those copied in."""
    said = Entry.objects.filter(ticket=ticket, public=True, from_team=True, said_on=None)
    rows, queued, own = said.order_by("pk"), 0, _address(ticket).casefold()
    if (mailbox := known.mailbox_of(ticket)) is not None:
        sent = Letter.objects.filter(entry=OuterRef("pk")).exclude(kind=LetterKind.COPY)
        queued += _put(ticket, mailbox, rows.exclude(Exists(sent)), at)
        queued += _copies(ticket, mailbox, rows, at)
    for one in ticket.merged.filter(source=Source.MAIL).select_related("requester", "team"):
        if (box := known.mailbox_of(one)) is not None and _address(one).casefold() != own:
            since = rows.filter(at__gte=one.merged_at).exclude(letters__ticket=one)
            queued += _put(one, box, since, at)
    return queued


def _put(ticket: Ticket, mailbox: Mailbox, rows: QuerySet[Entry], at: datetime) -> int:
    to = _address(ticket)
    waiting = list(rows) if to and ticket.source == Source.MAIL else []
    return len([_queued(ticket, one, mailbox, to, LetterKind.ANSWER, at) for one in waiting])


def _copies(ticket: Ticket, mailbox: Mailbox, rows: QuerySet[Entry], at: datetime) -> int:
    """Of what was said since they were copied in; of a restricted ticket nothing."""
    queued = 0
    for copied in [] if ticket.restricted else ticket.copied.filter(off_at=None):
        gone = Letter.objects.filter(entry=OuterRef("pk"), to__iexact=copied.email)
        for entry in rows.filter(at__gte=copied.at).exclude(Exists(gone)):
            _queued(ticket, entry, mailbox, copied.email, LetterKind.COPY, at)
            queued += 1
    return queued


def queue(ticket: Ticket, kind: LetterKind, *, at: datetime) -> Letter | None:
    """A letter to whoever asked that is no answer."""
    mailbox, to = known.mailbox_of(ticket), _address(ticket)
    return _queued(ticket, None, mailbox, to, kind, at) if mailbox and to else None


def to_partner(sharing: Sharing, entry: Entry, *, at: datetime) -> Letter:
    """Its id is none of the ticket’s: whoever answers it answers as that partner, and as nobody else."""
    mailbox = partners.mailbox_of(sharing.ticket)
    if mailbox is None:
        raise Refusal("The school has no mailbox in use, so nobody could be written to.")
    return _queued(sharing.ticket, entry, mailbox, sharing.email, LetterKind.PARTNER, at)


def _address(ticket: Ticket) -> str:
    return ticket.requester_email or (ticket.requester.email if ticket.requester else "")


def _queued(
    ticket: Ticket, entry: Entry | None, mailbox: Mailbox, to: str, kind: LetterKind, at: datetime
) -> Letter:
    domain = mailbox.address.rpartition("@")[2]
    # Nobody guesses it: whoever names it was sent the mail.
    message_id = f"{secrets.token_hex(16)}@{domain}"
    with transaction.atomic():
        letter, made = Letter.objects.get_or_create(
            ticket=ticket, entry=entry, to=to, kind=kind,
            defaults={"mailbox": mailbox, "message_id": message_id, "created_at": at, "next_at": at},
        )  # fmt: skip
        if made and kind != LetterKind.PARTNER:
            MailId.objects.create(ticket=ticket, key=known.hashed(message_id), ours=True)
    return letter


def send_waiting(*, at: datetime) -> tuple[int, str]:
    """How many went, and what went wrong. A server that is away is asked once, not once a mail; others go on."""
    rows = Letter.objects.filter(state=LetterState.QUEUED, next_at__lte=at).select_related("ticket__school", "ticket__team", "entry", "mailbox")  # fmt: skip
    rows = rows.filter(ticket__trashed_at=None)
    if not settings.MAIL_IS_SET:
        rows = rows.exclude(mailbox=None).exclude(mailbox__smtp_host="")
    by_server: dict[int | None, list[Letter]] = {}
    for letter in rows.order_by("pk")[:A_TIME]:
        by_server.setdefault(smtp.key(letter.mailbox), []).append(letter)
    told = [_sent(letters, at) for letters in by_server.values()]
    return sum(sent for sent, _ in told), " ".join(problem for _, problem in told if problem)


def _sent(letters: list[Letter], at: datetime) -> tuple[int, str]:
    """Those of one server."""
    try:
        connection = smtp.connection(letters[0].mailbox, at=at)
    except Refusal as refusal:
        return 0, refusal.sentence
    return send_each(connection, letters, lambda letter: _try(connection, letter, at))


def _try(connection: BaseEmailBackend, letter: Letter, at: datetime) -> Exception | None:
    try:
        composing.message_of(letter, connection).send()
    except (OSError, SMTPException, ValueError, Refusal) as problem:
        _failed(letter, problem, at)
        return problem
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, sent_at=at, problem="", attempts=letter.attempts + 1)  # fmt: skip
    return None


def _failed(letter: Letter, problem: Exception, at: datetime) -> None:
    attempts = letter.attempts + 1
    refused = isinstance(problem, SMTPRecipientsRefused) and _for_good(problem)
    ends = refused or attempts >= GIVE_UP
    wait = min(_LONGEST_WAIT, _WAIT * 2**letter.attempts)
    Letter.objects.filter(pk=letter.pk).update(
        attempts=attempts, problem=str(problem)[:300], next_at=at + wait,
        state=LetterState.FAILED if ends else LetterState.QUEUED,
    )  # fmt: skip


def _for_good(problem: SMTPRecipientsRefused) -> bool:
    return all(code >= 500 for code, _ in problem.recipients.values())
