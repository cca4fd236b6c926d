"""Installations by what their releases and titles are: a list narrowed down to what few have, or to what all have."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Q, Sum

from firstbell.platform.database.among import off_index
from firstbell.software.models import Presence, Release, Title

# From so many installations on, the latest of them are found sooner by walking the list than by sorting them.
MANY = 4_000


def of_releases(wanted: Q) -> Q:
    """Those of the releases for which this is so."""
    found = dict(Release.objects.filter(wanted).values_list("pk", "title_id"))
    return _among("release_id", list(found), set(found.values()))


def of_titles(wanted: Q) -> Q:
    found = list(Title.objects.filter(wanted).values_list("pk", flat=True))
    return _among("title_id", found, found)


def named(words: str) -> Q:
    """Those that go by these words, in the school's own name for them or as devices report them."""
    return of_releases(Q(name__icontains=words) | Q(title__name__icontains=words))


def _among(column: str, found: list[int], titles: Collection[int]) -> Q:
    """Their keys are written out: a database that counts what is frequent then knows how to go about it.

    SQLite does not; from so many on it is kept from an index of theirs, and walks the list in its order.
    """
    if connection.vendor == "sqlite" and _devices(titles) >= MANY:
        return off_index(column, found)
    return Q(**{f"{column}__in": found})


def _devices(titles: Collection[int]) -> int:
    rows = Presence.objects.filter(title_id__in=titles)
    return rows.aggregate(n=Sum("devices"))["n"] or 0
