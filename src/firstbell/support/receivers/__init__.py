"""What support answers when a lower room asks, and whom it tells."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.events import By, on
from firstbell.platform.audit.models import Event
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.notifications.registry import notify, notify_of_any
from firstbell.platform.notifications.states import How
from firstbell.platform.tenancy.questions import ERASE
from firstbell.support import events
from firstbell.support.actions import (
    commanding,
    fetching,
    indexing,
    lettering,
    opinions,
    writing,
)
from firstbell.support.actions import own as own_fields
from firstbell.support.models import (
    Area,
    Article,
    Copied,
    Cost,
    Entry,
    Opinion,
    RawMail,
    Ticket,
    TicketItem,
    Undelivered,
    Vote,
)
from firstbell.support.queries import followers, giving, told_all
from firstbell.support.queries import mails as known
from firstbell.support.states import EntryKind, Source

ME = "support"
_ARTICLE = re.compile(r"/articles/([-a-z0-9_]{1,80})/")


@MERGE.answer("places.room", ME)
def merge_rooms(gone: Room, kept: Room, moves: Moves) -> None:
    moves.update(Ticket.objects.filter(room=gone), room=kept)
    for through, of in ((Article.rooms.through, "article"), (Area.rooms.through, "area")):
        beside: Any = through.objects
        already = beside.filter(room=kept).values(of)
        moves.delete(beside.filter(room=gone, **{f"{of}__in": already}))
        moves.update(beside.filter(room=gone), room=kept)


@MERGE.answer("people.person", ME)
def merge_people(gone: Person, kept: Person, moves: Moves) -> None:
    moves.update(Ticket.objects.filter(requester=gone), requester=kept)
    moves.update(Entry.objects.filter(by_person=gone), by_person=kept)


@MERGE.answer("equipment.item", ME)
def merge_items(gone: Item, kept: Item, moves: Moves) -> None:
    already = TicketItem.objects.filter(item=kept).values("ticket_id")
    rows = TicketItem.objects.filter(item=gone)
    moves.delete(rows.filter(ticket__in=already))
    moves.update(rows, item=kept)
    moves.update(Cost.objects.filter(item=gone), item=kept)


@ERASE.answer("people.person", ME)
def forget(person: Person, by: By, at: datetime) -> None:
    """What they wrote goes; that there was a fault, and how long it took, stays."""
    name = f"Leaver {person.uid.hex[-4:].upper()}"
    tickets = Ticket.objects.filter(requester=person)
    Entry.objects.filter(by_person=person).update(body="Erased", by_name=name)
    theirs = Q(ticket__in=tickets, said_on=None) | Q(said_on__in=tickets)
    own = Entry.objects.filter(theirs, from_team=False).exclude(kind=EntryKind.PARTNER)
    own.update(body="Erased", by_name=name)
    Undelivered.objects.filter(email=person.email.casefold()).delete()
    fetching.forget(RawMail.objects.filter(Q(ticket__in=tickets) | Q(entry__by_person=person)))
    tickets.update(requester_name="", requester_email="", title="Erased")
    own_fields.forget_personal(tickets.exclude(custom={}))
    for ticket in tickets.select_related("room", "requester", "merged_into__room", "merged_into__requester"):  # fmt: skip
        indexing.put(ticket.merged_into or ticket)
    merges.blank("support.joined", {"name": str(person)}, name=name)
    Opinion.objects.filter(ticket__in=tickets).update(comment="")
    Copied.objects.filter(email__iexact=person.email or "-").update(
        email="erased@invalid", name="", off_at=at
    )
    TicketItem.objects.filter(holder_was=str(person)).update(holder_was=name)
    Vote.objects.filter(account__person_uid=person.uid).update(missing="")


@on(events.ANSWERED.plain, "support.mail_answer")
@on(events.ANSWERED.restricted, "support.mail_answer")
def mail_answer(event: Event) -> None:
    ticket = _of(event)
    if ticket is not None:
        lettering.answers(ticket, at=event.at)


def _of(event: Event) -> Ticket | None:
    rows = Ticket.objects.select_related("team", "requester")
    return rows.filter(uid=event.subject_uid).first()


def _themselves(event: Event) -> Q:
    """Nobody is told of what they did."""
    kind, _, uid = event.actor_key.partition(":")
    return Q(uid=uid) if kind == "account" else Q(pk__in=())


def _team(event: Event) -> QuerySet[Account]:
    """Those of its team who may see it; the whole desk where the team has no members. A restricted one: who may."""
    ticket = _of(event)
    if ticket is None:
        return Account.objects.none()
    return giving.able(ticket, event.at.date()).exclude(_themselves(event))


def _owner(event: Event) -> QuerySet[Account]:
    ticket = _of(event)
    if ticket is None or ticket.owner_id is None:
        return Account.objects.none()
    return Account.objects.filter(pk=ticket.owner_id, is_active=True).exclude(_themselves(event))


def _owner_or_team(event: Event) -> QuerySet[Account]:
    return _owner(event) if (ticket := _of(event)) and ticket.owner_id else _team(event)


def _requester(event: Event) -> QuerySet[Account]:
    """Whoever raised it, or one that was merged into it. Whoever wrote a mail is answered by mail."""
    ticket = _of(event)
    if ticket is None:
        return Account.objects.none()
    own = Q(pk__in=())
    for one in (ticket, *ticket.merged.select_related("requester")):
        if one.source != Source.MAIL:
            own |= Q(pk=one.raised_by_id)
            own |= Q(person_uid=one.requester.uid) if one.requester else Q()
    return Account.objects.filter(own, is_active=True).exclude(_themselves(event))


def _requester_and_joined(event: Event) -> QuerySet[Account]:
    ticket = _of(event)
    if ticket is None:
        return Account.objects.none()
    joined = ticket.joined.exclude(account=None).values("account_id")
    return _requester(event) | Account.objects.filter(pk__in=joined, is_active=True)


def _answer(event: Event, account: Account) -> tuple[str, str] | None:
    """Whoever of the team answers the mail works on the ticket; see actions/commanding.py."""
    ticket = _of(event)
    address = known.work_address(ticket, account, event.at.date()) if ticket else ""
    return (address, commanding.HINT) if address else None


def _at_the_desk(event: Event) -> str:
    return f"/tickets/{event.subject_label.split(' ', 1)[0]}/"


def _theirs(event: Event) -> str:
    return f"/mine{_at_the_desk(event)}"


def _sentence(event: Event) -> str:
    return event.sentence


def _owner_and_lead(event: Event) -> QuerySet[Account]:
    """A broken promise is whoever leads the team's to know, too."""
    ticket = _of(event)
    if ticket is None:
        return Account.objects.none()
    return _owner(event) | giving.led_by(ticket, event.at.date())


for _pair, _label, _to, _url, _permission, _usual in (
    (events.OPENED, "A ticket comes in", _team, _at_the_desk, "support.work", How.HERE),
    (events.CAME, "A ticket comes in from another school’s desk", _team, _at_the_desk, "support.work", How.HERE),
    (events.ASSIGNED, "You are given a ticket", _owner, _at_the_desk, "support.work", How.NOW),
    (events.ASKED_BACK, "Somebody writes to a ticket of yours", _owner_or_team, _at_the_desk, "support.work", How.HERE),
    (events.DUE_SOON, "A ticket of yours is due soon", _owner_or_team, _at_the_desk, "support.work", How.HERE),
    (events.LATE, "A ticket is late", _owner_and_lead, _at_the_desk, "support.work", How.NOW),
    (events.APPROVAL_LATE, "Somebody does not say yes or no", _owner_and_lead, _at_the_desk, "support.work", How.HERE),
    (events.APPROVAL_ENDED, "A request is approved", _owner_or_team, _at_the_desk, "support.work", How.HERE),
    (events.PARTNER_LATE, "A partner outside does not answer", _owner_or_team, _at_the_desk, "support.work", How.HERE),
    (events.REOPENED, "A ticket of yours is open again", _owner_or_team, _at_the_desk, "support.work", How.NOW),
    (events.ANSWERED, "The ICT team answers you", _requester, _theirs, "support.report", How.NOW),
    (events.SOLVED, "The ICT team has solved what you reported", _requester_and_joined, _theirs, "support.report", How.NOW),
):  # fmt: skip
    for _kind, _word in ((_pair.plain, ""), (_pair.restricted, " (restricted)")):
        notify(
            _kind, label=f"{_label}{_word}", to=_to, title=_sentence, url=_url, permission=_permission, usual=_usual,
            posted=not _word, answer=_answer if _permission == "support.work" else None,
        )  # fmt: skip


def _lead(event: Event) -> QuerySet[Account]:
    return accounts_with("support.change_setup", event.school_id, event.at.date())


notify(
    events.CONSENT_GONE, label="Mail to the desk cannot be read any more", to=_lead, title=_sentence,
    url=lambda event: "/tickets/mail/", permission="support.change_setup", usual=How.NOW, posted=False,
)  # fmt: skip

# Answered by mail it would go to whoever asked: what they said is for the team to weigh.
notify_of_any(
    "support.heard", events.HEARD, label="A partner outside answers about a ticket of yours", to=_owner_or_team, title=_sentence,
    url=_at_the_desk, permission="support.work", usual=How.NOW, posted=False,
)  # fmt: skip

_FOLLOWED = (
    events.ANSWERED, events.ASKED_BACK, events.NOTED, events.SOLVED, events.CLOSED, events.REOPENED, events.STATUS,
    events.WAITS, events.MOVED, events.ASSIGNED, events.TAKEN, events.SHARED, events.HEARD, events.TAKEN_BACK,
)  # fmt: skip
notify_of_any(
    "support.followed", [kind for pair in _FOLLOWED for kind in pair], label="Something happens on a ticket you follow",
    to=followers.told, title=_sentence, url=_at_the_desk, permission="support.view", usual=How.DAILY, posted=False,
)  # fmt: skip
notify_of_any(
    "support.named", events.MENTIONED, label="Somebody names you in a note", to=followers.named, title=_sentence,
    url=_at_the_desk, permission="support.view", usual=How.NOW, posted=False,
)  # fmt: skip
notify(
    events.OPINION_ASKED.plain, label="How did it go? is asked of you", to=_requester,
    title=lambda event: f"How did {event.subject_label} go?", url=opinions.address, permission="support.report",
    usual=How.NOW, posted=False,
)  # fmt: skip
notify_of_any(
    "support.opinion", events.OPINION, label="Somebody says how a ticket of yours went", to=_owner, title=_sentence,
    url=_at_the_desk, permission="support.work", usual=How.HERE, posted=False,
)  # fmt: skip


notify(
    events.TOLD_ALL.plain, label="News of a trouble that you have, too", to=told_all.to, title=told_all.title, line=told_all.line,
    permission="support.report", usual=How.NOW, posted=False,
)  # fmt: skip


def _article(event: Event) -> str:
    slug = Article.objects.filter(uid=event.subject_uid).values_list("slug", flat=True).first()
    return f"/articles/{slug}/" if slug else "/articles/"


def _writer(event: Event) -> QuerySet[Account]:
    """Whoever wrote it and whoever reads it through, as long as they are there."""
    known = Article.objects.filter(uid=event.subject_uid)
    people = Q(pk__in=known.values("author")) | Q(pk__in=known.values("reviewer"))
    return Account.objects.filter(people, is_active=True).exclude(_themselves(event))


notify(
    events.ARTICLE_MISSED, label="Somebody missed something in an article of yours", to=_writer, title=_sentence,
    url=_article, permission="support.write", usual=How.HERE, posted=False,
)  # fmt: skip


def sent_articles(event: Event) -> None:
    """Whichever way an answer went out, the articles it points to count for its ticket."""
    ticket = _of(event)
    if ticket is None:
        return
    said = Entry.objects.filter(
        ticket=ticket, public=True, from_team=True, body__contains="/articles/"
    )
    slugs = {
        slug for body in said.values_list("body", flat=True) for slug in _ARTICLE.findall(body)
    }
    if slugs:
        writing.sent_with(ticket, sorted(slugs), at=event.at)


for _pair in (events.ANSWERED, events.SOLVED):
    for _kind in _pair:
        on(_kind, "support.sent_articles")(sent_articles)
