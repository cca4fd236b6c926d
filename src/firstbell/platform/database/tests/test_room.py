from __future__ import annotations

import errno
import sqlite3

import psycopg
import pytest
from django.db import OperationalError

from firstbell.lib.refusal import Refusal
from firstbell.platform.database import room


def a_small_database_is_filled() -> None:
    here = sqlite3.connect(":memory:")
    here.execute("PRAGMA max_page_count = 4")
    here.execute("CREATE TABLE note (text)")
    for _ in range(9):
        here.execute("INSERT INTO note VALUES (zeroblob(4000))")


def test_sqlite_says_it_through_django_too() -> None:
    with pytest.raises(sqlite3.OperationalError) as full:
        a_small_database_is_filled()
    wrapped = OperationalError("database or disk is full")
    wrapped.__cause__ = full.value

    assert room.is_full(wrapped)


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOSPC, "No space left"),
        OSError(errno.EDQUOT, "Quota"),
        psycopg.errors.DiskFull(),
    ],
)
def test_the_system_and_postgresql_say_it(problem: Exception) -> None:
    assert room.is_full(problem)


@pytest.mark.parametrize(
    "problem",
    [None, OSError(errno.ENOENT, "There is none"), OperationalError("locked"), Refusal("No.")],
)
def test_nothing_else_is_it(problem: Exception | None) -> None:
    assert not room.is_full(problem)
