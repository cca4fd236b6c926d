"""A partner outside is asked about one ticket, written to again, and it is taken back from them. It is never solved by that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Organisation
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import carrying
from firstbell.platform.audit.events import changes_between
from firstbell.support import events
from firstbell.support.actions import joining, lettering, starting, teaming, telling
from firstbell.support.actions.telling import change, tell
from firstbell.support.models import Entry, Letter, PartnerWords, Sharing, Status, Ticket
from firstbell.support.queries import mails, partners
from firstbell.support.states import EntryKind, LetterKind, LetterState, Phase

WORK: Final = "support.work"
MOST: Final = 5
DAYS: Final = 30
_LONGEST: Final = 60_000


@dataclass(frozen=True)
class Partner:
    """Whom it goes to: an organisation that the school knows, or an address; with both, the address counts."""

    email: str = ""
    name: str = ""
    organisation: Organisation | None = None

    @property
    def called(self) -> str:
        return str(self.organisation or self.name.strip() or self.address)[:200]

    @property
    def address(self) -> str:
        known = self.organisation.support_email if self.organisation else ""
        return self.email.strip() or known


@dataclass(frozen=True)
class Sees:
    """What they see besides the words; `days` is how long their page is good, 0 for none."""

    room: bool = True
    things: bool = True
    story: bool = False
    days: int = DAYS


@dataclass(frozen=True)
class Asked:
    """`subject` is what the ticket is called to them, `files` whether its pictures go along."""

    body: str
    subject: str = ""
    sees: Sees = Sees()
    files: bool = False
    status: Status | None = None


def ask(ticket: Ticket, partner: Partner, asked: Asked, *, by: Actor, at: datetime) -> Sharing:
    """The words go to the partner alone. The ticket waits for them, and stays that of whoever asked them."""
    require(by, WORK, ticket)
    body = _said(asked.body)
    with transaction.atomic():
        [ticket] = joining.hold(ticket)
        _refuse(ticket)
        _refuse_address(ticket, partner)
        status = asked.status or usual_status(at)
        if status.phase != Phase.WAITING:
            raise Refusal(f"“{status}” waits for nobody.", fields={"status": "One that waits"})
        teaming.refuse_step(ticket, status, by=by)
        sharing = _shared(ticket, partner, asked, status, by=by, at=at)
        entry = send(sharing, body, by=by, at=at)
        if asked.files:
            carrying.copy(ticket, entry, at=at)
        values: dict[str, Any] = {
            "status": status,
            "waiting_until": None,
            "acknowledged_at": ticket.acknowledged_at or at,
        }
        if ticket.owner_id is None and by.account_id is not None:
            values["owner_id"] = by.account_id
        _tell(sharing, events.SHARED, values, by=by, at=at)
    return sharing


def usual_status(at: datetime) -> Status:
    """The one for a supplier, where there is one; else the first that waits for nobody else."""
    rows = Status.objects.live().filter(phase=Phase.WAITING, for_them=False, for_approval=False)
    found: Status | None = rows.filter(name__icontains="supplier").first()
    return found or rows.filter(pauses=True).first() or starting.status_of(Phase.WAITING, at=at)


def _said(body: str) -> str:
    said = body.replace("\x00", "").strip()
    if not said:
        raise Refusal("Say what you want of them.", fields={"body": "A word or two"})
    return said[:_LONGEST]


def _refuse(ticket: Ticket) -> None:
    if ticket.merged_into is not None:
        raise Conflict(
            f"{ticket.number} was merged into {ticket.merged_into.number}. Ask about that one."
        )
    if ticket.restricted:
        raise Refusal("A restricted ticket is shown to nobody outside.")
    if not ticket.is_open:
        raise Conflict(f"{ticket.number} is {ticket.status.name.lower()}. Reopen it first.")
    if ticket.status.for_approval:
        raise Conflict(f"{ticket.number} waits for a yes. Ask a partner when it has that.")
    if Sharing.objects.filter(ticket=ticket, ended_at=None).count() >= MOST:
        raise Refusal(f"{MOST} partners have it already. Take it back from one of them first.")


def _refuse_address(ticket: Ticket, partner: Partner) -> None:
    email = partner.address
    if not email:
        who = partner.organisation or "They"
        raise Refusal(f"{who} has no address for support. Give one here." if partner.organisation else "Say whom to ask: an organisation, or an address.", fields={"email": "Needed"})  # fmt: skip
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(f"“{email}” is no address.", fields={"email": "Not an address"}) from None
    if partners.mailbox_of(ticket) is None:
        raise Refusal("The school has no mailbox in use, so nobody could be written to.")
    if email.casefold() in mails.own_addresses():
        raise Refusal(f"{email} is the desk’s own address.", fields={"email": "The desk’s own"})
    if email.casefold() in mails.own_of(ticket):
        raise Refusal(
            f"{email} is whoever asked. Answer them below the ticket.",
            fields={"email": "Whoever asked"},
        )


def _shared(
    ticket: Ticket, partner: Partner, asked: Asked, status: Status, *, by: Actor, at: datetime
) -> Sharing:
    sees = asked.sees
    try:
        with transaction.atomic():
            return Sharing.objects.create(
                ticket=ticket, organisation=partner.organisation, name=partner.called, email=partner.address.casefold(),
                subject=(asked.subject.strip() or ticket.title)[:200], status=status, room=sees.room, things=sees.things,
                story=sees.story, page_until=_until(sees.days, at), by_account_id=by.account_id, at=at, written_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(f"{partner.called} has {ticket.number} already. Write to them there.", fields={"email": "They have it"}) from None  # fmt: skip


def _until(days: int, at: datetime) -> datetime | None:
    return at + timedelta(days=days) if days > 0 else None


def write(sharing: Sharing, body: str, *, by: Actor, at: datetime) -> Entry:
    """More to a partner who has it; it is their turn again, and what was in hand meanwhile waits for them."""
    require(by, WORK, sharing.ticket)
    body = _said(body)
    with transaction.atomic():
        sharing, ticket = _held(sharing)
        entry = send(sharing, body, by=by, at=at)
        Sharing.objects.filter(pk=sharing.pk).update(written_at=at, reminded_at=None, reminders=0)
        waits = ticket.is_open and ticket.status.phase == Phase.OPEN
        values: dict[str, Any] = {"status": sharing.status, "waiting_until": None} if waits else {}
        _tell(sharing, events.WRITTEN_OUT, values, by=by, at=at, ticket=ticket)
    return entry


def _held(sharing: Sharing) -> tuple[Sharing, Ticket]:
    """With the ticket that it is now, held; refused where it was taken back."""
    [ticket] = joining.hold(sharing.ticket)
    into = joining.hold(ticket.merged_into)[0] if ticket.merged_into is not None else ticket
    found = partners.rows().select_for_update(of=("self",)).get(pk=sharing.pk)
    if found.ended_at is not None:
        raise Conflict(f"{ticket.number} was taken back from {found.name}.")
    if into.restricted:
        raise Refusal("A restricted ticket is shown to nobody outside.")
    return found, into


def send(sharing: Sharing, said: str, *, by: Actor, at: datetime) -> Entry:
    """For them and the team to read; whoever asked neither sees nor is sent it."""
    ticket = sharing.ticket
    entry = Entry.objects.create(
        ticket=ticket.merged_into or ticket, said_on=ticket if ticket.is_merged else None, kind=EntryKind.PARTNER, public=False,
        body=said, by_account_id=by.account_id, by_name=by.name[:200], from_team=True, at=at,
    )  # fmt: skip
    PartnerWords.objects.create(sharing=sharing, entry=entry)
    lettering.to_partner(sharing, entry, at=at)
    return entry


def _tell(sharing: Sharing, pair: events.Pair, values: dict[str, Any], *, by: Actor, at: datetime, ticket: Ticket | None = None) -> None:  # fmt: skip
    """What was said is told also where it changes nothing else."""
    ticket = ticket or sharing.ticket
    if not values or not change(ticket, pair, values, by=by, at=at, partner=sharing.name):
        about = [sharing.organisation] if sharing.organisation else []
        tell(pair, ticket, by=by, at=at, about=about, partner=sharing.name)


def show(sharing: Sharing, sees: Sees, *, by: Actor, at: datetime) -> Sharing:
    """What they see from now on, and how long; no days: their page is gone."""
    require(by, WORK, sharing.ticket)
    with transaction.atomic():
        sharing, ticket = _held(sharing)
        values = {
            "room": sees.room,
            "things": sees.things,
            "story": sees.story,
            "page_until": _until(sees.days, at),
        }
        changes = changes_between(sharing, values)
        for name, value in values.items():
            setattr(sharing, name, value)
        sharing.save(update_fields=list(values))
        if changes:
            tell(events.SHOWN, ticket, by=by, at=at, changes=changes, partner=sharing.name)
    return sharing


def take_back(sharing: Sharing, words: str = "", *, by: Actor, at: datetime) -> None:
    """Their page is gone; what has not gone out does not; a ticket that waited for them is in hand again."""
    require(by, WORK, sharing.ticket)
    with transaction.atomic():
        sharing, ticket = _held(sharing)
        _hold_back(sharing)
        if words.strip():
            send(sharing, _said(words), by=by, at=at)
        Sharing.objects.filter(pk=sharing.pk).update(ended_at=at)
        _tell(
            sharing,
            events.TAKEN_BACK,
            going_on(sharing, ticket, at, alone=True),
            by=by,
            at=at,
            ticket=ticket,
        )


def going_on(
    sharing: Sharing, ticket: Ticket, at: datetime, *, alone: bool = False
) -> dict[str, Any]:
    """What follows when it waits for them no longer; one that waits for somebody else meanwhile goes on waiting."""
    if not ticket.is_open or ticket.status_id != sharing.status_id:
        return {}
    if alone and partners.of(ticket).filter(ended_at=None).exclude(pk=sharing.pk).exists():
        return {}
    return {"status": starting.status_of(Phase.OPEN, at=at), "waiting_until": None}


def _hold_back(sharing: Sharing) -> None:
    waiting = Letter.objects.filter(
        kind=LetterKind.PARTNER, entry__with_partner__sharing=sharing, state=LetterState.QUEUED
    )
    waiting.update(state=LetterState.FAILED, problem="It was taken back before this went.")


@telling.after
def follow(ticket: Ticket, *, at: datetime) -> None:
    """What is solved is with nobody any more, and nobody outside sees what became restricted."""
    if ticket.is_open and not ticket.restricted:
        return
    for sharing in partners.of(ticket).filter(ended_at=None):
        if ticket.restricted:
            _hold_back(sharing)
        Sharing.objects.filter(pk=sharing.pk).update(ended_at=at)
