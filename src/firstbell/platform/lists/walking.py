"""Rows in an order for which a table has an index, or is walked as if it had one.

Sorting every row takes as long as there are rows. Two things spare it: blanks, which stand last, are asked for only
when the others have run out; and the rows of a list that is sorted by what they point to (the name of their model)
are found model by model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Q

from firstbell.platform.lists import ordering
from firstbell.platform.lists.ordering import Key, Place
from firstbell.platform.lists.specs import Rows

Part = tuple[Q, list[Key], Sequence[Any] | None]
# How many things are looked at in a statement: few at first, because few are enough where each has many rows.
_STEPS = (4, 16, 64, 256)
# From so many things on, those that rows point to are looked for first; beyond so many of these, nothing is gained.
_MANY, _MOST = 2_000, 10_000
# From one to the next in the index of what rows point to, whatever number of rows points to each.
_LEAP = (
    "WITH RECURSIVE pointed (pk) AS (SELECT MIN({of}) FROM {table} UNION ALL "
    "SELECT (SELECT MIN({of}) FROM {table} WHERE {of} > pointed.pk) FROM pointed WHERE pointed.pk IS NOT NULL) "
    "SELECT pk FROM pointed WHERE pk IS NOT NULL LIMIT {most}"
)
# Stands in a statement where the key of a thing goes; no row has it.
_SOMETHING = -1


def parts(order: list[Key], mark: Place | None) -> Iterator[Part]:
    """Rows with a value and rows without, each with its own order, from the mark on."""
    first, values = order[0], mark.values if mark else None
    if not first.nullable:
        yield Q(), order, values
        return
    blank = Q(**{f"{first.path}__isnull": True})
    filled = [replace(first, nullable=False), *order[1:]]
    in_blanks = values is not None and values[0] is None
    if first.backwards:
        if values is None or in_blanks:
            yield blank, order[1:], values[1:] if values else None
        yield ~blank, filled, None if in_blanks else values
        return
    if not in_blanks:
        yield ~blank, filled, values
    yield blank, order[1:], values[1:] if values and in_blanks else None


def is_walked(order: Sequence[Key], model: type[models.Model]) -> bool:
    """Whether an order is that of things that rows point to, as `ordering.keys` makes it."""
    return len(order) == 3 and order[1].path == ordering.owner_of(model, order[0].path)


def walk(rows: Rows, order: Sequence[Key], values: Sequence[Any] | None, size: int) -> list[Any]:
    """The keys of the first rows after these values, thing by thing."""
    by, thing, row = order
    relation, leaf = by.path.split("__")
    things: Any = rows.model._meta.get_field(relation).related_model
    own = [replace(by, path=leaf), replace(thing, path="pk")]
    found: list[Any] = []
    following = things._base_manager.order_by(*(key.order() for key in own))
    if values:
        rest = rows.filter(ordering.after([row], values[2:]), **{thing.path: values[1]})
        found = list(rest.order_by(row.order()).values_list("pk", flat=True)[:size])
        following = following.filter(ordering.after(own, values[:2]))
    if len(found) < size:
        ids = list(_pointed_to(rows.model, thing.path, following).values_list("pk", flat=True))
        found += _of_each(rows.order_by(row.order()), thing.path, ids, size - len(found))
    return found


def _pointed_to(model: type[models.Model], column: str, things: Rows) -> Rows:
    """The things without those that no row points to, where there are so many that it matters."""
    if not things.model._base_manager.values("pk").order_by("pk")[_MANY : _MANY + 1]:
        return things
    table, of = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.execute(_LEAP.format(table=table, of=of, most=_MOST + 1))
        keys = [pk for (pk,) in cursor.fetchall()]
    return things.filter(pk__in=keys) if len(keys) <= _MOST else things


def _of_each(rows: Rows, path: str, things: list[Any], size: int) -> list[Any]:
    """The first keys of the rows of the first thing, then of the next, until there are enough."""
    try:
        inner, params = (
            rows.filter(**{path: _SOMETHING}).values("pk")[:size].query.sql_with_params()
        )
    except EmptyResultSet:
        return []
    at = params.index(_SOMETHING)
    found: list[Any] = []
    left = iter(things)
    for step in chain(_STEPS, repeat(_STEPS[-1])):
        some = list(islice(left, step))
        if not some or len(found) >= size:
            return found[:size]
        sql = " UNION ALL ".join(
            f"SELECT {number}, {place}.pk FROM ({inner}) AS {place}"  # noqa: S608 -- compiled by Django
            for number, place in ((number, f"of_{number}") for number in range(len(some)))
        )
        values = [value for one in some for value in (*params[:at], one, *params[at + 1 :])]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            # Sorted by the thing alone: within one, the order of its statement stays.
            found += [pk for _, pk in sorted(cursor.fetchall(), key=itemgetter(0))]
    return found
