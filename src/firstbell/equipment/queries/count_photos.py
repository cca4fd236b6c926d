"""The pictures that phones took while counting, by what they are of: whatever a scan that was taken back showed is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.html import format_html, format_html_join

from firstbell.equipment.models import Count, CountLine, CountPhoto, CountScan
from firstbell.equipment.states import ScanKind
from firstbell.platform.attachments.queries import url
from firstbell.platform.attachments.states import Scan

SIDE = 96
Key = tuple[int, int]


def shown() -> QuerySet[CountPhoto]:
    """Those that can be looked at, oldest first."""
    undone = CountScan.objects.filter(
        count=OuterRef("count"), ref=OuterRef("scan__scan_id"), kind=ScanKind.UNDO
    )
    rows = CountPhoto.objects.filter(~Exists(undone), file__isnull=False, file__removed_at=None)
    return rows.exclude(file__scan=Scan.INFECTED).select_related("scan", "file").order_by("pk")


def of_lines(pairs: Collection[Key]) -> dict[Key, list[CountPhoto]]:
    """Of lines, each a count and an item: the pictures of each, in one question."""
    wanted = set(pairs)
    rows = shown().filter(
        count__in={count for count, _ in wanted}, scan__item__in={item for _, item in wanted}
    )
    found: dict[Key, list[CountPhoto]] = defaultdict(list)
    for row in rows:
        if (key := (row.count_id, row.scan.item_id or 0)) in wanted:
            found[key].append(row)
    return found


def of_scans(scans: Collection[CountScan]) -> dict[int, list[CountPhoto]]:
    found: dict[int, list[CountPhoto]] = defaultdict(list)
    for row in shown().filter(scan__in=[scan.pk for scan in scans]):
        found[row.scan_id].append(row)
    return found


def hang_on(lines: Collection[CountLine]) -> None:
    """`photos` on each line."""
    found = of_lines([(line.count_id, line.item_id) for line in lines])
    for line in lines:
        line.photos = found.get((line.count_id, line.item_id), [])  # type: ignore[attr-defined]


def fill(rows: list[dict[str, Any]]) -> None:
    """`photos` (addresses and words) for a page of lines of the list."""
    found = of_lines([(row["count__pk"], row["item__pk"]) for row in rows])
    for row in rows:
        row["photos"] = found.get((row["count__pk"], row["item__pk"]), [])


def cell(row: dict[str, Any]) -> str:
    """Small, each leading to the picture itself."""
    links = format_html_join(
        "", '<a href="{}"><img src="{}" alt="{}" loading="lazy"></a>',
        ((url(one.file.uid), url(one.file.uid, SIDE), one.words or "Photo") for one in row["photos"] if one.file),
    )  # fmt: skip
    return format_html('<span class="fb-count-pics">{}</span>', links) if row["photos"] else ""


def of_count(count: Count) -> dict[int, list[CountPhoto]]:
    """By its file: of which scans it is; one picture may be of two things."""
    found: dict[int, list[CountPhoto]] = defaultdict(list)
    rows = CountPhoto.objects.filter(count=count, file__isnull=False).order_by("pk")
    for row in rows.select_related("scan__item"):
        found[row.file_id or 0].append(row)
    return found
