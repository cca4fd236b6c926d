"""How many are free when, who has the others, and when they are free next.

Kinds hold models and models hold items, so "any ten" of one and "this very one" of another fit together exactly when
nothing is promised more often than there are of it, at any moment and on every step from the item up to its kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet, Sum

from firstbell.equipment.models import Booking, BookingFill, BookingLine, Custody, Item
from firstbell.equipment.models.booking_rule import Bookable
from firstbell.equipment.queries.booking_rules import Node, Rules
from firstbell.equipment.states import BOOKING_FIT, BOOKING_OUT, Condition
from firstbell.platform.tenancy.models import School

EVER = datetime.max.replace(tzinfo=UTC)
ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Taken:
    """So many that are not free between two moments, and for which booking."""

    count: int
    starts: datetime
    ends: datetime
    booking: Booking | None = None
    # What is being asked for right now, not what somebody has.
    own: bool = False


@dataclass(frozen=True)
class Wanted:
    thing: Bookable
    quantity: int = 1


class Planner:
    """Everything that bears on some days at one school, read with a number of questions that does not grow."""

    def __init__(
        self, school: School, since: datetime, until: datetime, *, at: datetime, items: Sequence[Item] = (),
        without: Booking | None = None,
    ) -> None:  # fmt: skip
        self.school, self.at = school, at
        self.rules = Rules(school)
        self.zone = ZoneInfo(school.time_zone)
        self.capacity: dict[Node, int] = defaultdict(int)
        self.taken: dict[Node, list[Taken]] = defaultdict(list)
        # What is in the trolleys that are asked about.
        self.inside: dict[int, list[Item]] = {}
        if self.rules.are_none:
            return
        self._count()
        self._away()
        self.ask_about(items)
        self._promised(since, until, without)

    @cached_property
    def pool(self) -> QuerySet[Item]:
        """What may be promised at all: in the register, on the shelf or in use, not broken, and let be booked."""
        return (
            Item.objects.live()
            .filter(self.rules.bookable(), school=self.school, lifecycle__in=BOOKING_FIT)
            .exclude(condition=Condition.BROKEN)
        )

    def _count(self) -> None:
        rows = self.pool.order_by().values_list("category_id", "model_id")
        for category, model, count in rows.annotate(n=Sum("quantity")):
            for node in self.rules.chain_of(category, model):
                self.capacity[node] += count

    def ask_about(self, items: Iterable[Item]) -> None:
        """These very ones, and what is in them where they are trolleys."""
        whole = list(items)
        self.inside.update(contents(whole))
        keys = {item.pk for item in (*whole, *(one for of in self.inside.values() for one in of))}
        if not keys:
            return
        rows = self.pool.filter(pk__in=keys).values_list("pk", "quantity")
        self.capacity.update({("i", pk): count for pk, count in rows})
        held = _held().filter(item__in=keys).values_list("item_id", "due_on", "quantity")
        for pk, due, count in held:
            self.taken["i", pk].append(Taken(count, ALWAYS, self._back(due)))

    def _away(self) -> None:
        """What somebody has without a booking: until the day it is due, and if that is over or was never said, for good."""
        kinds = (
            _held()
            .filter(item__in=self.pool)
            .values_list("item__category_id", "item__model_id", "due_on")
        )
        for category, model, due, count in kinds.annotate(n=Sum("quantity")):
            away = Taken(count, ALWAYS, self._back(due))
            for node in self.rules.chain_of(category, model):
                self.taken[node].append(away)

    def _back(self, due: date | None) -> datetime:
        if due is None or due < self.at.astimezone(self.zone).date():
            return EVER
        return datetime.combine(due + timedelta(days=1), time(), self.zone).astimezone(UTC)

    def _promised(self, since: datetime, until: datetime, without: Booking | None) -> None:
        bookings = Booking.objects.filter(school=self.school).between(since, until)
        if without is not None:
            bookings = bookings.exclude(pk=without.pk)
        lines = list(lines_of(BookingLine.objects.filter(booking__in=bookings)))
        inside = contents([line.item for line in lines if line.item is not None])
        for line in lines:
            self._promise(line, inside)

    def _promise(self, line: BookingLine, inside: dict[int, list[Item]]) -> None:
        booking = line.booking
        if line.missing and (booking.is_waiting or booking.ends_at > self.at):
            span = (booking.starts_at, booking.ends_at)
            for chain, count in self.chains(Wanted(line.thing, line.missing), inside):
                self._put(chain, Taken(count, *span, booking))
        ends = booking.ends_at if booking.ends_at > self.at else EVER
        for fill in line.fills.all():
            if fill.back < fill.quantity and fill.custody.to_at is None:
                # What was collected early is gone since then.
                since = min(booking.starts_at, fill.custody.from_at)
                out = Taken(fill.quantity - fill.back, since, ends, booking)
                self._put(self.rules.chain(fill.custody.item), out)

    def chains(
        self, wanted: Wanted, inside: dict[int, list[Item]] | None = None
    ) -> list[tuple[tuple[Node, ...], int]]:
        """What a wish takes; a trolley takes what is in it along."""
        inside = self.inside if inside is None else inside
        parts = inside.get(wanted.thing.pk, []) if isinstance(wanted.thing, Item) else []
        whole = [(self.rules.chain(wanted.thing), wanted.quantity)]
        return whole + [(self.rules.chain(part), 1) for part in parts if self.rules.of(part)]

    def _put(self, chain: Iterable[Node], taken: Taken) -> None:
        for node in chain:
            self.taken[node].append(taken)

    def take(self, chain: Iterable[Node], count: int, starts: datetime, ends: datetime) -> None:
        """As if so many were promised, too."""
        self._put(chain, Taken(count, starts, ends, own=True))

    def free(self, chain: Sequence[Node], starts: datetime, ends: datetime) -> int:
        """How many can be promised for all of that time; less than none where more are promised than there are."""
        return min(self.capacity[node] - self._peak(node, starts, ends) for node in chain)

    def _peak(self, node: Node, starts: datetime, ends: datetime) -> int:
        steps: list[tuple[datetime, int]] = []
        for one in self.over(node, starts, ends):
            steps += [(max(one.starts, starts), one.count), (min(one.ends, ends), -one.count)]
        most = now = 0
        # At the same moment what comes back is back before the next is given.
        for _, change in sorted(steps):
            now += change
            most = max(most, now)
        return most

    def over(self, node: Node, starts: datetime, ends: datetime) -> list[Taken]:
        return [one for one in self.taken[node] if one.starts < ends and one.ends > starts]

    def tightest(self, chain: Sequence[Node], starts: datetime, ends: datetime) -> Node:
        """The step at which there is least."""
        return min(chain, key=lambda node: self.capacity[node] - self._peak(node, starts, ends))

    def next_free(
        self, chain: Sequence[Node], count: int, starts: datetime, ends: datetime
    ) -> datetime | None:
        """The first later moment at which so many are free for as long; nothing in the days that were read."""
        length = ends - starts
        moments = {one.ends for node in chain for one in self.taken[node]}
        for moment in sorted(moment for moment in moments if starts < moment < EVER):
            if self.free(chain, moment, moment + length) >= count:
                return moment
        return None


def _held() -> QuerySet[Custody]:
    """Open loans that are no bookings."""
    return Custody.objects.open().exclude(fill__line__booking__state__in=BOOKING_OUT).order_by()


def lines_of(rows: QuerySet[BookingLine]) -> QuerySet[BookingLine]:
    """With what is asked of them."""
    fills = Prefetch("fills", BookingFill.objects.select_related("custody__item"))
    return rows.select_related(
        "booking__person",
        "booking__room",
        "booking__school",
        "category",
        "model__category",
        "model__manufacturer",
        "item__model__manufacturer",
        "item__category",
    ).prefetch_related(fills)


def contents(items: Iterable[Item]) -> dict[int, list[Item]]:
    """What is in the trolleys among them, of what nobody has."""
    keys = {item.pk for item in items if item.category.is_container}
    found: dict[int, list[Item]] = defaultdict(list)
    if not keys:
        return found
    away = _held().filter(single=True).values("item_id")
    rows = Item.objects.live().filter(container__in=keys, lifecycle__in=BOOKING_FIT)
    for item in rows.exclude(pk__in=away).exclude(condition=Condition.BROKEN):
        found[item.container_id or 0].append(item)
    return found
