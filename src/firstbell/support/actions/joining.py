"""Two tickets about one trouble become one, and two again when that was a mistake.

The one that goes stays behind and leads to the one that stands: its number, its mark in mails and whoever raised it
are answered there. It neither ended nor counts; its clocks stand still.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.putting_back import Back
from firstbell.platform.merges.questions import MERGE
from firstbell.support import events
from firstbell.support.actions import clocks, indexing, starting
from firstbell.support.actions import own as own_fields
from firstbell.support.actions.telling import change, tell
from firstbell.support.models import (
    Approval,
    Copied,
    Cost,
    Draft,
    Entry,
    Joined,
    Link,
    Ticket,
    TicketItem,
    Todo,
    Tray,
    Watcher,
)
from firstbell.support.states import Opening, Phase, Said, Stops

WORK = "support.work"
_WITH = ("school", "team", "status", "requester", "room", "owner")
_WORST = list(Stops.values)


def hold(*tickets: Ticket) -> list[Ticket]:
    """As they are now, and so until the transaction ends; always in the same order, so that two never wait for each other."""
    rows = Ticket.objects.select_for_update(of=("self",)).select_related(*_WITH)
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk for one in tickets]).order_by("pk")}
    return [found[one.pk] for one in tickets]


def merge(gone: Ticket, *, into: Ticket, by: Actor, at: datetime) -> Ticket:
    """What was said on the first, its things, people and papers come to the second; the answer is the second."""
    require(by, WORK, gone)
    require(by, WORK, into)
    with transaction.atomic():
        gone, into = _the_two(gone, into)
        _refuse(gone, into)
        moves = merges.begin(gone, into, by=by, at=at)
        MERGE.ask(gone, into, moves)
        _move(gone, into, moves)
        _add_up(gone, into, moves)
        _wait_on(gone, into, moves, at)
        _lead_on(gone, into, moves)
        change(gone, events.MERGED, {"merged_into": into, "merged_at": at}, by=by, at=at, into=into.number)  # fmt: skip
        tell(events.TOOK_IN, into, by=by, at=at, other=gone.number)
        clocks.follow(into, at=at)
        indexing.put(into)
    return into


def _the_two(gone: Ticket, into: Ticket) -> tuple[Ticket, Ticket]:
    """One that was merged meanwhile leads on to where it went."""
    if gone.pk == into.pk:
        raise Refusal("Choose another ticket.", fields={"into": "The same ticket"})
    gone, into = hold(gone, into)
    if gone.merged_into is not None:
        raise Conflict(f"{gone.number} was merged into {gone.merged_into.number} already.")
    if into.merged_into is None:
        return gone, into
    if into.merged_into_id == gone.pk:
        raise Conflict(f"{into.number} was merged into {gone.number} already: they are one.")
    return gone, hold(into.merged_into)[0]


def _refuse(gone: Ticket, into: Ticket) -> None:
    if gone.school_id != into.school_id:
        raise Refusal(
            f"{into.number} is at {into.school}, and {gone.number} at {gone.school}. Pass one of them on to the other’s desk first."
        )
    if gone.restricted != into.restricted:
        hidden, open_ = (gone, into) if gone.restricted else (into, gone)
        raise Refusal(
            f"{hidden.number} is restricted, and {open_.number} is not: more people would read it. Make both the same first."
        )
    if gone.history_audience != into.history_audience:
        closed = gone if gone.team.opening == Opening.OWN else into
        raise Refusal(
            f"{closed.number} is with {closed.team}, whose own people alone see it. Pass one of them on first, so that the same people see both."
        )
    for one in (gone, into):
        if one.trashed_at is not None:
            raise Conflict(f"{one.number} is thrown away. Bring it back first.")
        if not one.is_open:
            raise Conflict(
                f"{one.number} is {one.status.name.lower()}. Reopen it first, or link the two."
            )
    if into.parent_id == gone.pk:
        raise Conflict(f"{into.number} is part of {gone.number}. Take it out of that first.")


def _move(gone: Ticket, into: Ticket, moves: Moves) -> None:
    said = Entry.objects.filter(ticket=gone)
    moves.update(said.filter(said_on=None), said_on=gone)
    moves.update(said, ticket=into)
    things = TicketItem.objects.filter(ticket=gone)
    moves.delete(things.filter(item__in=into.things.values("item_id")))
    moves.update(things, ticket=into)
    joined = Joined.objects.filter(ticket=gone)
    twice = into.joined.exclude(account=None).values("account_id")
    moves.delete(joined.filter(account__in=twice))
    moves.update(joined, ticket=into)
    _move_work(gone, into, moves)
    _move_links(gone, into, moves)
    for draft in Draft.objects.filter(ticket=gone):
        _move_draft(draft, into, moves)


def _move_work(gone: Ticket, into: Ticket, moves: Moves) -> None:
    """Steps, costs and files that wait; who follows it or is sent the answers does so once."""
    for kind in (Todo, Cost):
        moves.update(kind._base_manager.filter(ticket=gone), ticket=into)
    watching = Watcher.objects.filter(ticket=gone)
    moves.delete(watching.filter(account__in=into.watchers.values("account_id")))
    moves.update(watching, ticket=into)
    copied = Copied.objects.filter(ticket=gone)
    known = {one.email.casefold() for one in into.copied.filter(off_at=None)}
    twice = [one.pk for one in copied.filter(off_at=None) if one.email.casefold() in known]
    moves.delete(copied.filter(pk__in=twice))
    moves.update(copied, ticket=into)
    trays = Tray.objects.filter(ticket=gone)
    moves.update(
        trays.exclude(account__in=Tray.objects.filter(ticket=into).values("account_id")),
        ticket=into,
    )


def _move_links(gone: Ticket, into: Ticket, moves: Moves) -> None:
    """To whom both belong, the one belongs once; to itself nothing does."""
    for mine, theirs in (("ticket", "other"), ("other", "ticket")):
        rows = Link.objects.filter(**{mine: gone})
        for row in rows:
            there = {mine: into, theirs: getattr(row, theirs), "kind": row.kind}
            itself = getattr(row, f"{theirs}_id") == into.pk
            same: QuerySet[Any] = Link.objects.filter(pk=row.pk)
            if itself or Link.objects.filter(**there).exists():
                moves.delete(same)
            else:
                moves.update(same, **{mine: into})


def _move_draft(draft: Draft, into: Ticket, moves: Moves) -> None:
    """What somebody has begun on both stands one below the other."""
    own = Draft.objects.filter(ticket=into, account=draft.account_id)
    known = own.first()
    if known is None:
        moves.update(Draft.objects.filter(pk=draft.pk), ticket=into)
        return
    moves.update(own, body=f"{known.body}\n\n{draft.body}"[:60_000])
    moves.delete(Draft.objects.filter(pk=draft.pk))


def _add_up(gone: Ticket, into: Ticket, moves: Moves) -> None:
    """Who is affected counts together, and the time; what the one stops, both do."""
    same = gone.requester_id is not None and gone.requester_id == into.requester_id
    people = max(into.people, gone.people) - into.people if same else gone.people
    was = {"stops": into.stops, "exam": into.exam}
    values = {
        "stops": min(into.stops, gone.stops, key=_WORST.index), "exam": into.exam or gone.exam,
        "people": into.people + people, "minutes": into.minutes + gone.minutes,
        "steps_all": into.steps_all + gone.steps_all, "steps_done": into.steps_done + gone.steps_done,
    }  # fmt: skip
    if gone.hand_due_at is not None and (
        into.hand_due_at is None or gone.hand_due_at < into.hand_due_at
    ):
        was |= {"hand_due_at": into.hand_due_at, "hand_due_why": into.hand_due_why}
        values |= {"hand_due_at": gone.hand_due_at, "hand_due_why": gone.hand_due_why}
    moves.note(into, people=people, minutes=gone.minutes)
    for name, value in values.items():
        setattr(into, name, value)
    own_fields.come_along(gone, into, moves)
    into.bump(*values, "custom")
    moves.wrote(into, **was)


def _wait_on(gone: Ticket, into: Ticket, moves: Moves, at: datetime) -> None:
    """What needs a yes still needs it: both are one, and wait for it. Who is asked goes on being asked about their own part."""
    asked = Approval.objects.filter(ticket=gone, said=Said.WAITING).first()
    if asked is None or into.status.for_approval:
        return
    was = {"status": into.status, "waiting_until": into.waiting_until}
    into.status, into.waiting_until = gone.status, None
    into.bump("status", "waiting_until")
    moves.wrote(into, **was)
    tell(events.APPROVAL_ASKED, into, by=system_actor(), at=at, who=asked.who)


def _lead_on(gone: Ticket, into: Ticket, moves: Moves) -> None:
    """What was merged into it before leads on to the same end, and what was part of it is part of that."""
    moves.update(Ticket.objects.filter(merged_into=gone), merged_into=into)
    moves.update(Ticket.objects.filter(parent=gone), parent=into)


def unmerge(gone: Ticket, *, into: Ticket, by: Actor, at: datetime) -> Back:
    """Everything as it was; what was said since, and whatever somebody changed since, stays where it is."""
    require(by, WORK, gone)
    require(by, WORK, into)
    with transaction.atomic():
        hold(gone, into)
        back = merges.take_back(gone, into, by=by, at=at)
        gone, into = hold(gone, into)
        change(gone, events.UNMERGED, {"merged_into": None, "merged_at": None}, by=by, at=at, other=into.number)  # fmt: skip
        _take_off(gone, into, back)
        _release(gone, at)
        clocks.follow(into, at=at)
        merges.finish(gone, into, back)
        tell(events.GAVE_BACK, into, by=by, at=at, other=gone.number)
        indexing.put(into)
    return back


def _release(gone: Ticket, at: datetime) -> None:
    """What it waited for may have been said meanwhile."""
    waits = Approval.objects.filter(ticket=gone, said=Said.WAITING).exists()
    if gone.is_open and gone.status.for_approval and not waits:
        status = starting.status_of(Phase.NEW, at=at)
        change(gone, events.STATUS, {"status": status}, by=system_actor(), at=at, to=status)


def _take_off(gone: Ticket, into: Ticket, back: Back) -> None:
    noted = back.noted()
    into.people = max(1, into.people - noted["people"])
    into.minutes = max(0, into.minutes - noted["minutes"])
    steps = into.steps.count(), into.steps.exclude(done_at=None).count()
    into.steps_all, into.steps_done = steps
    own_fields.go_back(gone, into, noted.get("custom", {}))
    into.bump("people", "minutes", "steps_all", "steps_done", "custom")
