"""Mails that go out from a ticket: written down first, sent until they are gone, each with a mark that brings the answer
back.
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime, timedelta
from email.utils import formataddr
from hashlib import sha256
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import escape, linebreaks

from firstbell.lib import mails
from firstbell.lib.mails import token
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.notifications.links import absolute
from firstbell.platform.notifications.sending import send_each
from firstbell.support.actions import fetching, smtp
from firstbell.support.models import Entry, Letter, Mailbox, MailId, RawMail, Ticket, Undelivered
from firstbell.support.queries import enclosed, opinions
from firstbell.support.queries import mails as known
from firstbell.support.states import LetterKind, LetterState, Source

GIVE_UP: Final = 12  # attempts, over some two days
_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=6)
A_TIME: Final = 100
RECEIPTS: Final = 5  # to one address within an hour
_BRACES: Final = re.compile(r"\{([a-z]{1,20})\}")
_HEADER: Final = re.compile(r"[\r\n]+")


def mark() -> str:
    """What our own mails bear, so that we know them when they come back."""
    return hmac.digest(known.keys()[0], b"firstbell.loop", sha256).hex()[:20]


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
    with transaction.atomic():
        if not Letter.objects.filter(pk=letter.pk, state__in=ended).update(**values):
            raise Conflict("It is on its way, or it has arrived.")
        Undelivered.objects.filter(email=letter.to.casefold()).delete()
    letter.refresh_from_db()
    return letter


def tell(ticket: Ticket, to: str, words: str, *, at: datetime) -> Letter | None:
    """To one of the team, who wanted something by mail that was not done."""
    mailbox = known.mailbox_of(ticket)
    if mailbox is None or not to:
        return None
    message_id = f"{secrets.token_hex(16)}@{mailbox.address.rpartition('@')[2]}"
    return Letter.objects.create(
        ticket=ticket, mailbox=mailbox, kind=LetterKind.TOLD, to=to, words=words, message_id=message_id, created_at=at, next_at=at,
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
        if made:
            MailId.objects.create(ticket=ticket, key=known.hashed(message_id), ours=True)
    return letter


def send_waiting(*, at: datetime) -> tuple[int, str]:
    """How many went, and what went wrong. A server that is away is asked once, not once a mail; others go on."""
    rows = Letter.objects.filter(state=LetterState.QUEUED, next_at__lte=at).select_related("ticket__school", "ticket__team", "entry", "mailbox")  # fmt: skip
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
        message_of(letter, connection).send()
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


def message_of(letter: Letter, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:  # fmt: skip
    ticket, mailbox = letter.ticket, letter.mailbox
    marked = token.made(known.keys()[0], ticket.number)
    address = mailbox.address if mailbox else settings.DEFAULT_FROM_EMAIL
    answer_to = token.in_address(address, marked) if mailbox and mailbox.tagged else address
    if letter.kind == LetterKind.TOLD:
        return _to_team(letter, address, connection)
    files, left = enclosed.for_mail(letter.entry) if letter.entry else ([], [])
    said = "\n\n".join([_words(letter), *left]).strip()
    body = f"## {mails.REPLY_ABOVE} ##\n\n{said}\n\n-- \n{_signature(letter)}"
    subject = ticket.title if letter.kind == LetterKind.RECEIPT else f"Re: {ticket.title}"
    found = EmailMultiAlternatives(
        subject=_HEADER.sub(" ", token.in_subject(subject, marked)),
        body=body,
        from_email=formataddr((_HEADER.sub(" ", _from_name(letter)), address)),
        to=[letter.to],
        reply_to=[answer_to],
        connection=connection,
        headers=_headers(letter),
    )
    found.attach_alternative(linebreaks(escape(body)), "text/html")
    for name, data, kind in files:
        found.attach(name, data, kind)
    return found


def _from_name(letter: Letter) -> str:
    wanted = letter.mailbox.from_name if letter.mailbox else ""
    return _filled(wanted or "{team}", letter).strip(" ,-") or str(letter.ticket.team)


def _signature(letter: Letter) -> str:
    wanted = letter.mailbox.signature if letter.mailbox else ""
    return _filled(wanted or "{team}, {school}\n{number}", letter)


def _filled(words: str, letter: Letter) -> str:
    """Its braces are names and nothing else: whatever else is in them stays as it was written."""
    ticket, entry = letter.ticket, letter.entry
    known_words = {
        "person": entry.by_name if entry else "", "team": str(ticket.team), "school": str(ticket.school),
        "number": ticket.number,
    }  # fmt: skip
    return _BRACES.sub(lambda found: known_words.get(found[1], found[0]), words)


def _to_team(letter: Letter, address: str, connection: BaseEmailBackend | None) -> EmailMultiAlternatives:  # fmt: skip
    """Never with the mark of whoever asked: an answer to it would be an answer of theirs."""
    ticket = letter.ticket
    account = Account.objects.filter(email__iexact=letter.to, is_active=True).first()
    marked = known.work_address(ticket, account, letter.created_at.date()) if account else ""
    headers = {"Message-ID": f"<{letter.message_id}>", mails.LOOP: mark(), "Auto-Submitted": "auto-replied"}  # fmt: skip
    return EmailMultiAlternatives(
        subject=f"Not done on {ticket.number}", body=_words(letter), from_email=formataddr((_HEADER.sub(" ", f"{ticket.team}"), address)),
        to=[letter.to], reply_to=[marked] if marked else None, connection=connection, headers=headers,
    )  # fmt: skip


def _headers(letter: Letter) -> dict[str, str]:
    found = {"Message-ID": f"<{letter.message_id}>", mails.LOOP: mark()}
    came = RawMail.objects.filter(ticket=letter.ticket).order_by("-pk").first()
    earlier = Letter.objects.filter(ticket=letter.ticket, pk__lt=letter.pk).order_by("pk")
    ids = [f"<{one}>" for one in earlier.values_list("message_id", flat=True)[:20]]
    theirs = _id_of(came) if came else ""
    if theirs:
        found["In-Reply-To"] = theirs
    if ids or theirs:
        found["References"] = " ".join([*ids, *([theirs] if theirs else [])])
    if letter.kind == LetterKind.RECEIPT:
        found |= {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    return found


def _id_of(mail: RawMail) -> str:
    try:
        found = mails.read(fetching.bytes_of(mail)).message_id
    except OSError:
        return ""
    return f"<{found}>" if found and found.isascii() else ""


def _words(letter: Letter) -> str:
    if letter.kind == LetterKind.TOLD:
        return f"Nothing was done on {letter.ticket.number} of what you mailed. {letter.words}\n\nYour words are kept there for the team."
    if letter.entry is not None:
        return letter.entry.body
    if letter.kind == LetterKind.OPINION:
        return opinion_words(letter.ticket)
    return f"We have your mail. It is {letter.ticket.number} here: answer this mail to add to it."


def opinion_words(ticket: Ticket) -> str:
    """The link is enough: whoever has the mail need not sign in."""
    return (
        f"{ticket.number}, “{ticket.title}”, is solved. How did it go, from 0 to 5? It takes one click:\n\n"
        f"{absolute(opinions.address(ticket.opinion))}"
    )
