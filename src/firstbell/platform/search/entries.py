"""Writing what search knows, in the transaction of the verb that changed the thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models, transaction

from firstbell.lib.chunks import in_chunks
from firstbell.platform.database import bulk
from firstbell.platform.search import registry, text
from firstbell.platform.search.models import SearchEntry
from firstbell.platform.search.registry import Entry

STEP = 2_000
_NAMES = ("id", "thing_uid", "school_id", "label", "detail", "head", "text")


def put(thing: Any) -> None:
    """Write or rewrite one thing's entry."""
    kind = registry.of(thing)
    row = _row(kind.start, kind.entry(kind.filled([thing])[0]))
    known = SearchEntry.objects.filter(pk=row[0]).values_list(*_NAMES).first()
    if known != row:
        _replace([row])


def put_things(things: Iterable[Any]) -> None:
    """Write or rewrite the entries of many things of one model."""
    for chunk in in_chunks(things, STEP):
        kind = registry.of(chunk[0])
        start = kind.start
        _replace([_row(start, kind.entry(thing)) for thing in kind.filled(chunk)])


def put_many(name: str, found: Iterable[Entry], *, new: bool) -> None:
    """Write many entries that a verb made without model objects; `new` when the things were just inserted."""
    start = registry.named(name).start
    for chunk in in_chunks(found, STEP):
        rows = [_row(start, entry) for entry in chunk]
        _insert(rows) if new else _replace(rows)


def refresh(rows: models.QuerySet[Any, Any]) -> None:
    """Rewrite the entries of these rows, because something their words come from was renamed."""
    put_things(rows.iterator(chunk_size=STEP))


def drop(thing: Any) -> None:
    drop_many(registry.of(thing).name, [thing.pk])


def drop_many(name: str, thing_ids: Iterable[int]) -> None:
    start = registry.named(name).start
    for chunk in in_chunks(thing_ids, STEP):
        _delete([start + thing_id for thing_id in chunk])


def reindex(name: str, *, step: int = STEP) -> int:
    """Write every entry of a type again; each step is a transaction of its own, so that nobody waits for long."""
    kind = registry.named(name)
    start = kind.start
    count = 0
    for chunk in in_chunks(kind.every().order_by("pk").iterator(chunk_size=step), step):
        with transaction.atomic():
            _replace([_row(start, kind.entry(thing)) for thing in kind.filled(chunk)])
        count += len(chunk)
    keys = SearchEntry.objects.filter(pk__range=(kind.start, kind.end)).values_list("pk", flat=True)
    for found in in_chunks(keys.order_by("pk").iterator(chunk_size=step), step):
        kept = set(
            kind.every()
            .filter(pk__in=[key - kind.start for key in found])
            .values_list("pk", flat=True)
        )
        _delete([key for key in found if key - kind.start not in kept])
    return count


def _row(start: int, entry: Entry) -> tuple[Any, ...]:
    written = text.written(entry.codes, f"{entry.label} {entry.words}", entry.most)
    head = written.lstrip("|")[:40]
    return (
        start + entry.thing_id, entry.thing_uid, entry.school_id, entry.label[:200], entry.detail[:200],
        head.partition("|")[0], written,
    )  # fmt: skip


def _replace(rows: list[tuple[Any, ...]]) -> None:
    _delete([row[0] for row in rows])
    _insert(rows)


def _insert(rows: list[tuple[Any, ...]]) -> None:
    bulk.insert_many(SearchEntry, _NAMES, rows)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_fts(rowid, text) VALUES (%s, %s)",
                [(row[0], row[6]) for row in rows],
            )


def _delete(keys: Sequence[int]) -> None:
    """The index forgets an entry by reading it, so it goes first."""
    for some in in_chunks(keys, 500):
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(some))
            with connection.cursor() as cursor:
                cursor.execute(
                    f"DELETE FROM search_fts WHERE rowid IN (SELECT id FROM search_searchentry WHERE id IN ({marks}))",  # noqa: S608 -- marks only
                    some,
                )
        SearchEntry.objects.filter(pk__in=some).delete()
