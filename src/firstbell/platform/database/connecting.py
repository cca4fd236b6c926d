"""What every new connection is told."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


def do_not_compile(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """PostgreSQL compiles a query whose plan looks dear: half a second, for questions that take ten milliseconds.

    Said after connecting, because a pooler between refuses it among the options of the connection.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
