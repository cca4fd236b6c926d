"""Which tables were changed since: the database marks a table anew in the transaction that changes it.

A model that says `marked = True` gets triggers, so that no verb, import or hand in the database can forget. Marks
never come twice: one that a rollback brought back stands for the rows that it brought back too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection

from firstbell.platform.database.models import Mark

_POSTGRESQL = """
CREATE OR REPLACE FUNCTION database_mark_anew() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE database_mark SET mark = gen_random_uuid()::text WHERE name = TG_TABLE_NAME;
    RETURN NULL;
END $$
"""
_SQLITE = "UPDATE database_mark SET mark = lower(hex(randomblob(16))) WHERE name = '{table}'"

_seen: ContextVar[dict[str, str] | None] = ContextVar("marks_seen", default=None)


def marked_tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models() if getattr(model, "marked", False)]


def now() -> Mapping[str, str]:
    """The mark of each table; within `steady`, as it was when it was first asked for."""
    seen = _seen.get()
    if seen is None:
        return _read()
    if not seen:
        seen.update(_read())
    return seen


@contextmanager
def steady() -> Iterator[None]:
    """For as long as something is answered that changes none of these tables itself."""
    if _seen.get() is not None:  # inside another: what was read there is good here
        yield
        return
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def _read() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, mark FROM database_mark")
        return dict(cursor.fetchall())


def set_up(**_: Any) -> None:
    """After every migration, because SQLite loses the triggers of a table that it rebuilds; what changed meanwhile
    is marked too.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
        there = set(connection.introspection.table_names(cursor))
        for table in there.intersection(marked_tables()):
            for statement in _triggers(table):
                cursor.execute(statement)
            Mark.objects.update_or_create(name=table, defaults={"mark": str(uuid4())})


def _triggers(table: str) -> Iterator[str]:
    if connection.vendor == "postgresql":
        yield f'DROP TRIGGER IF EXISTS database_mark ON "{table}"'
        yield (
            f'CREATE TRIGGER database_mark AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION database_mark_anew()"
        )
        return
    for change in ("INSERT", "UPDATE", "DELETE"):
        yield (
            f'CREATE TRIGGER IF NOT EXISTS "{table}_mark_{change.lower()}" AFTER {change} ON "{table}" '
            f"BEGIN {_SQLITE.format(table=table)}; END"
        )
