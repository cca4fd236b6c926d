"""What a count expects, and how far it has come."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models import Count as Number
from django.db.models.functions import Coalesce, Left

from firstbell.equipment.models import Category, Count, CountLine, CountScan, Custody, Item
from firstbell.equipment.states import (
    COUNTED,
    ENDED,
    CountScope,
    CountState,
    ScanKind,
    ScanOutcome,
    Tracking,
    Verdict,
)
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Membership
from firstbell.people.states import MemberKind
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.lists import conditions, specs
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading

_ITEMS = "equipment.items"


def expected(count: Count, *, by: Actor, at: datetime) -> QuerySet[Item]:
    """The items that somebody who goes through these rooms should find, as the register has them now."""
    rows = Item.objects.live().filter(
        school=count.school_id, tracking=Tracking.INDIVIDUAL, lifecycle__in=COUNTED
    )
    if count.scope == CountScope.BUILDING:
        return _in_rooms(rows, Room.objects.filter(building=count.building_id))
    if count.scope == CountScope.ROOMS:
        return _in_rooms(rows, count.rooms.all())
    if count.scope == CountScope.KIND:
        return rows.filter(category__in=_with_those_below(count.category_id))
    if count.scope == CountScope.VIEW:
        return rows.filter(pk__in=_of_view(count, by, at))
    return rows


def _in_rooms(rows: QuerySet[Item], rooms: QuerySet[Room]) -> QuerySet[Item]:
    # As keys, not as a question within the question: PostgreSQL then finds them by index instead of reading all.
    keys = list(rooms.values_list("pk", flat=True))
    return rows.filter(Q(place__in=keys) | Q(place=None, home__in=keys))


def _with_those_below(category_id: int | None) -> list[int]:
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Category.objects.values_list("pk", "parent_id"):
        below[parent].append(pk)
    found = [category_id] if category_id else []
    for pk in found:
        found += below[pk]
    return found


def _of_view(count: Count, by: Actor, at: datetime) -> QuerySet[Any]:
    spec = specs.find(_ITEMS)
    if spec is None:
        raise Refusal("The list of this view is not there any more.")
    looker = Looker(by, at, count.school, several=True)
    rows = Reading(spec, looker, conditions.read(count.query)).strictly()
    return rows.values("pk")


def frozen(rows: QuerySet[Item]) -> QuerySet[Any, Any]:
    """Of each expected item: its key, the room to look in, and with what kind of holder it is; no names of people."""
    held = Custody.objects.open().filter(item=OuterRef("pk")).order_by("pk")
    student = Membership.objects.filter(person=OuterRef("person"), kind=MemberKind.STUDENT)
    who = held.annotate(
        who=Case(
            When(room__isnull=False, then=Left("room__name", 60)),
            When(with_item__isnull=False, then=Left("with_item__tag", 60)),
            When(Exists(student), then=Value("a student")),
            default=Value("a member of staff"),
            output_field=CharField(),
        )
    )
    with_ = Coalesce(Subquery(who.values("who")[:1]), Value(""), output_field=CharField())
    lent_to = Subquery(held.values("room_id")[:1])
    return rows.order_by("pk").values_list(
        "pk", Coalesce(lent_to, "place_id", "home_id", output_field=BigIntegerField()), with_
    )


@dataclass
class RoomProgress:
    """One room of a count: what should be there, what was, and what else was there."""

    room_id: int | None
    name: str
    uid: str = ""
    expected: int = 0
    found: int = 0
    elsewhere: int = 0
    lent: int = 0
    here_too: int = 0

    @property
    def to_find(self) -> int:
        return self.expected - self.found - self.elsewhere


@dataclass
class Progress:
    rooms: list[RoomProgress] = field(default_factory=list)
    verdicts: dict[str, int] = field(default_factory=dict)
    expected: int = 0
    # Of those that were not seen: with somebody, and out of the register since the count opened.
    lent: int = 0
    ended: int = 0

    def of(self, verdict: Verdict) -> int:
        return self.verdicts.get(verdict, 0)

    @property
    def seen(self) -> int:
        return self.of(Verdict.FOUND) + self.of(Verdict.ELSEWHERE)

    @property
    def to_find(self) -> int:
        return self.expected - self.seen

    @property
    def not_found(self) -> int:
        """What would be missing if the count closed now, or is."""
        return self.to_find - self.lent - self.ended

    @property
    def percent(self) -> int:
        return 100 * self.seen // self.expected if self.expected else 0


def out_of_register(count: Count) -> Q:
    """Lines of what was retired, disposed of, transferred or taken out: expected as it opened, and nobody's to find."""
    there = Q(item__removed_at=None, item__school=count.school_id)
    return ~there | Q(item__lifecycle__in=ENDED)


def with_somebody() -> Q:
    """Lines of what is lent: not seen, and not missing either."""
    return Q(item__in=Custody.objects.open().filter(room=None).values("item"))


def progress(count: Count) -> Progress:
    """Room by room, from one look at the lines; before it closes, with what closing it would say."""
    gone = out_of_register(count)
    ended = Q(verdict=Verdict.ENDED) | Q(Q(verdict=Verdict.EXPECTED), gone)
    lent = Q(verdict=Verdict.LENT) | Q(Q(verdict=Verdict.EXPECTED), ~gone, with_somebody())
    rows = (
        CountLine.objects.filter(count=count)
        .values_list("expected", "verdict", "expected_in_id", "found_in_id")
        .annotate(n=Number("pk"), lent=Number("pk", filter=lent), ended=Number("pk", filter=ended))
        .order_by()
    )
    made = Progress()
    rooms: dict[int | None, RoomProgress] = {}
    for is_expected, verdict, due_in, found_in, n, lent, ended in rows:
        made.verdicts[verdict] = made.verdicts.get(verdict, 0) + n
        if is_expected:
            made.expected += n
            made.lent += lent
            made.ended += ended
            _due(rooms.setdefault(due_in, RoomProgress(due_in, "")), verdict, n, lent)
        if verdict in (Verdict.ELSEWHERE, Verdict.UNEXPECTED):
            rooms.setdefault(found_in, RoomProgress(found_in, "")).here_too += n
    made.rooms = _named(rooms)
    return made


def _due(room: RoomProgress, verdict: str, n: int, lent: int) -> None:
    room.expected += n
    if verdict == Verdict.FOUND:
        room.found += n
    elif verdict == Verdict.ELSEWHERE:
        room.elsewhere += n
    else:
        room.lent += lent


def _named(rooms: dict[int | None, RoomProgress]) -> list[RoomProgress]:
    names = Room.objects.filter(pk__in=[pk for pk in rooms if pk])
    rows = names.order_by("name_key").values_list("pk", "name", "uid")
    order = {pk: (name, str(uid)) for pk, name, uid in rows}
    for pk, room in rooms.items():
        room.name, room.uid = order.get(pk or 0, ("No room", ""))
    places = {pk: at for at, pk in enumerate(order)}
    return sorted(rooms.values(), key=lambda room: places.get(room.room_id or 0, len(places)))


ODD = (
    ScanOutcome.UNKNOWN, ScanOutcome.UNCLAIMED, ScanOutcome.OTHER, ScanOutcome.ENDED, ScanOutcome.QUANTITY,
    ScanOutcome.LATE,
)  # fmt: skip


def odd_scans(count: Count) -> QuerySet[CountScan]:
    """What was scanned and led to nothing that can be counted, newest first; what was undone is left out."""
    undone = CountScan.objects.filter(count=count, kind=ScanKind.UNDO, ref__isnull=False)
    return (
        CountScan.objects.filter(count=count, kind=ScanKind.FOUND, outcome__in=ODD)
        .exclude(scan_id__in=undone.values("ref"))
        .select_related("room", "item__model", "item__category")
        .order_by("-pk")
    )


def fill_numbers(rows: list[dict[str, Any]]) -> None:
    """How many were expected and found, for a page of counts at once."""
    found = (
        CountLine.objects.filter(count_id__in=[row["pk"] for row in rows])
        .values_list("count_id")
        .annotate(
            due=Number("pk", filter=Q(expected=True)),
            seen=Number("pk", filter=Q(verdict__in=(Verdict.FOUND, Verdict.ELSEWHERE))),
        )
    )
    numbers = {pk: (due, seen) for pk, due, seen in found}
    for row in rows:
        row["due"], row["seen"] = numbers.get(row["pk"], (0, 0))


def last_like(count: Count) -> Count | None:
    """The last closed count of the same things; else nothing to compare with."""
    rows = Count.objects.filter(
        school=count.school_id, scope=count.scope, building=count.building_id, category=count.category_id,
        query=count.query, state=CountState.CLOSED,
    ).exclude(pk=count.pk or 0)  # fmt: skip
    if count.scope != CountScope.ROOMS:
        newest: Count | None = rows.order_by("-closed_at").first()
        return newest
    mine = set(count.rooms.values_list("pk", flat=True))
    alike = (
        other
        for other in rows.order_by("-closed_at")[:50]
        if set(other.rooms.values_list("pk", flat=True)) == mine
    )
    return next(alike, None)


def worth_of(count: Count, *verdicts: Verdict) -> int:
    rows = CountLine.objects.filter(count=count, verdict__in=verdicts)
    return rows.aggregate(sum=Sum("value"))["sum"] or 0
