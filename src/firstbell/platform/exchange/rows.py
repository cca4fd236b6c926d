"""Lines of a file as rows of the database, many at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import orjson
from django.db import connection, transaction

from firstbell.lib import garbage
from firstbell.lib.sheets import Row
from firstbell.platform.database import bulk
from firstbell.platform.exchange.models import ImportRow, ImportSession, with_edits
from firstbell.platform.exchange.sheets import Done, Plan
from firstbell.platform.exchange.states import Outcome, Verdict

T = TypeVar("T")
_NOTE_EACH = (
    "UPDATE exchange_importrow SET outcome = %s, thing_id = %s, thing_uid = %s, undo = %s "
    "WHERE session_id = %s AND line = %s"
)
_NOTE_ALL = (
    "UPDATE exchange_importrow SET outcome = new.outcome, thing_id = new.id, thing_uid = new.uid, undo = new.undo "
    "FROM unnest(%s::text[], %s::bigint[], %s::uuid[], %s::text[]::jsonb[], %s::int[]) AS new(outcome, id, uid, undo, line) "
    # The bounds keep a planner that knows nothing yet of new rows from walking through all of the file's.
    "WHERE session_id = %s AND exchange_importrow.line BETWEEN %s AND %s AND exchange_importrow.line = new.line"
)
# How many lines are looked through for each that is wanted, before it is asked where the next one is.
_STRETCH = 4
_NAMES = ("session_id", "line", "cells", "verdict", "warned", "reasons", "keys", "outcome")


class Waiting(NamedTuple):
    """A line that is still to be brought in, as its file's reader gives it, and what was said of it."""

    row: Row
    verdict: str


def chunks(found: Iterable[T], size: int) -> Iterator[list[T]]:
    walk = iter(found)
    while chunk := _next(walk, size):
        yield chunk


def _next(walk: Iterator[T], size: int) -> list[T]:
    with garbage.kept():
        return list(islice(walk, size))


def write(session: ImportSession, pairs: Iterable[tuple[Row, Plan]]) -> None:
    session_id = session.pk
    rows = (
        (session_id, row.line, _storable(row), plan.verdict.value, plan.warned, "\n".join(plan.reasons), plan.keys[:400], "")
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
    found = _waiting(session, verdicts, after, size)
    cells = _decoded(f"[{','.join([row[1] for row in found])}]")
    width = len(session.reading["headers"])
    return [
        Waiting(_row(line, own, json.loads(edited) if edited else None, width), verdict)
        for own, (line, _, edited, verdict) in zip(cells, found, strict=True)
    ]


def _waiting(
    session: ImportSession, verdicts: Sequence[Verdict], after: int, size: int
) -> list[Any]:
    """Asked for within a stretch of the file, because a planner that knows nothing yet of new rows sorts them all."""
    marks = ", ".join(["%s"] * len(verdicts))
    sql = (
        f"SELECT line, cells, edited, verdict FROM {ImportRow._meta.db_table} "  # noqa: S608 -- our own table
        f"WHERE session_id = %s AND outcome = %s AND verdict IN ({marks}) AND line BETWEEN %s AND %s ORDER BY line LIMIT %s"
    )
    said = [one.value for one in verdicts]
    stretch = [after + 1, after + _STRETCH * size]
    with connection.cursor() as cursor:
        cursor.execute(sql, [session.pk, Outcome.WAITING.value, *said, *stretch, size])
        found: list[Any] = cursor.fetchall()
    if found:
        return found
    beyond = ImportRow.objects.filter(session=session, outcome=Outcome.WAITING, verdict__in=said)
    line = beyond.filter(line__gt=after).order_by("line").values_list("line", flat=True).first()
    return [] if line is None else _waiting(session, verdicts, line - 1, size)


def _decoded(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)  # half a letter of UTF-16, which Python's own takes for one


def note_done(session: ImportSession, done: Sequence[Done]) -> None:
    """What became of these lines."""
    rows = [
        (one.outcome.value, one.thing_id, one.thing_uid, None if one.undo is None else json.dumps(one.undo), one.line)
        for one in done
    ]  # fmt: skip
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One statement for all of them: one by one each would wait for its answer.
            columns = [list(column) for column in zip(*rows, strict=True)]
            lines = columns[-1]
            cursor.execute(_NOTE_ALL, [*columns, session.pk, min(lines), max(lines)])
        else:
            session_id = session.pk
            cursor.executemany(
                _NOTE_EACH,
                [(out, pk, uid and uid.hex, undo, session_id, line) for out, pk, uid, undo, line in rows],
            )  # fmt: skip


def forget(session: ImportSession, *, step: int = 2_000) -> None:
    """Take away what an earlier check wrote, a piece at a time so that nobody waits."""
    while keys := list(
        ImportRow.objects.filter(session=session)
        .order_by("line")
        .values_list("pk", flat=True)[:step]
    ):
        with transaction.atomic():
            ImportRow.objects.filter(pk__in=keys)._raw_delete(using=connection.alias)


def as_line(row: ImportRow, width: int) -> Row:
    """A stored line as the file's reader gives it."""
    return _row(row.line, row.cells, row.edited, width)


def _row(line: int, cells: list[str], edited: dict[str, str] | None, width: int) -> Row:
    if edited:
        cells = with_edits(cells, edited)
    if len(cells) != width:
        cells = fitted(cells, width)
    return Row(line, cells, cells)


def fitted(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]


def tally(counts: dict[str, Any], name: str, more: int) -> None:
    counts[name] = counts.get(name, 0) + more
