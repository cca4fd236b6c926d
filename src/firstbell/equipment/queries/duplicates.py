"""What looks as if it had been entered twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from firstbell.equipment.models import Item
from firstbell.equipment.queries import identities
from firstbell.lib.parsing import is_junk_serial

MOST = 100
# Letters and digits that are read for each other on a sticker.
_ALIKE = str.maketrans("OQILSBZ", "0011582")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Suspects:
    """Items that may be one and the same, the first entered first."""

    why: str
    items: Sequence[Item]


@dataclass(frozen=True)
class _Row:
    pk: int
    tag: str
    serial: str


def in_register(items: QuerySet[Item]) -> list[Suspects]:
    """Surest first: one serial, a serial misread, a tag written in two ways. A pair is told once."""
    junk = identities.junk()
    rows = [_Row(*row) for row in items.order_by("pk").values_list("pk", "tag", "serial")]
    told = [row for row in rows if row.serial and not is_junk_serial(row.serial, junk)]
    seen: set[frozenset[int]] = set()
    found = [
        *_groups("The same serial", told, lambda row: identities.normal(row.serial), seen),
        *_groups("Nearly the same serial", told, _read_aloud, seen),
        *_groups("Nearly the same tag", rows, _bare_tag, seen),
    ][:MOST]
    loaded = _loaded(pk for _, keys in found for pk in keys)
    return [Suspects(why, [loaded[pk] for pk in keys]) for why, keys in found]


def _groups(
    why: str, rows: Iterable[_Row], key: Callable[[_Row], str], seen: set[frozenset[int]]
) -> list[tuple[str, list[int]]]:
    alike: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        alike[key(row)].append(row.pk)
    found = []
    for keys in alike.values():
        if len(keys) > 1 and frozenset(keys) not in seen:
            seen.add(frozenset(keys))
            found.append((why, keys))
    return found


def _read_aloud(row: _Row) -> str:
    """O and 0, I and 1 are one; a barcode often says S before the serial."""
    serial = identities.normal(row.serial)
    bare = serial[1:] if len(serial) > 8 and serial.startswith("S") else serial
    return bare.translate(_ALIKE)


def _bare_tag(row: _Row) -> str:
    """ "LAP-0012" and "lap 12"."""
    return _DIGITS.sub(lambda digits: str(int(digits[0])), identities.normal(row.tag))


def _loaded(keys: Iterable[int]) -> dict[int, Item]:
    rows = Item.objects.filter(pk__in=set(keys))
    return {
        row.pk: row
        for row in rows.select_related(
            "model__manufacturer", "category", "home", "stage_label", "school"
        )
    }
