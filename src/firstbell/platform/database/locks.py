from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection, models


def hold(name: str) -> bool:
    """Hold a name until the transaction ends; False when another transaction holds it now.

    SQLite's transactions queue at their beginning, so there whoever comes here is alone already.
    """
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_key(name)])
        return bool(cursor.fetchone()[0])


def wait_for(names: Iterable[str]) -> None:
    """Hold several names until the transaction ends, waiting for each; in one order, so that nobody waits in a ring."""
    if connection.vendor == "sqlite":
        return
    keys = sorted({_key(name) for name in names})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(key)) FROM (SELECT unnest(%s::bigint[]) AS key ORDER BY 1) AS held",
            [keys],
        )


def alone_with(model: type[models.Model]) -> None:
    """Until the transaction ends nobody else writes rows of this model; whoever does now ends first. They can be read."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
