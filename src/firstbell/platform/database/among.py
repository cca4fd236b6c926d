"""Asking for thousands of keys at once: one parameter for all of them, without the ORM's work for each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import orjson
from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import In


def off_index(column: str, values: Collection[int]) -> Q:
    """A key among these, found by any way but an index of its column.

    SQLite counts nothing: it takes an index over a hundred thousand rows of a school before the five thousand keys that
    are asked for beside it. PostgreSQL knows how many there are, and is told nothing.
    """
    if connection.vendor == "sqlite":
        return Q(In(F(column) + Value(0), list(values)))
    return Q(**{f"{column}__in": list(values)})


def keys(found: Collection[int]) -> RawSQL:
    """For `pk__in`: thousands of keys that were found already, as one parameter."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [orjson.dumps(list(found)).decode()])
    return RawSQL("SELECT unnest(%s::bigint[])", [list(found)])


def pairs_among(
    select: str, column: str, values: Collection[str], order: str = ""
) -> dict[Any, Any]:
    """The two columns of a SELECT, which ends in a WHERE, for the rows whose text column is one of these."""
    return dict(rows_among(select, column, values, order))


def rows_among(
    select: str, column: str, values: Collection[str] | Collection[int], order: str = ""
) -> list[tuple[Any, ...]]:
    """The same with any number of columns, by texts or keys; what the database gives, as it gives it."""
    if not values:
        return []
    found = f"{column} = ANY(%s)"
    param: Any = list(values)
    if connection.vendor == "sqlite":
        found = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 -- a column of ours
        param = orjson.dumps(param).decode()
    with connection.cursor() as cursor:
        cursor.execute(f"{select} AND {found} {order}", [param])
        return list(cursor.fetchall())
