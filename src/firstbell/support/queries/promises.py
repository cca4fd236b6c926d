"""Which promise a ticket has: the most particular one wins, and of two alike the school’s own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from firstbell.support.models import Category, Clock, Promise, RequestType, Ticket
from firstbell.support.states import Stops

Of = Ticket | Category | RequestType | None


def found(school_id: int, stops: str, of: Of = None) -> Promise | None:
    """For its request before for its category, for a part of a category before the whole, before what is for all tickets."""
    rows = (
        Promise.objects.at(school_id).filter(stops=stops).select_related("category", "request_type")
    )
    known = list(rows)
    particular = any(row.category_id or row.request_type_id for row in known)
    ranks = _ranks(of) if particular else {(None, None): 0}
    own = [row for row in known if (row.request_type_id, row.category_id) in ranks]
    return max(
        own, default=None,
        key=lambda row: (ranks[row.request_type_id, row.category_id], row.school_id or 0),
    )  # fmt: skip


def _ranks(of: Of) -> dict[tuple[int | None, int | None], int]:
    """What fits it, the more particular the higher."""
    asked = (
        of if isinstance(of, RequestType) else of.request_type if isinstance(of, Ticket) else None
    )
    about = of if isinstance(of, Category) else of.category if of is not None else None
    ranks: dict[tuple[int | None, int | None], int] = {(None, None): 0}
    rank = 10
    while about is not None and (None, about.pk) not in ranks:
        ranks[None, about.pk] = rank
        about, rank = about.parent, rank - 1
    if asked is not None:
        ranks[asked.pk, None] = 20
    return ranks


def of_ticket(ticket: Ticket, clocks: Iterable[Clock]) -> Promise | None:
    """The particular one that these clocks of it go by, where there is one."""
    row = found(ticket.school_id, ticket.stops, ticket)
    goes_by = row is not None and all(one.promised == getattr(row, one.kind) for one in clocks)
    return row if row is not None and row.of is not None and goes_by else None


def particular(school_id: int) -> dict[tuple[str, int], list[Promise]]:
    """What is promised in particular here, by what it is for."""
    rows: dict[tuple[str, int], list[Promise]] = {}
    known: Any = Promise.objects.at(school_id).exclude(category=None, request_type=None)
    known = known.select_related("category", "request_type")
    order = list(Stops.values)

    def place(row: Promise) -> tuple[int, int, bool, str]:
        asked = row.request_type_id is not None
        return order.index(row.stops), row.school_id or 0, asked, str(row.of)

    for row in sorted(known, key=place):
        key = (
            ("request", row.request_type_id)
            if row.request_type_id
            else ("category", row.category_id)
        )
        rows.setdefault(key, []).append(row)
    return rows
