"""What a ticket says of people goes for good: with the ticket, or so that only what happened stays."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.attachments import erasing as files
from firstbell.platform.audit import erasure
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Ref
from firstbell.platform.notifications import telling as notices
from firstbell.platform.search import entries
from firstbell.platform.tags.models import TagLink
from firstbell.support.actions import fetching, indexing
from firstbell.support.actions import own as own_fields
from firstbell.support.events import Pair
from firstbell.support.models import Entry, Firing, Opinion, RawMail, Ticket, Tray, Voice

WORDS, SOMEBODY = "Erased", "Somebody"
_FIELDS: Final = (
    "title",
    "address",
    "asked by",
    "requester name",
    "requester",
    "announced",
    "why then",
)


def remove(ticket: Ticket, pair: Pair, *, by: Actor, at: datetime) -> None:
    """With all that was said, its files and its mails, and those that were merged into it; history keeps its number."""
    with transaction.atomic():
        for one in ticket.merged.select_related("school"):
            remove(one, pair, by=by, at=at)
        _take_files(ticket)
        entries.drop(ticket)
        own_fields.drop(ticket)
        TagLink.objects.filter(thing_uid=ticket.uid).delete()
        notices.withdraw(ticket, keep=Account.objects.none())
        _in_history(ticket, at)
        kind = pair.restricted if ticket.restricted else pair.plain
        known = Ref("support.ticket", ticket.uid, ticket.number, ticket.school_id)
        ticket.delete()
        announce(kind, known, by=by, at=at)


def blank(ticket: Ticket, pair: Pair, *, by: Actor, at: datetime) -> None:
    """Who it was and what was said goes; when, where, what about and how long it took stays, for the reports."""
    with transaction.atomic():
        for one in ticket.merged.select_related("school", "category"):
            blank(one, pair, by=by, at=at)
        _take_files(ticket)
        _take_words(ticket, at)
        own_fields.forget_personal([ticket])
        _in_history(ticket, at)
        notices.withdraw(ticket, keep=Account.objects.none())
        values = {
            "title": f"{ticket.category or WORDS}", "requester": None, "requester_name": "", "requester_email": "",
            "raised_by": None, "announced": "", "hand_due_why": "", "lesson_was": "", "erased_at": at, "changed_at": at,
        }  # fmt: skip
        for name, value in values.items():
            setattr(ticket, name, value)
        ticket.bump(*values)
        kind = pair.restricted if ticket.restricted else pair.plain
        announce(kind, ticket, by=by, at=at)
        indexing.put(ticket)


def _take_files(ticket: Ticket) -> None:
    said = Entry.objects.filter(ticket=ticket)
    trays = Tray.objects.filter(ticket=ticket)
    files.erase([ticket.uid, *said.values_list("uid", flat=True), *trays.values_list("uid", flat=True)])  # fmt: skip
    fetching.forget(RawMail.objects.filter(Q(ticket=ticket) | Q(entry__in=said)))


def _take_words(ticket: Ticket, at: datetime) -> None:
    said = Entry.objects.filter(ticket=ticket)
    said.filter(from_team=False).update(by_name=SOMEBODY, by_person=None, by_account=None)
    said.update(body=WORDS)
    ticket.answers.update(text=WORDS, person=None)
    Voice.objects.filter(approval__ticket=ticket).update(reason="")
    Opinion.objects.filter(ticket=ticket).update(comment="")
    Firing.objects.filter(ticket=ticket).update(did="", problem="")
    ticket.joined.update(name=SOMEBODY, account=None)
    ticket.things.update(holder_was="")
    ticket.sharings.update(subject=WORDS, page_until=None, ended_at=at)
    for rows in (ticket.letters, ticket.copied, ticket.drafts, ticket.trays):
        rows.all().delete()


def _in_history(ticket: Ticket, at: datetime) -> None:
    """Its number stands where its words stood."""
    names = {
        *erasure.labels_of(ticket.uid), ticket.title, ticket.requester_name, ticket.requester_email,
    }  # fmt: skip
    eraser = erasure.Eraser(ticket.uid, names, _FIELDS, ticket.number)
    erasure.erase(eraser, at=at)
