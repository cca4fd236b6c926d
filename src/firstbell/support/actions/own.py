"""The trust's own fields on a ticket: what becomes of them when it is merged, erased or taken out."""

from __future__ import annotations

from collections.abc import Iterable

from firstbell.places.actions.own import index_own
from firstbell.platform.audit import erasure
from firstbell.platform.database.sealing import same
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.models import Field, FieldValue
from firstbell.platform.merges.moves import Moves
from firstbell.support.models import Ticket

TICKET = "support.ticket"
_GONE = "erased"


def come_along(gone: Ticket, into: Ticket, moves: Moves) -> None:
    """The one that stands has what it had, and what only the other had; by the other nothing is found any more."""
    new = {key: value for key, value in gone.custom.items() if key not in into.custom}
    moves.note(into, custom=new)
    fields.index(TICKET, [(gone.uid, {})])
    if new:
        into.custom = {**into.custom, **new}
        index_own(into)


def go_back(gone: Ticket, into: Ticket, came: dict[str, object]) -> None:
    """What came along goes again, unless somebody has said otherwise since."""
    theirs = {key for key, value in came.items() if same(into.custom.get(key), value)}
    into.custom = {key: value for key, value in into.custom.items() if key not in theirs}
    index_own(into, gone)


def forget_personal(tickets: Iterable[Ticket]) -> None:
    """What says something about a person, of these tickets and in their history."""
    rows = Field.objects.filter(noun=TICKET, is_personal=True)
    keys = list(rows.values_list("key", flat=True))
    for ticket in tickets if keys else ():
        theirs = [key for key in keys if key in ticket.custom]
        for key in theirs:
            ticket.custom.pop(key)
        for key in keys:
            erasure.mask([TICKET], key.replace("_", " "), uid=ticket.uid, now=_GONE, then=_GONE)
        if theirs:
            Ticket.objects.filter(pk=ticket.pk).update(custom=ticket.custom)
            index_own(ticket)


def drop(ticket: Ticket) -> None:
    """Its values are found no more, and are free for another where no two may have the same."""
    FieldValue.objects.filter(thing_uid=ticket.uid).delete()
