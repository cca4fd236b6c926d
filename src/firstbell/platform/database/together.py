"""Statements whose answer nobody waits for: PostgreSQL gets them all at once, before the next that asks for something.

What a verb writes in ten tables is ten questions and ten answers on the way there and back, and each is read and
planned anew; here they go in one message, and are planned once for each connection. Call inside a transaction: it is
undone whole, so nobody sees what was not sent yet.

    with transaction.atomic(), together.sent():
        bulk.insert_many(…)
        together.put("UPDATE … SET … WHERE id = %s", [key])
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from django.db import connection

Statement = tuple[str, Sequence[Any]]
_waiting: ContextVar[list[Statement] | None] = ContextVar("statements_waiting", default=None)


@contextmanager
def sent() -> Iterator[None]:
    """Inside, what is `put` is sent before the next question, in its order; the rest when it ends well."""
    if connection.vendor != "postgresql" or _waiting.get() is not None:
        yield
        return
    token = _waiting.set([])
    try:
        with connection.execute_wrapper(_after_what_waits):
            yield
            send()
    finally:
        _waiting.reset(token)


def waits() -> bool:
    return _waiting.get() is not None


def put(sql: str, params: Sequence[Any]) -> None:
    """Do this; at once where nothing is sent together."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append((sql, params))
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def send() -> None:
    """What waits, now: whoever asks the database beside Django's cursors does it before."""
    waiting = _waiting.get()
    if not waiting:
        return
    found = list(waiting)
    waiting.clear()
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    with connection.wrap_database_errors, raw.pipeline():
        cursor = psycopg.Cursor(raw)
        for sql, params in found:
            cursor.execute(sql, [_plain(value) for value in params], prepare=True)


def _plain(value: Any) -> Any:
    """A number of any size is of one kind, or each size would be another statement to plan."""
    return str(value) if type(value) is int else value


def _after_what_waits(execute: Callable[..., Any], *question: Any) -> Any:
    send()
    return execute(*question)
