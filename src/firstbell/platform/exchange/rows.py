"""Lines of a file as rows of the database, many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.db import connection, transaction

from firstbell.lib import garbage
from firstbell.lib.sheets import Row
from firstbell.platform.database import bulk
from firstbell.platform.exchange.models import ImportRow, ImportSession, with_edits
from firstbell.platform.exchange.sheets import Done, Plan
from firstbell.platform.exchange.states import Outcome, Verdict

T = TypeVar("T")
_NAMES = ("session_id", "line", "cells", "verdict", "warned", "reasons", "keys", "outcome")


class Waiting(NamedTuple):
    """A line that is still to be brought in, without the rest of its row."""

    line: int
    cells: list[str]
    edited: dict[str, str] | None
    verdict: str

    @property
    def now(self) -> list[str]:
        return with_edits(self.cells, self.edited)


def chunks(found: Iterable[T], size: int) -> Iterator[list[T]]:
    walk = iter(found)
    while chunk := _next(walk, size):
        yield chunk


def _next(walk: Iterator[T], size: int) -> list[T]:
    with garbage.kept():
        return list(islice(walk, size))


def write(session: ImportSession, pairs: Iterable[tuple[Row, Plan]]) -> None:
    rows = (
        (session.pk, row.line, _storable(row), plan.verdict.value, plan.warned, "\n".join(plan.reasons), plan.keys[:400], "")
        for row, plan in pairs
    )  # fmt: skip
    bulk.insert_many(ImportRow, _NAMES, rows)


def _storable(row: Row) -> Sequence[str]:
    """The line as it came; only what no database can hold is left out of lines that are damaged anyway."""
    if not (row.problems or row.damage or row.skipped):
        return row.cells
    raw = row.raw if len(row.raw) > len(row.cells) else row.cells
    return [cell.replace("\0", "").encode("utf-8", "replace").decode() for cell in raw]


def waiting(
    session: ImportSession, verdicts: Sequence[Verdict], after: int, size: int
) -> list[Waiting]:
    """The next lines that nothing was done about yet; their cells are decoded all at once."""
    marks = ", ".join(["%s"] * len(verdicts))
    sql = (
        f"SELECT line, cells, edited, verdict FROM {ImportRow._meta.db_table} "  # noqa: S608 -- our own table
        f"WHERE session_id = %s AND outcome = %s AND verdict IN ({marks}) AND line > %s ORDER BY line LIMIT %s"
    )
    params: list[Any] = [
        session.pk,
        Outcome.WAITING.value,
        *(one.value for one in verdicts),
        after,
        size,
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    cells = json.loads(f"[{','.join(row[1] for row in found)}]")
    return [
        Waiting(line, own, json.loads(edited) if edited else None, verdict)
        for own, (line, _, edited, verdict) in zip(cells, found, strict=True)
    ]


def note_done(session: ImportSession, done: Sequence[Done]) -> None:
    """What became of these lines."""
    table = ImportRow._meta.db_table
    postgres = connection.vendor == "postgresql"
    sql = (
        f"UPDATE {table} SET outcome = %s, thing_id = %s, thing_uid = %s, undo = %s "  # noqa: S608 -- our own table
        "WHERE session_id = %s AND line = %s"
    )
    rows = [
        (
            one.outcome.value, one.thing_id, one.thing_uid if postgres or not one.thing_uid else one.thing_uid.hex,
            None if one.undo is None else json.dumps(one.undo), session.pk, one.line,
        )
        for one in done
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def forget(session: ImportSession, *, step: int = 2_000) -> None:
    """Take away what an earlier check wrote, a piece at a time so that nobody waits."""
    while keys := list(
        ImportRow.objects.filter(session=session)
        .order_by("line")
        .values_list("pk", flat=True)[:step]
    ):
        with transaction.atomic():
            ImportRow.objects.filter(pk__in=keys)._raw_delete(using=connection.alias)


def fitted(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def as_line(row: ImportRow | Waiting, width: int) -> Row:
    """A stored line as the file's reader gives it."""
    cells = fitted(row.now, width)
    return Row(row.line, cells, cells)


def tally(counts: dict[str, Any], name: str, more: int) -> None:
    counts[name] = counts.get(name, 0) + more
