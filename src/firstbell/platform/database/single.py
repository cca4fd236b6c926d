"""A row or few of a model by a statement of one's own, where a queryset would cost more than the rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=models.Model)


def columns(model: type[models.Model], names: Collection[str]) -> str:
    """The columns of these fields (`school_id` for a foreign key) as `row_of` wants them, in the model's own order."""
    return ", ".join(f'"{field.column}"' for field in _fields(model, frozenset(names)))


def row_of(model: type[M], names: Collection[str], sql: str, params: Sequence[Any]) -> M | None:
    """What a SELECT of `columns(model, names)` finds first; a field that is not named is read when it is asked for."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchone()
    if found is None:
        return None
    return _made(model, frozenset(names), found)


def rows_of(model: type[M], names: Collection[str], sql: str, params: Sequence[Any]) -> list[M]:
    """The same of every row that it finds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    return [_made(model, frozenset(names), row) for row in rows]


def _made(model: type[M], names: frozenset[str], row: Sequence[Any]) -> M:
    cells = list(row)
    for at, convert, column in _converters(connection.vendor, model, names):
        cells[at] = convert(cells[at], column, connection)
    return model.from_db(connection.alias, names, cells)


@lru_cache(maxsize=32)
def _converters(
    vendor: str, model: type[models.Model], names: frozenset[str]
) -> list[tuple[int, Any, Any]]:
    """How a cell becomes what Python has, where it is not that already."""
    found = []
    for at, field in enumerate(_fields(model, names)):
        column = field.get_col(model._meta.db_table)
        own = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
        found += [(at, convert, column) for convert in own]
    return found


@lru_cache(maxsize=32)
def _fields(model: type[models.Model], names: frozenset[str]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.attname in names]
