"""The physical limit: the same rows without anything of ours around them."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import psutil
from django.db import connection, transaction

from firstbell.equipment.models import Item

STEP = 500


def count_items() -> int:
    return Item.objects.count()


def bare_rows() -> tuple[float, float]:
    """CPU and wall seconds of writing the item rows that are there into an empty table with the same indexes; what
    PostgreSQL takes for it counts as well.
    """
    return _postgres() if connection.vendor == "postgresql" else _sqlite()


def _sqlite() -> tuple[float, float]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM equipment_item ORDER BY id")
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'equipment_item' AND sql IS NOT NULL"
        )
        statements = [row[0] for row in cursor.fetchall()]
    marks = ",".join("?" * len(rows[0]))
    with tempfile.TemporaryDirectory() as folder:
        bare = sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = OFF"):
            bare.execute(f"PRAGMA {pragma}")
        for statement in statements:
            bare.execute(statement)
        began, cpu = perf_counter(), process_time()
        for start in range(0, len(rows), STEP):
            bare.execute("BEGIN IMMEDIATE")
            bare.executemany(
                f"INSERT INTO equipment_item VALUES ({marks})", rows[start : start + STEP]
            )
            bare.execute("COMMIT")
        spent = process_time() - cpu, perf_counter() - began
        bare.close()
    return spent


def _postgres() -> tuple[float, float]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (LIKE equipment_item INCLUDING INDEXES)")
        cursor.execute("SELECT * FROM equipment_item ORDER BY id")
        rows: list[Any] = cursor.fetchall()
    rows = [
        tuple(json.dumps(cell) if isinstance(cell, dict) else cell for cell in row) for row in rows
    ]
    theirs = _of_backend()
    began, cpu = perf_counter(), process_time()
    for start in range(0, len(rows), STEP):
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.cursor.copy("COPY bare FROM STDIN") as copy,
        ):
            for row in rows[start : start + STEP]:
                copy.write_row(row)
    own, wall = process_time() - cpu, perf_counter() - began
    theirs = _of_backend() - theirs
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare")
    return own + theirs, wall


def _of_backend() -> float:
    """Seconds of CPU so far of the process of PostgreSQL that works for this connection."""
    return sum(psutil.Process(connection.connection.info.backend_pid).cpu_times()[:2])
