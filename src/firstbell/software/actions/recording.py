"""What a device reports of its programs, kept with when each came and went."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from firstbell.equipment.models import Item
from firstbell.lib import uuid7
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.database import bulk, locks, together
from firstbell.platform.merges.moves import Moves
from firstbell.platform.tenancy.models import School
from firstbell.software.actions.releases import Seen, titles_of
from firstbell.software.models import Installation, Title

_COLUMNS = (
    "uid", "school_id", "item_id", "title_id", "release_id", "installed_on", "first_seen_at", "gone_at", "from_start",
    "brought", "took",
)  # fmt: skip


class Recorded(NamedTuple):
    new: int
    gone: int
    there: int


_OPEN = "SELECT id, release_id, title_id FROM software_installation WHERE item_id = %s AND gone_at IS NULL"


class _Open(NamedTuple):
    id: int
    title: int


def record(
    item: Item,
    seen: Mapping[Seen, date | None],
    *,
    by: Actor,
    at: datetime,
    from_start: bool = False,
    fresh: bool = False,
) -> Recorded:
    """The whole list of a device's programs, with the day each says it was installed: what is not in it has gone.

    `from_start` marks a device's first list, which is no news; a `fresh` item was made in this very transaction.
    """
    require(by, "equipment.change", item)
    with transaction.atomic(savepoint=False):
        releases = titles_of(seen)
        wanted = {releases[one]: on for one, on in seen.items()}
        there = {} if fresh else _there(item)
        new = {pair: on for pair, on in wanted.items() if pair[0] not in there}
        still = {release for release, _ in wanted}
        gone = {release: row for release, row in there.items() if release not in still}
        before = {row.title for row in there.values()}
        after = {title for _, title in wanted}
        _add(item, new, at, from_start=from_start, had=before)
        _end(gone.values(), at, keeps=after)
        count(item.school_id, dict.fromkeys(after - before, 1) | dict.fromkeys(before - after, -1))
    return Recorded(len(new), len(gone), len(wanted))


def _there(item: Item) -> dict[int, _Open]:
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [item.pk])
        return {release: _Open(key, title) for key, release, title in cursor.fetchall()}


def _add(
    item: Item,
    new: Mapping[tuple[int, int], date | None],
    at: datetime,
    *,
    from_start: bool,
    had: Collection[int],
) -> None:
    uids = uuid7.many(len(new))
    rows = [
        (
            uid,
            item.school_id,
            item.pk,
            title,
            release,
            on,
            at,
            None,
            from_start,
            not from_start and title not in had,
            False,
        )
        for uid, ((release, title), on) in zip(uids, new.items(), strict=True)
    ]
    bulk.insert_many(Installation, _COLUMNS, rows)


def _end(gone: Iterable[_Open], at: datetime, *, keeps: Collection[int] = ()) -> None:
    """They have gone; with the last release of a title, the program itself."""
    rows = list(gone)
    for took in (False, True):
        keys = [row.id for row in rows if (row.title not in keeps) is took]
        for start in range(0, len(keys), 900):
            some = Installation.objects.filter(pk__in=keys[start : start + 900])
            some.update(gone_at=at, took=took)


_COUNT = (
    "INSERT INTO software_presence (uid, school_id, title_id, devices) {told} "
    "ON CONFLICT (school_id, title_id) DO UPDATE SET devices = software_presence.devices + excluded.devices"
)
_TOLD = {
    "postgresql": "SELECT gen_random_uuid(), %s, title, by FROM unnest(%s::bigint[], %s::int[]) AS told (title, by)",
    # The last words keep SQLite from taking ON CONFLICT for part of a join.
    "sqlite": (
        "SELECT lower(hex(randomblob(16))), %s, json_extract(value, '$[0]'), json_extract(value, '$[1]') "
        "FROM json_each(%s) WHERE 1 = 1"
    ),
}


def count(school_id: int, differences: Mapping[int, int]) -> None:
    """Add to the number of devices of a school on which each title is.

    In the order of their keys and as the last thing of a transaction: reports at once then wait briefly, in no ring.
    """
    changed = sorted((title, by) for title, by in differences.items() if by)
    if not changed:
        return
    vendor = connection.vendor
    told: list[Any] = [json.dumps(changed)]
    if vendor == "postgresql":
        told = [[title for title, _ in changed], [by for _, by in changed]]
    together.put(_COUNT.format(told=_TOLD[vendor]), [school_id, *told])


def move(item: Item, *, to: Item, moves: Moves) -> None:
    """One device had two records: what was seen of it counts for the one that stays."""
    titles = _titles(item) | _titles(to)
    theirs = Installation.objects.there().filter(item=to).values_list("release_id", flat=True)
    mine = Installation.objects.filter(item=item)
    moves.delete(mine.there().filter(release_id__in=list(theirs)))
    moves.update(mine, item=to, school=to.school)
    count_again(to.school_id, titles)


def part(gone: Item, kept: Item) -> None:
    """The two records are two devices after all; their programs stand where they stood."""
    count_again(kept.school_id, _titles(gone) | _titles(kept))


def go_along(item: Item) -> None:
    """The device belongs to another school now than its programs say."""
    rows = Installation.objects.filter(item=item)
    was = rows.values_list("school_id", flat=True).first()
    if was is None or was == item.school_id:
        return
    titles = _titles(item)
    rows.update(school_id=item.school_id)
    for school_id in sorted({was, item.school_id}):
        count_again(school_id, titles)


def end_all(item_uids: Iterable[UUID], at: datetime) -> int:
    """Devices that are no more: what was on them has gone; how many installations."""
    ended = 0
    for item in Item.objects.filter(uid__in=list(item_uids)):
        with transaction.atomic():
            there = _there(item)
            _end(there.values(), at)
            count(item.school_id, dict.fromkeys({row.title for row in there.values()}, -1))
            ended += len(there)
    return ended


def _titles(item: Item) -> set[int]:
    rows = Installation.objects.there().filter(item=item).values_list("title_id", flat=True)
    return set(rows)


_WRONG = (
    "SELECT title_id, SUM(n) FROM ("
    "SELECT title_id, COUNT(DISTINCT item_id) AS n FROM software_installation "
    "WHERE gone_at IS NULL AND school_id = %s AND title_id IN ({marks}) GROUP BY title_id "
    "UNION ALL SELECT title_id, -devices FROM software_presence WHERE school_id = %s AND title_id IN ({marks})"
    ") told GROUP BY title_id HAVING SUM(n) <> 0"
)


def count_again(school_id: int, titles: Collection[int]) -> int:
    """Count these titles of a school from its installations; how many numbers were wrong.

    Both are read in one statement: a report that comes in between two would be taken for a wrong number. Whoever
    counts again waits for whoever else does, in the caller's transaction.
    """
    if not titles:
        return 0
    locks.wait_for([f"software counts {school_id}"])
    marks = ", ".join(["%s"] * len(titles))
    with connection.cursor() as cursor:
        cursor.execute(_WRONG.format(marks=marks), [school_id, *titles, school_id, *titles])
        wrong = {title: int(by) for title, by in cursor.fetchall()}
    count(school_id, wrong)
    return len(wrong)


def recount() -> int:
    """Count everything again, a school and some hundred titles at a time; how many numbers were wrong."""
    wrong = 0
    for school_id in School.objects.values_list("pk", flat=True):
        titles = list(Title.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(titles), 500):
            with transaction.atomic():
                wrong += count_again(school_id, titles[start : start + 500])
    return wrong
