"""A letter as it is sent: from whom, how it is signed, what it says, and the mark that brings the answer back."""

from __future__ import annotations

import hmac
import re
from email.utils import formataddr
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.html import escape, linebreaks

from firstbell.lib import mails
from firstbell.lib.mails import token
from firstbell.platform.accounts.models import Account
from firstbell.platform.notifications.links import absolute
from firstbell.support.actions import fetching
from firstbell.support.models import Letter, RawMail, Sharing, Ticket
from firstbell.support.queries import enclosed, opinions, partners, signatures
from firstbell.support.queries import mails as known
from firstbell.support.states import EntryKind, LetterKind

_WHERE: Final = "Which room is it in, if it is in one? Its name alone is answer enough."
_HEADER: Final = re.compile(r"[\r\n]+")


def mark() -> str:
    """What our own mails bear, so that we know them when they come back."""
    return hmac.digest(known.keys()[0], b"firstbell.loop", sha256).hex()[:20]


def message_of(letter: Letter, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:  # fmt: skip
    ticket, mailbox = letter.ticket, letter.mailbox
    marked = token.made(known.keys()[0], ticket.number)
    address = mailbox.address if mailbox else settings.DEFAULT_FROM_EMAIL
    answer_to = token.in_address(address, marked) if mailbox and mailbox.tagged else address
    if letter.kind in (LetterKind.TOLD, LetterKind.RULE):
        return _to_others(letter, address, connection)
    if letter.kind == LetterKind.PARTNER:
        return _to_partner(letter, address, connection)
    files, left = enclosed.for_mail(letter.entry) if letter.entry else ([], [])
    said = "\n\n".join([_words(letter), *left]).strip()
    body = f"## {mails.REPLY_ABOVE} ##\n\n{said}\n\n-- \n{signatures.of(letter)}"
    subject = ticket.title if letter.kind == LetterKind.RECEIPT else f"Re: {ticket.title}"
    found = EmailMultiAlternatives(
        subject=_HEADER.sub(" ", token.in_subject(subject, marked)),
        body=body,
        from_email=formataddr((_HEADER.sub(" ", signatures.name_of(letter)), address)),
        to=[letter.to],
        reply_to=[answer_to],
        connection=connection,
        headers=_headers(letter),
    )
    found.attach_alternative(linebreaks(escape(body)), "text/html")
    for name, data, kind in files:
        found.attach(name, data, kind)
    return found


def _to_others(letter: Letter, address: str, connection: BaseEmailBackend | None) -> EmailMultiAlternatives:  # fmt: skip
    """Never with the mark of whoever asked: an answer to it would be an answer of theirs."""
    ticket, is_told = letter.ticket, letter.kind == LetterKind.TOLD
    account = Account.objects.filter(email__iexact=letter.to, is_active=True).first() if is_told else None  # fmt: skip
    subject = f"Not done on {ticket.number}" if is_told else _HEADER.sub(" ", str(ticket))
    marked = known.work_address(ticket, account, letter.created_at.date()) if account else ""
    headers = {"Message-ID": f"<{letter.message_id}>", mails.LOOP: mark(), "Auto-Submitted": "auto-replied"}  # fmt: skip
    return EmailMultiAlternatives(
        subject=subject, body=_words(letter), from_email=formataddr((_HEADER.sub(" ", f"{ticket.team}"), address)),
        to=[letter.to], reply_to=[marked] if marked else None, connection=connection, headers=headers,
    )  # fmt: skip


def _to_partner(letter: Letter, address: str, connection: BaseEmailBackend | None) -> EmailMultiAlternatives:  # fmt: skip
    """The words, what was chosen to be told, and a mark of their own; nothing else of the ticket."""
    assert letter.entry is not None  # noqa: S101 -- a letter to a partner says what an entry says
    sharing = partners.rows().get(words__entry=letter.entry_id)
    marked = partners.mark(sharing)
    tagged = letter.mailbox is not None and letter.mailbox.tagged
    found = EmailMultiAlternatives(
        subject=_HEADER.sub(" ", token.in_subject(sharing.subject, marked)),
        from_email=formataddr((_HEADER.sub(" ", signatures.name_of(letter)), address)), to=[letter.to],
        reply_to=[token.in_address(address, marked) if tagged else address], connection=connection,
        headers=_headers(letter, sharing),
    )  # fmt: skip
    files, left = enclosed.for_mail(letter.entry, "Ask for it, and it comes another way.")
    told = "\n".join(f"{what}: {words}" for what, words in partners.facts(sharing))
    good = sharing.page_until is not None and sharing.page_until > letter.created_at
    page = (
        f"What was said with you about it, until {sharing.page_until:%d/%m/%Y}:\n{absolute(partners.address(sharing))}"
        if good
        else ""
    )
    said = "\n\n".join(one for one in (letter.entry.body, *left, told, page) if one)
    found.body = f"## {mails.REPLY_ABOVE} ##\n\n{said}\n\n-- \n{signatures.of(letter)}"
    found.attach_alternative(linebreaks(escape(found.body)), "text/html")
    for name, data, kind in files:
        found.attach(name, data, kind)
    return found


def _headers(letter: Letter, sharing: Sharing | None = None) -> dict[str, str]:
    """A partner is named no mail but those that were exchanged with them, and nobody else is named one of those."""
    found = {"Message-ID": f"<{letter.message_id}>", mails.LOOP: mark()}
    letters = Letter.objects.filter(ticket=letter.ticket, pk__lt=letter.pk)
    if sharing is not None:
        mails_in = RawMail.objects.filter(entry__with_partner__sharing=sharing)
        letters = letters.filter(entry__with_partner__sharing=sharing)
    else:
        mails_in = RawMail.objects.filter(ticket=letter.ticket).exclude(
            entry__kind=EntryKind.PARTNER
        )
        letters = letters.exclude(kind=LetterKind.PARTNER)
    came = mails_in.order_by("-pk").first()
    ids = [f"<{one}>" for one in letters.order_by("pk").values_list("message_id", flat=True)[:20]]
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
    if letter.kind == LetterKind.RULE:
        return letter.words
    if letter.entry is not None:
        return letter.entry.body
    if letter.kind == LetterKind.OPINION:
        return opinion_words(letter.ticket)
    return receipt_words(letter.ticket)


def receipt_words(ticket: Ticket) -> str:
    """What a mail seldom says is asked at once: the answer stands on the ticket, and the team sets the room."""
    got = f"We have your mail. It is {ticket.number} here: answer this mail to add to it."
    return got if ticket.room_id else f"{got}\n\n{_WHERE}"


def opinion_words(ticket: Ticket) -> str:
    """The link is enough: whoever has the mail need not sign in."""
    return (
        f"{ticket.number}, “{ticket.title}”, is solved. How did it go, from 0 to 5? It takes one click:\n\n"
        f"{absolute(opinions.address(ticket.opinion))}"
    )
