from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from firstbell.platform.database.remembered import Remembered
from firstbell.platform.tags.models import Tag, TagLink

_names: Remembered[list[str]] = Remembered(Tag)


def tags_of(thing_uid: UUID) -> QuerySet[Tag]:
    return Tag.objects.filter(links__thing_uid=thing_uid).order_by("key")


def names() -> list[str]:
    """What is offered to whoever types a tag; two hundred at the most."""
    rows = Tag.objects.order_by("key").values_list("name", flat=True)
    return _names.get("every", lambda: list(rows[:200]))


def tags_on(uids: Iterable[UUID]) -> dict[UUID, list[Tag]]:
    """The tags of a page of things, in one query."""
    found: dict[UUID, list[Tag]] = defaultdict(list)
    links = (
        TagLink.objects.filter(thing_uid__in=list(uids)).select_related("tag").order_by("tag__key")
    )
    for link in links:
        found[link.thing_uid].append(link.tag)
    return found


def fill(rows: list[dict[str, Any]]) -> None:
    """Complete a page of a list: each row gets `tags`."""
    found = tags_on(row["uid"] for row in rows)
    for row in rows:
        row["tags"] = found.get(row["uid"], [])


def tagged(op: str, values: list[Any]) -> Q:
    """The condition of a list's filter: with one of these tags, with none of them, with any or without."""
    links = TagLink.objects.all()
    if op not in ("empty", "filled"):
        links = links.filter(tag__key__in=[str(value) for value in values])
    wanted = Q(uid__in=links.values("thing_uid"))
    return ~wanted if op in ("not", "empty") else wanted


def with_counts() -> QuerySet[Tag]:
    return Tag.objects.annotate(things=Count("links")).order_by("key")
