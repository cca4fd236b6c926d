from __future__ import annotations

import pytest
from django.db import connection

from firstbell.platform.database.statistics import look_again
from firstbell.platform.numbers.models import Sequence

pytestmark = pytest.mark.django_db


def _believed(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [table])
        return int(cursor.fetchone()[0])


def test_after_many_lines_the_database_knows_how_many_there_are() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL keeps statistics")
    Sequence.objects.bulk_create(Sequence(prefix=f"T{n}") for n in range(500))
    look_again(500)
    assert _believed(Sequence._meta.db_table) < 500
    look_again(2_000)
    assert _believed(Sequence._meta.db_table) >= 500
