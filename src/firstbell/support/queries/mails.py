"""Which ticket a mail belongs to, and who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Lower

from firstbell.lib import mails
from firstbell.lib.mails import Message, token
from firstbell.people.models import Person
from firstbell.platform.accounts.models import Account
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Letter, Mailbox, MailId, RawMail, Ticket
from firstbell.support.states import EntryKind, LetterKind


def keys() -> list[bytes]:
    """Today's, and those that marks which are still about were made with."""
    return [str(key).encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def hashed(message_id: str) -> str:
    return sha256(message_id.encode("utf-8", "replace")).hexdigest()


def ticket_of(message: Message) -> Ticket | None:
    """By the signed mark or by the id of a mail of ours, which only those know who were sent it; by the id of
    another's mail for those alone who take part in the ticket.
    """
    rows = _standing()
    number = token.found(keys(), message)
    found = rows.filter(number=number).first() if number else None
    if found is not None:
        return found
    named = [hashed(one) for one in mails.thread_keys(message)]
    known = {row.key: row for row in MailId.objects.filter(key__in=named).order_by("-pk")}
    for key in named:
        row = known.get(key)
        if row is None:
            continue
        ticket = rows.filter(pk=row.ticket_id).first()
        if ticket is None:
            continue
        if row.ours or takes_part(ticket, message.sender.key):
            return ticket
    return None


@dataclass(frozen=True)
class WorkMark:
    """Who was told of a ticket, on which day: the mark in the address that their answer goes to."""

    ticket: Ticket
    account: Account
    day: date


def work_address(ticket: Ticket, account: Account, day: date) -> str:
    """Where somebody of the team answers to; empty where no mailbox would get it."""
    box = mailbox_of(ticket)
    if box is None or not box.tagged:
        return ""
    name = f"{ticket.number}-{account.pk}-{day.toordinal():x}"
    return token.in_address(box.address, token.made(keys()[0], name, token.WORK))


def work_mark(message: Message) -> WorkMark | None:
    name = token.found(keys(), message, token.WORK)
    if name is None:
        return None
    number, account_id, day = name.rsplit("-", 2)
    ticket = _standing().filter(number=number).first()
    account = Account.objects.filter(pk=int(account_id)).first()
    if ticket is None or account is None:
        return None
    return WorkMark(ticket, account, date.fromordinal(int(day, 16)))


def _standing() -> QuerySet[Ticket]:
    """What comes to a ticket in the bin finds none there, and makes a new one: nothing that comes is thrown away."""
    rows = Ticket.objects.filter(trashed_at=None)
    return rows.select_related("school", "team", "status", "requester", "room", "owner")


def own_of(ticket: Ticket) -> set[str]:
    """The addresses of whoever asked."""
    own = {ticket.requester_email.casefold()}
    if ticket.requester is not None:
        own.add(ticket.requester.email.casefold())
    return own - {""}


def takes_part(ticket: Ticket, email: str) -> bool:
    """In the talk with whoever asked; a partner outside does not."""
    if not email:
        return False
    if email in own_of(ticket):
        return True
    came = RawMail.objects.filter(ticket=ticket, sender=email).exclude(
        entry__kind=EntryKind.PARTNER
    )
    went = Letter.objects.filter(ticket=ticket, to__iexact=email).exclude(kind=LetterKind.PARTNER)
    return came.exists() or went.exists()


def person_of(email: str) -> Person | None:
    rows = Person.objects.known().annotate(folded=Lower("email"))
    found: Person | None = (
        rows.filter(folded=email.casefold()).order_by("pk").first() if email else None
    )
    return found


def is_technician(email: str, school: School, at: datetime) -> bool:
    rows: QuerySet[Account] = accounts_with("support.work", school.pk, at.date())
    return bool(email) and rows.filter(email__iexact=email).exists()


def own_addresses() -> set[str]:
    return {address.casefold() for address in Mailbox.objects.values_list("address", flat=True)}


def mailbox_of(ticket: Ticket) -> Mailbox | None:
    """The one that its first mail came to, else its team's."""
    came = RawMail.objects.filter(ticket=ticket, mailbox__enabled=True).order_by("pk").first()
    if came is not None:
        return came.mailbox
    return Mailbox.objects.filter(team=ticket.team_id, enabled=True).order_by("pk").first()
