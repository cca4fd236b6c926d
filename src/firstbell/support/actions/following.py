"""Who is told of a ticket that is not theirs: followers, those who are named in a note, and those copied in by email."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from firstbell.lib.mails import Message
from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.notifications.queries import accounts_with
from firstbell.support import events
from firstbell.support.actions.telling import tell
from firstbell.support.models import Copied, Ticket, Watcher
from firstbell.support.queries import followers, mails

WORK: Final = "support.work"
MOST_COPIED: Final = 30
_MOST_HEARD: Final = 10
_NAMED: Final = re.compile(r"(?<![\w.])@(?=\w)")


def follow(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    require(by, "support.view", ticket)
    if by.account_id is None:
        raise Refusal("Only somebody with an account follows a ticket.")
    Watcher.objects.get_or_create(ticket=ticket, account_id=by.account_id, defaults={"at": at})


def unfollow(ticket: Ticket, *, by: Actor) -> None:
    Watcher.objects.filter(ticket=ticket, account=by.account_id).delete()


def let_go(ticket: Ticket, account: Account, *, by: Actor, at: datetime) -> None:
    """Whoever works it takes off somebody who follows it: of a closed team’s own, they see it no longer."""
    require(by, WORK, ticket)
    with transaction.atomic():
        gone, _ = Watcher.objects.filter(ticket=ticket, account=account).delete()
        if not gone:
            raise NotFound(f"{account} does not follow {ticket.number}.")
        tell(events.COPIED_OFF, ticket, by=by, at=at, about=[account], who=account)


def named_in(ticket: Ticket, body: str, at: datetime) -> list[Account]:
    """Whom a note names with @ and their name, longest names first, so that Jo Marsh is not Jo."""
    if not _NAMED.search(body):
        return []
    folded, found = body.casefold(), []
    people = accounts_with("support.view", ticket.school_id, at.date())
    for account in sorted(people, key=lambda one: -len(one.name)):
        called = f"@{account.name.casefold()}"
        if account.name and called in folded:
            folded = folded.replace(called, " ")
            found.append(account)
    return found


def refuse_unseen(ticket: Ticket, people: Iterable[Account], at: datetime) -> None:
    """Of a team’s own tickets whoever is named sees the one; of a restricted one nobody does for that."""
    for account in people if ticket.restricted else ():
        if not followers.sees(account, ticket, at):
            raise Refusal(
                f"{account} does not see restricted tickets, so the note was not kept. Leave the name out, or give them the ticket.",
                fields={"body": "Somebody who may not see it"},
            )  # fmt: skip


def mention(ticket: Ticket, people: Iterable[Account], *, by: Actor, at: datetime) -> None:
    """They follow it from now on, and are told at once."""
    for account in people:
        if account.pk == by.account_id:
            continue
        Watcher.objects.update_or_create(ticket=ticket, account=account, defaults={"named": True}, create_defaults={"at": at, "named": True})  # fmt: skip
        tell(events.MENTIONED, ticket, by=by, at=at, about=[account], who=account)


def copy_in(ticket: Ticket, email: str, *, name: str = "", by: Actor, at: datetime) -> Copied:
    """They are sent what the requester is answered from now on, and nothing that was said before."""
    require(by, WORK, ticket)
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"“{email}” is no address.", fields={"email": "Not an address"}) from None
    _refuse_copy(ticket, email)
    try:
        with transaction.atomic():
            made = Copied.objects.create(ticket=ticket, email=email, name=name.strip()[:200], at=at)
            tell(events.COPIED, ticket, by=by, at=at, who=made)
    except IntegrityError:
        raise Conflict(f"{email} is copied in already.") from None
    return made


def _refuse_copy(ticket: Ticket, email: str) -> None:
    if ticket.restricted:
        raise Refusal("Nobody is copied into a restricted ticket.")
    if mails.mailbox_of(ticket) is None:
        raise Refusal("This team has no mailbox in use, so nobody could be written to.")
    if email.casefold() in mails.own_addresses():
        raise Refusal(f"{email} is the desk’s own address.", fields={"email": "The desk’s own"})
    if email.casefold() in mails.own_of(ticket):
        raise Conflict(f"{email} is whoever asked, and is answered anyway.")
    if ticket.copied.filter(off_at=None).count() >= MOST_COPIED:
        raise Refusal(f"{MOST_COPIED} people are the most.")


def hear(ticket: Ticket, message: Message, *, by: Actor, at: datetime) -> None:
    """Whom a mail was copied to is copied in, too, unless they are of the desk anyway."""
    if ticket.restricted:
        return
    for address in message.cc[:_MOST_HEARD]:
        skip = address.key == message.sender.key or mails.is_technician(address.key, ticket.school, at)  # fmt: skip
        if skip or mails.takes_part(ticket, address.key):
            continue
        try:
            copy_in(ticket, address.email, name=address.name, by=by, at=at)
        except Refusal:
            continue


def take_off(copied: Copied, *, by: Actor, at: datetime) -> None:
    ticket = copied.ticket
    require(by, WORK, ticket)
    with transaction.atomic():
        if not Copied.objects.filter(pk=copied.pk, off_at=None).update(off_at=at):
            raise NotFound(f"{copied} is not copied in any more.")
        tell(events.COPIED_OFF, ticket, by=by, at=at, who=copied)
