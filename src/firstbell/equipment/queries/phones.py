"""What a phone keeps of a count: the list of things and rooms, and what became of them since it last asked.

The list holds no names of people. Who found what goes along with each answer, and a phone does not keep it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max as Latest

from firstbell.equipment.models import Count, CountJoin, CountLine, CountScan, Item
from firstbell.equipment.queries.wording import model_text
from firstbell.equipment.states import COUNTED, Lifecycle, Tracking
from firstbell.places.models import Room
from firstbell.platform.accounts.actions.tokens import hash_secret
from firstbell.platform.codes.models import Code

# Above so many a phone is told only of what it should find; the others are looked up when it syncs.
MOST_OTHERS = 20_000
_AT_ONCE = 900
ITEM, ROOM = "equipment.item", "places.room"


def joined_by(header: str) -> CountJoin | None:
    """Whose token this is: `Count fbc_…`; looked up by its digest, so how long it takes tells nothing."""
    scheme, _, secret = header.strip().partition(" ")
    if scheme.lower() != "count" or not secret:
        return None
    rows = CountJoin.objects.filter(hashed=hash_secret(secret.strip()), revoked_at=None)
    return rows.select_related("count__school", "account").first()


def list_of(count: Count) -> dict[str, Any]:
    """Everything a phone needs without a network, as small as it can be said."""
    rooms = list(Room.objects.filter(school=count.school_id).open().order_by("name_key"))
    items = list(_items(count))
    codes = _codes(count, items)
    kinds: dict[str, int] = {}
    places = {room.pk: at for at, room in enumerate(rooms)}
    return {
        "count": facts(count),
        "rooms": [[str(room.uid), room.name, room.code, codes[room.uid]] for room in rooms],
        "items": [_row(item, kinds, places, codes) for item in items],
        "kinds": list(kinds),
    }


def facts(count: Count) -> dict[str, Any]:
    return {
        "uid": str(count.uid), "name": count.name, "state": count.state, "scope": count.scope_words,
        "due": count.due_on.isoformat() if count.due_on else "",
    }  # fmt: skip


_NAMES = (
    "item_id", "item__uid", "item__tag", "item__name", "item__serial", "item__home_spot", "item__category__name",
    "item__model__name", "item__model__manufacturer__name", "expected_in_id", "was_with", "expected",
)  # fmt: skip


def _items(count: Count) -> Iterable[dict[str, Any]]:
    """What is expected, and what else the school has: it may turn up in any room."""
    lines = CountLine.objects.filter(count=count)
    for line in lines.values(*_NAMES).order_by("item__tag_key"):
        yield {name.removeprefix("item__"): value for name, value in line.items()}
    others = Item.objects.live().filter(
        school=count.school_id, tracking=Tracking.INDIVIDUAL, lifecycle__in=(*COUNTED, Lifecycle.MISSING)
    ).exclude(pk__in=lines.values("item_id"))  # fmt: skip
    if others[: MOST_OTHERS + 1].count() > MOST_OTHERS:
        return
    names = [name.removeprefix("item__") for name in _NAMES if name.startswith("item__")]
    for row in others.values("pk", "place_id", "home_id", *names).order_by("tag_key"):
        due = row["place_id"] or row["home_id"]
        yield {
            **row,
            "item_id": row["pk"],
            "expected_in_id": due,
            "was_with": "",
            "expected": False,
        }


def _codes(count: Count, items: list[dict[str, Any]]) -> dict[UUID, list[str]]:
    """What stands on each thing beside its tag."""
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Code.objects.filter(
        school=count.school_id, thing_type__in=(ITEM, ROOM), thing_uid__isnull=False
    )
    for uid, value in rows.values_list("thing_uid", "value"):
        found[uid].append(value)
    for item in items:
        if item["serial"]:
            found[item["uid"]].append(item["serial"])
    return found


def _row(
    item: dict[str, Any],
    kinds: dict[str, int],
    places: dict[int, int],
    codes: dict[UUID, list[str]],
) -> list[Any]:
    what = model_text(item) or item["name"] or item["category__name"]
    return [
        str(item["uid"]), item["tag"], kinds.setdefault(what, len(kinds)), places.get(item["expected_in_id"], -1),
        int(item["expected"]), item["was_with"], item["home_spot"], codes.get(item["uid"], []),
    ]  # fmt: skip


def news(count: Count, *, since: int) -> dict[str, Any]:
    """What the lines say of everything that was scanned after that scan, whoever scanned it."""
    last = CountScan.objects.filter(count=count).aggregate(last=Latest("pk"))["last"] or 0
    if last <= since:
        return {"cursor": since, "lines": []}
    touched = CountScan.objects.filter(count=count, pk__gt=since, item__isnull=False)
    uids = dict(touched.values_list("item_id", "item__uid").distinct())
    told: dict[int, list[Any]] = {
        pk: [str(uid), "", "", 0, "", 0, 0, ""] for pk, uid in uids.items()
    }
    keys = sorted(uids)
    for start in range(0, len(keys), _AT_ONCE):
        rows = CountLine.objects.filter(count=count, item_id__in=keys[start : start + _AT_ONCE])
        for row in rows.values_list(
            "item_id", "verdict", "found_in__uid", "found_at", "found_by", "twice", "looked_for", "wish"
        ):  # fmt: skip
            told[row[0]] = _news(uids[row[0]], row)
    return {"cursor": last, "lines": list(told.values())}


def _news(uid: UUID, row: tuple[Any, ...]) -> list[Any]:
    _, verdict, room, moment, by_name, twice, looked_for, wish = row
    return [
        str(uid), verdict, str(room or ""), milliseconds(moment) if moment else 0, by_name, int(twice), int(looked_for),
        wish,
    ]  # fmt: skip


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
