"""Where a title is: versions, rooms, holders; and what came and went on one device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet, Sum

from firstbell.equipment.models import Custody, Item
from firstbell.places.models import Room
from firstbell.software.models import Installation, Presence, Title

# What a panel shows of each; the rest is in the list.
SHOWN = 12


class Version(NamedTuple):
    version: str
    devices: int


class Place(NamedTuple):
    name: str
    uid: UUID | None
    devices: int


class Some(NamedTuple):
    """The first of them, and how many more there are."""

    rows: Sequence[Any]
    more: int = 0


def installed(title: Title, actor: Any, school_id: int | None = None) -> QuerySet[Installation]:
    rows = Installation.objects.visible_to(actor).there().filter(title=title)
    return rows.filter(school_id=school_id) if school_id else rows


def devices(title: Title, actor: Any, school_id: int | None = None) -> int:
    rows = Presence.objects.visible_to(actor).filter(title=title)
    rows = rows.filter(school_id=school_id) if school_id else rows
    return rows.aggregate(n=Sum("devices"))["n"] or 0


def versions(rows: QuerySet[Installation]) -> list[Version]:
    """Newest first."""
    found = (
        rows.values("release__version", "release__version_key")
        .annotate(n=Count("item_id", distinct=True))
        .order_by("-release__version_key")
    )
    return [Version(row["release__version"], row["n"]) for row in found]


def rooms(rows: QuerySet[Installation], most: int = SHOWN) -> Some:
    """By the place a device stands in now, else its home; most devices first."""
    found = rows.values_list("item__place").annotate(n=Count("item_id", distinct=True))
    counted = sorted(found, key=lambda row: (-row[1], row[0] or 0))
    names = Room.objects.in_bulk([place for place, _ in counted[:most] if place])
    shown = [
        Place(names[place].name, names[place].uid, n) if place else Place("", None, n)
        for place, n in counted[:most]
    ]
    return Some(shown, len(counted) - len(shown))


def holders(rows: QuerySet[Installation], most: int = SHOWN) -> Some:
    """The people whose devices have it."""
    held = Custody.objects.open().filter(item__in=rows.values("item_id"), person__isnull=False)
    # Keys alone are sorted, not all that is shown of them.
    keys = list(held.order_by("person__name_key", "pk").values_list("pk", flat=True)[: most + 1])
    found = Custody.objects.filter(pk__in=keys[:most]).select_related("person", "item")
    more = held.count() - most if len(keys) > most else 0
    return Some(list(found.order_by("person__name_key", "pk")), more)


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
    added = _latest_first(row for row in came if row.first_seen_at == at)
    gone = _latest_first(row for row in went if row.gone_at == at)
    # Of several releases of one title, the latest took the place of the latest; what is left over came or went.
    both = [
        (old, new) for key, rows in added.items() for old, new in zip(gone.get(key, []), rows, strict=False)
    ]  # fmt: skip
    paired = {row.pk for pair in both for row in pair}
    return Day(
        at,
        _alone(added, paired),
        sorted(f"{new.title} {old.release.version or '?'} → {new.release.version or '?'}" for old, new in both),
        _alone(gone, paired),
    )  # fmt: skip


def _latest_first(rows: Iterable[Installation]) -> dict[int, list[Installation]]:
    """The releases of each title."""
    found: dict[int, list[Installation]] = {}
    for row in sorted(rows, key=lambda row: (row.release.version_key, row.pk), reverse=True):
        found.setdefault(row.title_id, []).append(row)
    return found


def _alone(rows: dict[int, list[Installation]], paired: set[int]) -> list[str]:
    return sorted(str(row.release) for some in rows.values() for row in some if row.pk not in paired)  # fmt: skip


def fresh(
    actor: Any, school_id: int | None, since: datetime, most: int = 60
) -> list[dict[str, Any]]:
    """Titles that came to devices since then: not what they had at their first report, and no updates."""
    rows = Installation.objects.visible_to(actor).filter(brought=True, first_seen_at__gte=since)
    # Said this way round, for the index of the news is taken then, and not that of all that is there.
    rows = rows.exclude(gone_at__isnull=False)
    return _titles(rows, school_id, "first_seen_at", most)


def gone(
    actor: Any, school_id: int | None, since: datetime, most: int = 60
) -> list[dict[str, Any]]:
    rows = Installation.objects.visible_to(actor).filter(took=True, gone_at__gte=since)
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
