"""Many rows at once, beneath the ORM: `executemany` on SQLite, COPY on PostgreSQL.

`bulk_create` costs several times as much as the rows themselves; verbs that imports use write through here.
Call inside a transaction: the keys handed out by `next_ids` are the caller's only until it ends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from django.db import connection, models

_SQLITE_STEP = 5_000
Converter = Callable[[Any], Any]


def next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """`count` unused primary keys of a model with an integer key."""
    if count == 0:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', model._meta.pk.column, count],
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


def stored(
    model: type[models.Model], names: Sequence[str], values: Sequence[Any]
) -> tuple[Any, ...]:
    """Cells that many rows share, made once into what the database takes: `insert_many` is told how many."""
    cells = list(values)
    for at, convert in _converters(_fields(model, names)):
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
    fields = _fields(model, names)
    converters = _converters(fields[: len(fields) - stored])
    columns = [str(field.column) for field in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({quoted}) FROM STDIN", rows, converters)
        return
    marks = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {table} ({quoted}) VALUES ({marks})"  # noqa: S608 -- names come from our own models
    with connection.cursor() as cursor:
        for chunk in _chunks(rows, _SQLITE_STEP):
            cursor.executemany(sql, _converted(chunk, converters))


def _fields(model: type[models.Model], names: Sequence[str]) -> list[models.Field[Any, Any]]:
    known = {field.name: field for field in model._meta.concrete_fields}
    known |= {field.attname: field for field in model._meta.concrete_fields}
    for name in names:
        if name not in known:
            raise LookupError(f"{model.__name__} has no column {name}")
    return [known[name] for name in names]


def _copy(
    sql: str, rows: Iterable[Sequence[Any]], converters: Sequence[tuple[int, Converter]]
) -> None:
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


def _converters(fields: Sequence[models.Field[Any, Any]]) -> list[tuple[int, Converter]]:
    found = ((at, _converter(field)) for at, field in enumerate(fields))
    return [(at, convert) for at, convert in found if convert]


def _converter(field: models.Field[Any, Any]) -> Converter | None:
    if isinstance(field, models.JSONField):
        return _json
    # Everything else of Python's own psycopg knows.
    return _sqlite_converter(field) if connection.vendor == "sqlite" else None


def _sqlite_converter(field: models.Field[Any, Any]) -> Converter | None:
    if isinstance(field, models.UUIDField):
        return _hex
    if isinstance(field, models.DateTimeField):
        return _Moments()
    if isinstance(field, models.DateField):
        return _day
    return None


def _json(value: Any) -> str:
    if not value and value == {}:
        return "{}"
    if type(value) is list:
        # The cells of a line: the general way takes several times as long.
        try:
            return f"[{', '.join(map(json.encoder.encode_basestring_ascii, value))}]"
        except TypeError:
            pass
    return json.dumps(value)


def _hex(value: UUID | None) -> str | None:
    return None if value is None else f"{value.int:032x}"


class _Moments:
    """Many rows of one verb carry one moment: its text is made once. Django stores naive UTC text in SQLite."""

    def __init__(self) -> None:
        self.last: Any = None
        self.text = ""

    def __call__(self, value: Any) -> str | None:
        if value is None:
            return None
        if value is not self.last:
            self.last, self.text = (
                value,
                value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" "),
            )
        return self.text


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def _converted(rows: list[Sequence[Any]], converters: list[tuple[int, Converter]]) -> list[Any]:
    if not converters:
        return rows
    out = [list(row) for row in rows]
    for at, convert in converters:
        for cells in out:
            cells[at] = convert(cells[at])
    return out


def _chunks(rows: Iterable[Sequence[Any]], size: int) -> Iterable[list[Sequence[Any]]]:
    chunk: list[Sequence[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
