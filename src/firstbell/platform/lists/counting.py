"""How many rows the views of a list have: capped, in one statement, and remembered for a minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection

from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.specs import Rows

CAP = 999
REMEMBERED = 60
Count = tuple[int, bool]


def capped_counts(many: Sequence[Rows], *, cap: int = CAP) -> list[Count]:
    """How many of each, up to `cap`, and whether there are more."""
    parts: list[str] = []
    params: list[Any] = []
    for number, rows in enumerate(many):
        try:
            inner, values = rows.order_by().values("pk")[: cap + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {number}, COUNT(*) FROM ({inner}) AS counted_{number}")  # noqa: S608 -- compiled by Django
        params += values
    found: dict[int, int] = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            found = dict(cursor.fetchall())
    counts = [found.get(number, 0) for number in range(len(many))]
    return [(min(count, cap), count > cap) for count in counts]


def of_views(
    now: Rows, views: Mapping[str, Callable[[], Rows]], looker: Looker, name: str
) -> tuple[Count, dict[str, Count]]:
    """The count of what is shown, exact to the second, and those of the other views, at most a minute old.

    The rows of a view are put together only where its count is not remembered.
    """
    keys = {_key(query, looker, name): query for query in views}
    known: dict[str, Count] = {keys[key]: count for key, count in cache.get_many(keys).items()}
    missing = [query for query in views if query not in known]
    here, *fresh = capped_counts([now, *(views[query]() for query in missing)])
    counted = dict(zip(missing, fresh, strict=True))
    cache.set_many(
        {_key(query, looker, name): count for query, count in counted.items()}, REMEMBERED
    )
    return here, {**known, **counted}


def _key(query: str, looker: Looker, name: str) -> str:
    actor = looker.actor
    who = f"{actor.key}|{sorted(actor.grants, key=str)}|{looker.school and looker.school.pk}|{looker.several}"
    return "lists.count." + sha256(f"{name}|{who}|{looker.today}|{query}".encode()).hexdigest()


def words(count: Count) -> str:
    number, more = count
    return f"{number:,}+" if more else f"{number:,}"
