"""One trouble behind many tickets: they are part of it, are told together, and end and begin again together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can, require
from firstbell.support import events
from firstbell.support.actions import joining, talking, working
from firstbell.support.actions.talking import Words
from firstbell.support.actions.telling import change, tell
from firstbell.support.models import Ticket

WORK = "support.work"
# As many are told at once as a page can wait for.
MOST = 300


def put_under(tickets: Iterable[Ticket], parent: Ticket, *, by: Actor, at: datetime) -> int:
    """How many were not part of it before; all of them or, with a sentence, none."""
    require(by, WORK, parent)
    chosen = list(tickets)
    put = 0
    with transaction.atomic():
        held = {one.pk: one for one in joining.hold(parent, *chosen)}
        parent = held[parent.pk]
        _refuse_parent(parent)
        for one in chosen:
            put += _put_one(held[one.pk], parent, by=by, at=at)
    return put


def _refuse_parent(parent: Ticket) -> None:
    if parent.is_merged:
        raise Conflict(f"{parent.number} was merged into another. Choose that one.")
    if not parent.is_open:
        raise Conflict(f"{parent.number} is {parent.status.name.lower()}. Reopen it first.")
    if parent.parent is not None:
        raise Refusal(f"{parent.number} is part of {parent.parent.number} itself. Choose {parent.parent.number}.")  # fmt: skip
    if parent.restricted:
        raise Refusal(f"{parent.number} is restricted, so it stands on its own.")


def _put_one(ticket: Ticket, parent: Ticket, *, by: Actor, at: datetime) -> bool:
    require(by, WORK, ticket)
    if ticket.pk == parent.pk:
        raise Refusal("A ticket is not part of itself.", fields={"parent": "The same ticket"})
    if ticket.is_merged or ticket.restricted:
        why = "was merged into another" if ticket.is_merged else "is restricted"
        raise Conflict(f"{ticket.number} {why}, so it cannot be part of {parent.number}.")
    if ticket.history_audience != parent.history_audience:
        raise Refusal(f"{ticket.number} is with {ticket.team}, and {parent.number} with {parent.team}: not the same people see both.")  # fmt: skip
    if ticket.children.standing().exists():
        raise Conflict(f"Other tickets are part of {ticket.number}. Put those under {parent.number} instead.")  # fmt: skip
    values = {"parent": parent}
    return bool(change(ticket, events.PART_OF, values, by=by, at=at, other=parent.number))


def take_out(ticket: Ticket, *, by: Actor, at: datetime) -> Ticket:
    require(by, WORK, ticket)
    if ticket.parent is None:
        raise Conflict(f"{ticket.number} is part of nothing.")
    change(ticket, events.APART, {"parent": None}, by=by, at=at, other=ticket.parent.number)
    return ticket


@dataclass
class Done:
    """How many it reached, and those it did not, each with the reason."""

    count: int = 0
    left: list[str] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        return f" Left out: {' '.join(self.left[:5])}" if self.left else ""


def tell_all(parent: Ticket, words: Words, *, solves: bool = False, by: Actor, at: datetime) -> Done:  # fmt: skip
    """One answer to whoever raised it, and to all whose tickets are part of it or who said that they have it too."""
    require(by, WORK, parent)
    _refuse_done(parent)
    alike = Words(words.body)
    with transaction.atomic():
        tell(events.TOLD_ALL, parent, by=by, at=at)
        if solves:
            working.solve(parent, words, by=by, at=at)
        else:
            talking.reply(parent, words, by=by, at=at)
    verb = working.solve if solves else talking.reply
    return _each(parent, lambda one: verb(one, alike, by=by, at=at), by, open_ones=True)


def solve_children(parent: Ticket, words: Words, *, by: Actor, at: datetime) -> Done:
    """Those that are still open after the one behind them has ended."""
    require(by, WORK, parent)
    return _each(parent, lambda one: working.solve(one, words, by=by, at=at), by, open_ones=True)


def reopen_children(parent: Ticket, *, by: Actor, at: datetime) -> Done:
    require(by, WORK, parent)
    if not parent.is_open:
        raise Conflict(f"{parent.number} is {parent.status.name.lower()}. Reopen it first.")
    return _each(parent, lambda one: working.reopen(one, by=by, at=at), by, open_ones=False)


def _refuse_done(parent: Ticket) -> None:
    if not parent.is_open:
        raise Conflict(f"{parent.number} is {parent.status.name.lower()}. Reopen it first.")


def _each(parent: Ticket, verb: Callable[[Ticket], object], by: Actor, *, open_ones: bool) -> Done:
    """Each in a transaction of its own: what somebody changes at this moment is named, and keeps nobody else waiting."""
    rows = parent.children.standing().filter(solved_at__isnull=open_ones)
    done = Done()
    for one in rows.select_related("school", "team", "status", "requester", "room").order_by("pk")[:MOST]:  # fmt: skip
        if not can(by, WORK, one):
            done.left.append(f"{one.number} is at {one.school}.")
            continue
        try:
            verb(one)
        except Refusal as refusal:
            done.left.append(refusal.sentence)
        else:
            done.count += 1
    return done
