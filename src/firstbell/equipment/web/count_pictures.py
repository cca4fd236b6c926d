"""The pictures in the report of a count: those on the count, and those put on its items while it was open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.equipment.models import Count, CountPhoto, Item
from firstbell.equipment.queries import count_photos, wording
from firstbell.lib.papers import Block, Pictures, Text
from firstbell.platform.attachments import thumbnails
from firstbell.platform.attachments.models import IMAGE, Attachment
from firstbell.platform.attachments.states import Kind, Scan

# Four rows of four, each no more than some 20 kB: a report stays one that can be mailed.
MOST, SIDE, ABREAST = 16, 320, 4


def blocks(count: Count, at: datetime) -> list[Block]:
    if count.opened_at is None:
        return []
    taken = _taken(count, at)
    number = taken.count()
    if not number:
        return []
    rows = list(taken.order_by("thing_type", "pk")[:MOST])
    photos = count_photos.of_count(count)
    names = _names(rows, photos)
    shown = [(data, _words(row, names, photos)) for row in rows if (data := _small(row))]
    title = "1 picture taken" if number == 1 else f"{number:,} pictures taken"
    found: list[Block] = [Pictures(shown, title=title, abreast=ABREAST)] if shown else []
    if number > len(shown):
        said = f"{len(shown)} of {title} are shown. All are kept with the count and with the items."
        found.append(Text(said, small=True))
    return found


def _taken(count: Count, at: datetime) -> QuerySet[Attachment]:
    items = Item.objects.filter(count_lines__count=count).values("uid")
    while_open = Q(
        thing_type="equipment.item", thing_uid__in=items, created_at__gte=count.opened_at,
        created_at__lte=count.closed_at or at,
    )  # fmt: skip
    on_it = Q(thing_type="equipment.count", thing_uid=count.uid)
    rows = Attachment.objects.live().filter(on_it | while_open, media_type__startswith=IMAGE)
    return rows.exclude(scan=Scan.INFECTED).exclude(kind=Kind.RECEIPT)


Photos = Mapping[int, list[CountPhoto]]


def _names(rows: list[Attachment], photos: Photos) -> dict[UUID, str]:
    """Of the things that pictures are on, and of those that phones took them of."""
    scanned = [one.scan.item_id for row in rows for one in photos.get(row.pk, ())]
    wanted = Q(uid__in=[row.thing_uid for row in rows]) | Q(pk__in=[pk for pk in scanned if pk])
    items = Item.objects.filter(wanted).select_related("model__manufacturer", "category")
    return {item.uid: f"{item.tag}, {wording.title(item)}" for item in items}


def _words(row: Attachment, names: dict[UUID, str], photos: Photos) -> str:
    """Which thing it is of, and what was said of it; of each, where one picture is of several."""
    taken = photos.get(row.pk, ())
    told = dict.fromkeys(
        _said(names.get(one.scan.item.uid, "") if one.scan.item else one.scan.code, one.words)
        for one in taken
    )
    return "; ".join(told) or _said(names.get(row.thing_uid, ""), row.caption) or row.name


def _said(name: str, words: str) -> str:
    return ": ".join(filter(None, (name, words)))


def _small(row: Attachment) -> bytes:
    try:
        return thumbnails.jpeg(row.sha256, SIDE)
    except FileNotFoundError:
        return b""
