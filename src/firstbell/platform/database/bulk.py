"""Many rows at once, beneath the ORM: `executemany` on SQLite, COPY on PostgreSQL.

`bulk_create` costs several times as much as the rows themselves; verbs that imports use write through here.
Call inside a transaction: the keys handed out by `next_ids` are the caller's only until it ends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection, models

from firstbell.lib.chunks import in_chunks
from firstbell.platform.database import together

_SQLITE_STEP = 5_000
# Below what any SQLite allows in one statement.
_PARAMETERS = 900
# Up to so many rows are written out in a statement that waits for the next one; COPY cannot wait.
_FEW = 40
Converter = Callable[[Any], Any]


def next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """`count` unused primary keys of a model with an integer key."""
    if count == 0:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                [_sequence(table, str(model._meta.pk.column)), count],
            )
            return [row[0] for row in cursor.fetchall()]
        # SQLite has one writer, and the transaction is IMMEDIATE: nobody can take these keys meanwhile.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = int(row[0]) if row else 0
        if row:
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table]
            )
        else:
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count]
            )
    return range(last + 1, last + count + 1)


@lru_cache(maxsize=256)
def _sequence(table: str, column: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        return str(cursor.fetchone()[0])


def stored(
    model: type[models.Model], names: Sequence[str], values: Sequence[Any]
) -> tuple[Any, ...]:
    """Cells that many rows share, made once into what the database takes: `insert_many` is told how many."""
    cells = list(values)
    for at, convert in _table(connection.vendor, model, tuple(names)).converters:
        cells[at] = convert(cells[at])
    return tuple(cells)


def insert_many(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    stored: int = 0,
) -> None:
    """Insert rows given as tuples in the order of the field names (`school_id` for a foreign key).

    Every column without a database default must be named. Values are Python's own (UUID, datetime, dict for JSON),
    but for the last cells of each row, as many as are `stored` already.
    """
    table = _table(connection.vendor, model, tuple(names))
    own = len(names) - stored
    converters = [(at, convert) for at, convert in table.converters if at < own]
    if connection.vendor == "postgresql":
        _into_postgresql(table, len(names), iter(rows), converters)
        return
    marks = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO {table.columns} VALUES ({marks})"  # noqa: S608 -- names come from our own models
    with connection.cursor() as cursor:
        for chunk in in_chunks(rows, _SQLITE_STEP):
            cursor.executemany(sql, _converted(chunk, converters))


def insert_missing(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    telling: str = "pk",
) -> list[tuple[Any, ...]]:
    """The same for rows that somebody else may be making in this moment: what is there already stays as it is.

    Of the rows that were made, the columns `telling`, where the database can tell at once: PostgreSQL. There it waits
    for whoever makes the same row, so everybody brings them in one order.
    """
    table = _table(connection.vendor, model, tuple(names))
    made: list[tuple[Any, ...]] = []
    told = f" RETURNING {telling}" if connection.vendor == "postgresql" else ""
    for chunk in in_chunks(rows, _PARAMETERS // len(names)):
        sql, cells = _values(table, len(names), _converted(chunk, table.converters))
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} ON CONFLICT DO NOTHING{told}", cells)
            made += cursor.fetchall() if told else []
    return made


def insert_one(row: models.Model) -> None:
    """A new row of its own, with its key: what `save` does, without compiling it anew each time."""
    names, table = _all(connection.vendor, type(row))
    cells = [getattr(row, name) for name in names]
    for at, convert in table.converters:
        cells[at] = convert(cells[at])
    marks = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO {table.columns} VALUES ({marks})"  # noqa: S608 -- names come from our own models
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{sql} RETURNING {table.key}", cells)
            row.pk = cursor.fetchone()[0]
        else:
            cursor.execute(sql, cells)
            row.pk = cursor.lastrowid
    row._state.adding, row._state.db = False, connection.alias


def change_one(model: type[models.Model], pk: int, values: Mapping[str, Any]) -> None:
    """New values in the row of this key, by the names of its fields."""
    if not values:
        return
    names = tuple(values)
    table = _table(connection.vendor, model, names)
    cells = list(values.values())
    for at, convert in table.converters:
        cells[at] = convert(cells[at])
    together.put(table.update, [*cells, pk])


class _Table(NamedTuple):
    """A table and its columns for a statement, and how a cell of each column is stored where that takes anything."""

    columns: str
    converters: Sequence[tuple[int, Converter]]
    update: str
    key: str


@lru_cache(maxsize=256)
def _table(vendor: str, model: type[models.Model], names: tuple[str, ...]) -> _Table:
    known = {field.name: field for field in model._meta.concrete_fields}
    known |= {field.attname: field for field in model._meta.concrete_fields}
    known["pk"] = model._meta.pk
    for name in names:
        if name not in known:
            raise LookupError(f"{model.__name__} has no column {name}")
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(known[name].column)) for name in names)
    found = ((at, _converter(vendor, known[name])) for at, name in enumerate(names))
    converters = [(at, convert) for at, convert in found if convert]
    own, key = quote(model._meta.db_table), quote(str(known["pk"].column))
    changed = ", ".join(f"{quote(str(known[name].column))} = %s" for name in names)
    update = f"UPDATE {own} SET {changed} WHERE {key} = %s"  # noqa: S608 -- names come from our own models
    return _Table(f"{own} ({columns})", converters, update, key)


@lru_cache(maxsize=64)
def _all(vendor: str, model: type[models.Model]) -> tuple[tuple[str, ...], _Table]:
    """Every column but a key that the database gives."""
    names = tuple(f.attname for f in model._meta.concrete_fields if not f.primary_key)
    return names, _table(vendor, model, names)


def _into_postgresql(
    table: _Table,
    width: int,
    rows: Iterator[Sequence[Any]],
    converters: Sequence[tuple[int, Converter]],
) -> None:
    some = list(islice(rows, _FEW + 1 if together.waits() else 1))
    if together.waits() and len(some) <= _FEW:
        if some:
            together.put(*_values(table, width, _converted(some, converters)))
    elif some:
        _copy(f"COPY {table.columns} FROM STDIN", chain(some, rows), converters)


def _values(table: _Table, width: int, rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    marks = f"({', '.join(['%s'] * width)})"
    sql = f"INSERT INTO {table.columns} VALUES {', '.join([marks] * len(rows))}"  # noqa: S608 -- names come from our own models
    return sql, [cell for row in rows for cell in row]


def _copy(
    sql: str, rows: Iterable[Sequence[Any]], converters: Sequence[tuple[int, Converter]]
) -> None:
    together.send()
    # COPY is psycopg's own: without the wrapper its errors are not Django's.
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.cursor.copy(sql) as copy,
    ):
        for row in rows:
            if converters:
                cells = list(row)
                for at, convert in converters:
                    cells[at] = convert(cells[at])
                copy.write_row(cells)
            else:
                copy.write_row(row)


def _converter(vendor: str, field: models.Field[Any, Any]) -> Converter | None:
    if isinstance(field, models.JSONField):
        return _json
    if vendor == "postgresql":
        return None  # psycopg knows everything else of Python's own
    if isinstance(field, models.UUIDField):
        return _hex
    if isinstance(field, models.DateTimeField):
        return _Moments()
    return _day if isinstance(field, models.DateField) else None


def _json(value: Any) -> str:
    if not value and value == {}:
        return "{}"
    if type(value) is list:
        # The cells of a line: the general way takes ten times as long.
        try:
            return orjson.dumps(value).decode()
        except TypeError:
            pass
    return json.dumps(value)


def _hex(value: UUID | None) -> str | None:
    return None if value is None else f"{value.int:032x}"


class _Moments:
    """Many rows of one verb carry one moment: its text is made once. Django stores naive UTC text in SQLite."""

    def __init__(self) -> None:
        self.last: tuple[Any, str | None] = (None, None)

    def __call__(self, value: Any) -> str | None:
        last, text = self.last
        if value is not last:
            naive = value.astimezone(UTC).replace(tzinfo=None) if value is not None else None
            text = naive.isoformat(sep=" ") if naive is not None else None
            self.last = value, text
        return text


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def _converted(rows: list[Sequence[Any]], converters: Sequence[tuple[int, Converter]]) -> list[Any]:
    if not converters:
        return rows
    out = [list(row) for row in rows]
    for at, convert in converters:
        for cells in out:
            cells[at] = convert(cells[at])
    return out
