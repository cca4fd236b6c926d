"""Answers and notes. Nobody's words are overwritten, and nobody answers past an answer they have not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can, require
from firstbell.support import events
from firstbell.support.actions import clocks, following, indexing, starting, trays
from firstbell.support.actions.telling import change, tell
from firstbell.support.events import Pair
from firstbell.support.models import Entry, Ticket, Tray
from firstbell.support.states import EntryKind, Phase


class Crossed(Conflict):
    """Somebody else answered while these words were being written."""


@dataclass(frozen=True)
class Words:
    """`seen` is the last entry that stood on the page when they were written; `tray` holds the files that go with them."""

    body: str
    minutes: int = 0
    activity: str = ""
    seen: int | None = None
    tray: Tray | None = None


def reply(
    ticket: Ticket, words: Words, *, by: Actor, at: datetime, kind: EntryKind = EntryKind.REPLY
) -> Entry:
    """From the team to whoever raised it. An answer is also a first response, and takes up what was new; one that a rule
    of the desk sends is neither, and meets no clock.
    """
    require(by, "support.work", ticket)
    with transaction.atomic():
        hold(ticket)
        _refuse_crossed(ticket, words, by)
        entry = _write(ticket, words, kind=kind, public=True, by=by, at=at)
        _count(ticket, words)
        _tell(
            ticket, events.ANSWERED, {} if by.is_system else _taken_up(ticket, by, at), by=by, at=at
        )
        if not by.is_system:
            clocks.answered(ticket, at=at)
    return entry


def _taken_up(ticket: Ticket, by: Actor, at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"responded_at": ticket.responded_at or at}
    values["acknowledged_at"] = ticket.acknowledged_at or at
    if ticket.status.phase == Phase.NEW:
        values["status"] = starting.status_of(Phase.OPEN, at=at)
    if ticket.owner_id is None and by.account_id is not None and ticket.is_open:
        values["owner_id"] = by.account_id
    return values


def note(ticket: Ticket, words: Words, *, by: Actor, at: datetime) -> Entry:
    """For the team alone; whom it names with @ is told."""
    require(by, "support.work", ticket)
    people = following.named_in(ticket, words.body, at)
    following.refuse_unseen(ticket, people, at)
    with transaction.atomic():
        hold(ticket)
        entry = _write(ticket, words, kind=EntryKind.NOTE, public=False, by=by, at=at)
        _count(ticket, words)
        tell(events.NOTED, ticket, by=by, at=at)
        following.mention(ticket, people, by=by, at=at)
    return entry


def ask_back(ticket: Ticket, words: Words, *, by: Actor, at: datetime) -> Entry:
    """From whoever raised it; what waits for them goes on, and what was solved lately is open again."""
    require(by, "support.report", ticket.school)
    theirs = _theirs(ticket, by)
    if theirs is None and not by.is_system:
        raise Refusal("Only whoever raised it answers here.")
    if not ticket.is_open:
        _refuse_late(ticket, at)
    with transaction.atomic():
        hold(ticket)
        entry = _write(ticket, words, kind=EntryKind.REPLY, public=True, by=by, at=at)
        if theirs is not None and theirs.pk != ticket.pk:
            entry.said_on = theirs
            entry.save(update_fields=["said_on"])
        ends_wait = ticket.status.phase in (Phase.WAITING, Phase.SOLVED, Phase.CLOSED)
        goes_on = ends_wait and not ticket.status.for_approval
        pair = events.ASKED_BACK if ticket.is_open else events.REOPENED
        values = _going_on(at) if goes_on else {}
        _tell(ticket, pair, values, by=by, at=at)
    return entry


def _tell(ticket: Ticket, pair: Pair, values: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """What was said is told also where it changes nothing else."""
    if not change(ticket, pair, values, by=by, at=at):
        tell(pair, ticket, by=by, at=at)


def _going_on(at: datetime) -> dict[str, Any]:
    status = starting.status_of(Phase.OPEN, at=at)
    return {"status": status, "solved_at": None, "closed_at": None, "waiting_until": None}


def _refuse_late(ticket: Ticket, at: datetime) -> None:
    ended = ticket.closed_at or ticket.solved_at
    if not ticket.team.they_reopen:
        raise Conflict(f"{ticket.number} is over. Report it again, and say that it has come back.")
    if ended is not None and at - ended > timedelta(days=ticket.team.reopen_days):
        raise Conflict(
            f"{ticket.number} was closed a while ago. Report it again, and say that it has come back."
        )


def _body(words: Words) -> str:
    body = words.body.replace("\x00", "").strip()
    if not body and not (words.tray and words.tray.holds_any()):
        raise Refusal("Write something first.", fields={"body": "A word or two"})
    return body[:60_000]


def _theirs(ticket: Ticket, by: Actor) -> Ticket | None:
    """The ticket that they raised: this one, or one that was merged into it."""
    if ticket.is_of(by):
        return ticket
    merged = ticket.merged.select_related("requester").order_by("pk")
    return next((one for one in merged if one.is_of(by)), None)


def hold(ticket: Ticket) -> None:
    """The row is held, so that nobody's words come to a ticket that was merged away this moment."""
    rows = Ticket.objects.select_for_update().filter(pk=ticket.pk)
    into, thrown = rows.values_list("merged_into_id", "trashed_at").first() or (None, None)
    if thrown is not None:
        raise Conflict(f"{ticket.number} is thrown away. Bring it back first.")
    if into is not None:
        number = Ticket.objects.values_list("number", flat=True).get(pk=into)
        raise Conflict(f"{ticket.number} was merged into {number} meanwhile. Write there.")


def _refuse_crossed(ticket: Ticket, words: Words, by: Actor) -> None:
    """Of two who send at once the second meets the first one's words."""
    if words.seen is None:
        return
    since = Entry.objects.filter(ticket=ticket, pk__gt=words.seen, public=True)
    other = since.exclude(by_account=by.account_id).order_by("pk").last()
    if other is not None:
        raise Crossed(
            f"{other.by_name} answered while you were writing. Read it below: your words are still here, and not sent."
        )


def _write(
    ticket: Ticket, words: Words, *, kind: EntryKind, public: bool, by: Actor, at: datetime
) -> Entry:  # fmt: skip
    person = Person.objects.filter(uid=by.person_uid).first() if by.person_uid else None
    is_team = can(by, "support.work", ticket) and by.account_id != ticket.raised_by_id
    entry = Entry.objects.create(
        ticket=ticket, kind=kind, public=public, body=_body(words), by_account_id=by.account_id, by_person=person,
        by_name=by.name[:200], from_team=is_team or not public, minutes=min(words.minutes, 24 * 60),
        activity=words.activity, at=at,
    )  # fmt: skip
    if words.tray is not None:
        trays.empty(words.tray, entry)
    if public:
        indexing.put(ticket)
    return entry


def _count(ticket: Ticket, words: Words) -> None:
    if words.minutes:
        Ticket.objects.filter(pk=ticket.pk).update(minutes=F("minutes") + words.minutes)
        ticket.refresh_from_db(fields=["minutes"])
