"""How programs are found by search: what people would look for, not the packages and updates by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import QuerySet

from firstbell.platform.search.registry import Entry
from firstbell.software.models import Title
from firstbell.software.states import ProgramKind

FOUND = (ProgramKind.APPLICATION, ProgramKind.APP, ProgramKind.RUNTIME)


def entry(title: Title) -> Entry:
    return Entry(title.pk, title.uid, None, title.name, title.publisher)


def entries_of(rows: Iterable[tuple[int, UUID | str, str, str, str]]) -> Iterator[Entry]:
    """Of titles as the database gives them: key, uid, kind, name, publisher."""
    for key, uid, kind, name, publisher in rows:
        if kind in FOUND:
            own = uid if isinstance(uid, UUID) else UUID(uid)
            yield Entry(key, own, None, name, publisher)


def found(titles: QuerySet[Title]) -> QuerySet[Title]:
    return titles.filter(kind__in=FOUND)
