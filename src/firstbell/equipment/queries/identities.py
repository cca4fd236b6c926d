"""Telling items apart: the only place that compares serials and the like."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from firstbell.equipment.models import Identity, Item, JunkSerial
from firstbell.lib import natural
from firstbell.lib.parsing import is_junk_serial
from firstbell.platform.database.among import pairs_among, rows_among
from firstbell.platform.database.remembered import Remembered

COLUMNS = ("item_id", "kind", "value", "norm", "source", "from_at", "to_at")
_SERIALS = (
    "SELECT seen.norm, item.id FROM equipment_identity seen JOIN equipment_item item ON item.id = seen.item_id "
    "WHERE seen.kind = 'serial' AND seen.to_at IS NULL AND item.removed_at IS NULL"
)
_CARRIED = "SELECT item_id, kind, norm FROM equipment_identity WHERE to_at IS NULL"
_LIVE = "SELECT id, school_id FROM equipment_item WHERE removed_at IS NULL"
_TAGS = "SELECT tag_key, id FROM equipment_item WHERE removed_at IS NULL"
_junk: Remembered[frozenset[str]] = Remembered(JunkSerial)
_NOISE = re.compile(r"[\s:\-._]+")


def normal(value: str) -> str:
    """How a serial or MAC is compared: "5cd-147 8x0i" is "5CD1478X0I"."""
    plain = value if value.isalnum() else _NOISE.sub("", value)
    return plain.upper()[:120]


def by_norm_of(values: Iterable[str]) -> dict[str, str]:
    """Each of these once, by the form it is compared in; what has none tells nothing."""
    return {norm: value for value in values if (norm := normal(value))}


def junk() -> frozenset[str]:
    """The trust's own junk serials, beside the built-in list."""
    values = JunkSerial.objects.values_list("value", flat=True)
    return _junk.get("all", lambda: frozenset(normal(value) for value in values))


def by_serial(serials: Iterable[str]) -> dict[str, int]:
    """Normal serial -> id of the live item that carries it now; junk is nobody's."""
    extra = junk()
    return by_norm(normal(serial) for serial in serials if not is_junk_serial(serial, extra))


def by_norm(norms: Iterable[str]) -> dict[str, int]:
    """The same for serials that are known to tell something, in the form they are compared in."""
    norms = set(norms)
    if not norms:
        return {}
    return pairs_among(_SERIALS, "seen.norm", norms, "ORDER BY item.id DESC")


def by_tag_key(keys: Iterable[str]) -> dict[str, int]:
    """Key of a tag -> id of the live item that wears it."""
    keys = set(keys)
    if not keys:
        return {}
    return pairs_among(_TAGS, "tag_key", keys)


class Carrier(NamedTuple):
    """A live item with everything that tells it apart now, by kind in the form that is compared."""

    item_id: int
    school_id: int
    marks: dict[str, frozenset[str]]


def carriers(pairs: Collection[tuple[str, str]]) -> list[Carrier]:
    """The live items that carry any of these (kind, norm) now; in one small query when there is none."""
    found = rows_among(_CARRIED, "norm", {norm for _, norm in pairs})
    ids = {item_id for item_id, kind, norm in found if (kind, norm) in pairs}
    schools = dict(rows_among(_LIVE, "id", ids))
    if not schools:
        return []
    marks: dict[int, dict[str, set[str]]] = {item_id: {} for item_id in schools}
    rows = Identity.objects.filter(to_at=None, item_id__in=schools)
    for item_id, kind, norm in rows.values_list("item_id", "kind", "norm"):
        marks[item_id].setdefault(kind, set()).add(norm)
    return [
        Carrier(item_id, schools[item_id], {kind: frozenset(norms) for kind, norms in own.items()})
        for item_id, own in sorted(marks.items())
    ]


def uid_of(scanned: str) -> UUID | None:
    """The live item whose tag or serial this is."""
    live = Item.objects.live()
    found = live.filter(tag_key=natural.key(scanned)).values_list("uid", flat=True).first()
    if found is None:
        item_id = by_serial([scanned]).get(normal(scanned))
        found = live.filter(pk=item_id).values_list("uid", flat=True).first() if item_id else None
    return found


def first_live_with(serials: Sequence[str]) -> tuple[str, Item] | None:
    for norm, item_id in by_serial(serials).items():
        serial = next(serial for serial in serials if normal(serial) == norm)
        return serial, Item.objects.select_related("model", "category").get(pk=item_id)
    return None
