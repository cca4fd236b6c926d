"""What is due to be counted: so long after it was last found in a count, or came to the register, as its kind says."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count as Number
from django.db.models import Min, Q, Value
from django.db.models.functions import Coalesce

from firstbell.equipment.models import Category, CountRule, Item
from firstbell.equipment.models.item import ItemQuerySet
from firstbell.equipment.states import COUNTED, Tracking
from firstbell.lib.depreciation import add_months
from firstbell.places.models import Room
from firstbell.platform.tenancy.models import School

USUAL = 12
SOON = timedelta(days=30)
MOST = 500


@dataclass
class Due:
    """One room or one kind, and how many of its things are overdue, or will be in a month."""

    name: str
    uid: str = ""
    total: int = 0
    overdue: int = 0
    soon: int = 0
    never: int = 0
    last: datetime | None = None

    def add(self, row: dict[str, Any]) -> None:
        for name in ("total", "overdue", "soon", "never"):
            setattr(self, name, getattr(self, name) + row[name])
        if row["last"] and (self.last is None or row["last"] < self.last):
            self.last = row["last"]


def months_of(school: School) -> int | None:
    """How often a school counts what its kind says nothing of."""
    rule = CountRule.objects.filter(school=school).first()
    return rule.months if rule else USUAL


def intervals(school: School) -> dict[int, int]:
    """Months by kind; a kind that says nothing follows the one above it, and then the school. Who is never counted is left out."""
    usual = months_of(school) or 0
    rows = Category.objects.values_list("pk", "parent_id", "count_months")
    said = {pk: (parent, months) for pk, parent, months in rows}

    def of(pk: int | None, depth: int = 0) -> int:
        parent, months = said.get(pk or 0, (None, None))
        if months is not None:
            return int(months)
        return of(parent, depth + 1) if parent and depth < 20 else usual

    found = {pk: of(pk) for pk in said}
    return {pk: months for pk, months in found.items() if months}


def by_room(school: School, on: date) -> list[Due]:
    """The rooms in which something is due, most of it first; what stands nowhere comes last."""
    rows = _rows(school, on)
    rooms = Room.objects.filter(pk__in={row["room"] for row in rows if row["room"]})
    names = {pk: (name, str(uid)) for pk, name, uid in rooms.values_list("pk", "name", "uid")}
    found = _gathered(rows, "room", names, "No room")
    return sorted(found, key=lambda one: (not one.uid, -one.overdue, -one.soon, one.name))


def by_kind(school: School, on: date) -> list[Due]:
    rows = _rows(school, on)
    kinds = Category.objects.values_list("pk", "name", "uid")
    names = {pk: (name, str(uid)) for pk, name, uid in kinds}
    found = _gathered(rows, "category", names, "")
    return sorted(found, key=lambda one: (-one.overdue, -one.soon, one.name))


def glance(school: School, on: date) -> tuple[int, list[tuple[str, int]]]:
    """How many are overdue, and in which rooms most of them; beyond MOST, of those that wait longest."""
    months = intervals(school)
    if not months:
        return 0, []
    since = Coalesce("counted_at", "created_at")
    latest = _midnight(school, add_months(on, -min(months.values())))
    rows = _counted(school, months).annotate(since=since).filter(since__lt=latest)
    found = rows.filter(_before(school, on, months)).order_by("since")
    where = Coalesce("place__name", "home__name", Value("No room"))
    rooms = Counter(found.annotate(where=where).values_list("where", flat=True)[: MOST + 1])
    return rooms.total(), rooms.most_common(3)


def is_anything(school: School) -> bool:
    """Whether there is anything that is ever counted here."""
    return bool(_counted(school, intervals(school)).exists())


def _gathered(
    rows: list[dict[str, Any]], key: str, names: dict[int, tuple[str, str]], nowhere: str
) -> list[Due]:
    found: dict[Any, Due] = {}
    for row in rows:
        name, uid = names.get(row[key] or 0, (nowhere, ""))
        found.setdefault(row[key], Due(name, uid)).add(row)
    return [one for one in found.values() if one.overdue or one.soon]


def _rows(school: School, on: date) -> list[dict[str, Any]]:
    """Room by kind, from one look at the register."""
    months = intervals(school)
    overdue, soon = _before(school, on, months), _before(school, on + SOON, months)
    rows = (
        _counted(school, months).annotate(room=Coalesce("place_id", "home_id"), since=Coalesce("counted_at", "created_at"))
        .values("room", "category")
        .annotate(
            total=Number("pk"), overdue=Number("pk", filter=overdue), soon=Number("pk", filter=soon & ~overdue),
            never=Number("pk", filter=Q(counted_at=None)), last=Min("counted_at"),
        )
        .order_by()
    )  # fmt: skip
    return [dict(row) for row in rows]


def _counted(school: School, months: dict[int, int]) -> ItemQuerySet:
    return Item.objects.live().filter(
        school=school, tracking=Tracking.INDIVIDUAL, lifecycle__in=COUNTED, category__in=list(months)
    )  # fmt: skip


def _before(school: School, on: date, months: dict[int, int]) -> Q:
    """Those whose day has come before this one, kind by kind."""
    kinds: dict[int, list[int]] = defaultdict(list)
    for pk, every in months.items():
        kinds[every].append(pk)
    found = Q(pk__in=())
    for every, some in kinds.items():
        found |= Q(category__in=some, since__lt=_midnight(school, add_months(on, -every)))
    return found


def _midnight(school: School, day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(school.time_zone))


def next_of(item: Item) -> date | None:
    """The day by which it is to be counted again; none where its kind never is."""
    every = intervals(item.school).get(item.category_id)
    since = item.counted_at or item.created_at
    if not every or not item.is_individual or item.lifecycle not in COUNTED:
        return None
    return add_months(item.school.local(since).date(), every)
