"""Reading thousands of scanned codes at once: the same answers as one scan gives, with a bounded number of questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from firstbell.equipment.models import Item
from firstbell.equipment.queries import identities
from firstbell.equipment.states import ENDED, ScanOutcome, Tracking
from firstbell.lib import natural
from firstbell.lib.chunks import in_chunks
from firstbell.platform.codes import alphabet
from firstbell.platform.codes import queries as codes
from firstbell.platform.codes.models import Code

ITEM, ROOM = "equipment.item", "places.room"
_AT_ONCE = 900


@dataclass(frozen=True, slots=True)
class Read:
    """What a code led to: the key of an item if it is equipment of ours, and what is to be said of it."""

    outcome: ScanOutcome
    item_id: int | None = None


def read(texts: Collection[str], *, school_id: int) -> dict[str, Read]:
    """By text as it was scanned."""
    found = _things({text: codes.written(text)[:120] for text in texts})
    uids = [uid for kind, uid in found.values() if kind == ITEM and uid]
    items = {row[1]: row for row in _items(uids)}
    return {
        text: _verdict(kind, items.get(uid), uid, school_id) for text, (kind, uid) in found.items()
    }


def _things(written: dict[str, str]) -> dict[str, tuple[str, Any]]:
    """The kind and the uid of the thing behind each; an unclaimed label has a kind of its own."""
    found: dict[str, tuple[str, Any]] = {}
    known = _codes_of(written.values())
    rest: dict[str, str] = {}
    for text, value in written.items():
        code = known.get(value) or known.get(alphabet.read(value))
        if code is not None:
            found[text] = code
        else:
            rest[text] = value
    tags = identities.by_tag_key({natural.key(value) for value in rest.values() if value})
    serials = identities.by_serial({value for value in rest.values() if value})
    uids = dict(
        pair
        for some in in_chunks(list({*tags.values(), *serials.values()}), _AT_ONCE)
        for pair in Item.objects.filter(pk__in=some).values_list("pk", "uid")
    )
    for text, value in rest.items():
        pk = tags.get(natural.key(value)) or serials.get(identities.normal(value))
        found[text] = (ITEM, uids[pk]) if pk else _asked_one_by_one(value)
    return found


def _asked_one_by_one(value: str) -> tuple[str, Any]:
    """What is neither a code nor a tag nor a serial may be a room's name, or the tag of a record that was merged."""
    one = codes.resolve(value) if value else None
    return (one.thing_type, one.thing_uid) if one else ("", None)


def _codes_of(values: Iterable[str]) -> dict[str, tuple[str, Any]]:
    wanted = {form for value in values for form in (value, alphabet.read(value)) if form}
    found: dict[str, tuple[str, Any]] = {}
    for some in in_chunks(sorted(wanted), _AT_ONCE):
        rows = Code.objects.filter(value__in=some)
        for value, kind, uid in rows.values_list("value", "thing_type", "thing_uid"):
            found[value] = (kind if uid else "unclaimed", uid)
    return found


def _items(uids: list[Any]) -> Iterator[tuple[Any, ...]]:
    names = ("pk", "uid", "school_id", "removed_at", "lifecycle", "tracking")
    for some in in_chunks(uids, _AT_ONCE):
        yield from Item.objects.filter(uid__in=some).values_list(*names)


def _verdict(kind: str, item: tuple[Any, ...] | None, uid: Any, school_id: int) -> Read:
    if kind in ("", "unclaimed", ROOM):
        words = {
            "": ScanOutcome.UNKNOWN,
            "unclaimed": ScanOutcome.UNCLAIMED,
            ROOM: ScanOutcome.ROOM,
        }
        return Read(words[kind])
    if item is None or item[2] != school_id:
        return Read(ScanOutcome.OTHER)
    pk, _, _, removed_at, lifecycle, tracking = item
    if removed_at is not None or lifecycle in ENDED:
        return Read(ScanOutcome.ENDED, pk)
    if tracking == Tracking.QUANTITY:
        return Read(ScanOutcome.QUANTITY, pk)
    return Read(ScanOutcome.COUNTED, pk)
