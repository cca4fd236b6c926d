"""Where a title is: versions, rooms, holders; and what came and went on one device."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from firstbell.equipment.models import Custody, Item
from firstbell.software.models import Installation, Title


class Version(NamedTuple):
    version: str
    devices: int


class Place(NamedTuple):
    name: str
    uid: UUID | None
    devices: int


def installed(title: Title, actor: Any, school_id: int | None = None) -> QuerySet[Installation]:
    rows = Installation.objects.visible_to(actor).there().filter(title=title)
    return rows.filter(school_id=school_id) if school_id else rows


def versions(rows: QuerySet[Installation]) -> list[Version]:
    """Newest first."""
    found = (
        rows.values("release__version", "release__version_key")
        .annotate(n=Count("item_id", distinct=True))
        .order_by("-release__version_key")
    )
    return [Version(row["release__version"], row["n"]) for row in found]


def rooms(rows: QuerySet[Installation], most: int = 40) -> list[Place]:
    """By the place a device stands in now, else its home; most devices first."""
    found = (
        rows.values("item__place__name", "item__place__uid")
        .annotate(n=Count("item_id", distinct=True))
        .order_by("-n", "item__place__name")[:most]
    )
    return [Place(row["item__place__name"] or "", row["item__place__uid"], row["n"]) for row in found]  # fmt: skip


def holders(rows: QuerySet[Installation], most: int = 40) -> list[Custody]:
    """The people whose devices have it."""
    held = Custody.objects.open().filter(item__in=rows.values("item_id"), person__isnull=False)
    return list(held.select_related("person", "item").order_by("person__name_key")[:most])


class Day(NamedTuple):
    at: datetime
    added: list[str]
    updated: list[str]
    gone: list[str]


def changes(item: Item, most: int = 400) -> list[Day]:
    """What came and went on a device, latest first; an old release replaced by a new one is one line."""
    rows = Installation.objects.filter(item=item).select_related("title", "release")
    came = list(rows.filter(from_start=False).order_by("-first_seen_at")[:most])
    went = list(rows.filter(gone_at__isnull=False).order_by("-gone_at")[:most])
    moments = sorted({row.first_seen_at for row in came} | {row.gone_at for row in went}, reverse=True)  # fmt: skip
    return [_day(at, came, went) for at in moments]


def _day(at: datetime, came: Iterable[Installation], went: Iterable[Installation]) -> Day:
    added = {row.title_id: row for row in came if row.first_seen_at == at}
    gone = {row.title_id: row for row in went if row.gone_at == at}
    both = added.keys() & gone.keys()
    updated = [
        f"{added[key].title} {gone[key].release.version or '?'} → {added[key].release.version or '?'}"
        for key in both
    ]
    return Day(
        at,
        sorted(str(row.release) for key, row in added.items() if key not in both),
        sorted(updated),
        sorted(str(row.release) for key, row in gone.items() if key not in both),
    )


def fresh(
    actor: Any, school_id: int | None, since: datetime, most: int = 60
) -> list[dict[str, Any]]:
    """Titles that appeared on devices since then, without what devices brought along at their first report."""
    rows = Installation.objects.visible_to(actor).filter(
        from_start=False, first_seen_at__gte=since, gone_at=None
    )
    return _titles(rows, school_id, "first_seen_at", most)


def gone(
    actor: Any, school_id: int | None, since: datetime, most: int = 60
) -> list[dict[str, Any]]:
    rows = Installation.objects.visible_to(actor).filter(gone_at__gte=since)
    return _titles(rows, school_id, "gone_at", most)


def _titles(rows: Any, school_id: int | None, moment: str, most: int) -> list[dict[str, Any]]:
    rows = rows.filter(school_id=school_id) if school_id else rows
    found = rows.exclude(title__kind="update").values(
        "title__uid", "title__name", "title__publisher", "title__known"
    )
    return list(
        found.annotate(n=Count("item_id", distinct=True), first=Min(moment), last=Max(moment)).order_by("-n", "title__name")[:most]
    )  # fmt: skip


def week_before(at: datetime) -> datetime:
    return at - timedelta(days=7)
