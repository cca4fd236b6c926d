from __future__ import annotations

import hashlib

from django.db import connection


def hold(name: str) -> bool:
    """Hold a name until the transaction ends; False when another transaction holds it now.

    SQLite's transactions queue at their beginning, so there whoever comes here is alone already.
    """
    if connection.vendor == "sqlite":
        return True
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return bool(cursor.fetchone()[0])
