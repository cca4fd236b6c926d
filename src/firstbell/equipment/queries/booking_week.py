"""How free things are, period by period: one pool for a week, or all pools for a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from firstbell.calendar.queries import calendar_of, school_day
from firstbell.equipment.models import Booking, BookingLine, Category, Item, Model
from firstbell.equipment.models.booking_rule import Bookable
from firstbell.equipment.queries import booking_times, bookings, wording
from firstbell.equipment.queries.availability import Planner, Wanted
from firstbell.equipment.queries.booking_rules import Rules
from firstbell.lib.refusal import NotFound
from firstbell.lib.schooltime import OUTSIDE, Period
from firstbell.lib.schooltime.model import said
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.tenancy.models import School

_KINDS: dict[str, type[Category] | type[Model] | type[Item]] = {
    "c": Category, "m": Model, "i": Item,
}  # fmt: skip
_MOST_POOLS = 40


@dataclass(frozen=True)
class Pool:
    """Something that can be booked: any of a model or a kind, or this very thing."""

    thing: Bookable
    count: int

    @property
    def key(self) -> str:
        return f"{self.thing._meta.model_name[0]}-{self.thing.uid}"  # type: ignore[index]

    @property
    def name(self) -> str:
        return bookings.name(self.thing)

    @property
    def title(self) -> str:
        return wording.title(self.thing) if isinstance(self.thing, Item) else self.name

    @property
    def sub(self) -> str:
        """Its tag, or how many there are."""
        if isinstance(self.thing, Item):
            return self.thing.tag
        return f"any of {self.count}"

    @property
    def icon(self) -> str:
        if isinstance(self.thing, Category):
            return self.thing.icon
        return self.thing.category.icon


@dataclass
class Cell:
    """One period: how many of how many are free, and who has the others."""

    period: Period
    minutes: int
    free: int = 0
    of: int = 0
    who: list[tuple[Booking, str, int]] = field(default_factory=list)
    # So many are lent, without a booking.
    lent: int = 0
    is_past: bool = False
    is_now: bool = False
    is_between: bool = False

    @property
    def name(self) -> str:
        return booking_times.called(self.period)

    @property
    def words(self) -> str:
        if self.of <= 1:
            return "Free" if self.free > 0 else "Taken"
        if self.free <= 0:
            return "None free"
        return f"{self.free} free" if self.free >= self.of else f"{self.free} of {self.of} free"

    @property
    def share(self) -> int:
        """How much of it is taken, of a hundred."""
        return round(100 * (self.of - self.free) / self.of) if self.of else 100

    @property
    def look(self) -> str:
        if self.is_past:
            return "past"
        if self.free <= 0:
            return "none"
        return "some" if self.free < self.of else ""


@dataclass
class Row:
    """A day of a pool's week, or a pool in a day; `closed` says why nothing rings."""

    key: str
    title: str
    sub: str
    cells: list[Cell]
    closed: str = ""
    icon: str = ""
    is_today: bool = False
    day: date | None = None
    pool: Pool | None = None

    @property
    def is_over(self) -> bool:
        return bool(self.cells) and all(cell.is_past or cell.is_between for cell in self.cells)

    @property
    def columns(self) -> str:
        return " ".join(f"{max(cell.minutes, 1)}fr" for cell in self.cells)


def pools(school: School, rules: Rules, capacity: dict[tuple[str, int], int]) -> list[Pool]:
    """What this school lets be booked, models first; trolleys one by one, as each has its own things in it."""
    models = Model.objects.filter(pk__in=[pk for kind, pk in capacity if kind == "m"])
    kinds = Category.objects.filter(pk__in=[pk for kind, pk in capacity if kind == "c"])
    found: list[Pool] = []
    for model in models.select_related("manufacturer", "category").order_by("name_key"):
        if rules.of(model) and not model.category.is_container:
            found.append(Pool(model, capacity["m", model.pk]))
    for kind in kinds.order_by("name_key"):
        if rules.of(kind) and not kind.is_container:
            found.append(Pool(kind, capacity["c", kind.pk]))
    return found


def very_ones(planner: Planner) -> list[Pool]:
    """Trolleys, and what has a rule of its own."""
    keys = [pk for pk, row in planner.rules.items.items() if row.bookable]
    own = planner.pool.filter(pk__in=keys) | planner.pool.filter(category__is_container=True)
    rows = own.select_related("model__manufacturer", "category").order_by("tag_key")
    return [Pool(item, item.quantity) for item in rows.distinct()[:_MOST_POOLS]]


def key_of(thing: Item | Model, school: School) -> str:
    """Under which key the form of a booking offers it; empty where it is not for booking."""
    rules = Rules(school)
    if rules.of(thing) is None:
        return ""
    if isinstance(thing, Model):
        return "" if thing.category.is_container else f"m-{thing.uid}"
    if thing.pk in rules.items or thing.category.is_container:
        return f"i-{thing.uid}"
    return f"m-{thing.model.uid}" if thing.model else f"c-{thing.category.uid}"


def key_of_line(line: BookingLine) -> str:
    thing = line.thing
    kind = next(key for key, noun in _KINDS.items() if isinstance(thing, noun))
    return f"{kind}-{thing.uid}"


def pool_of(actor: Actor, school: School, key: str) -> Bookable:
    """By its key in an address; what nobody may see there is not there."""
    kind, _, uid = key.partition("-")
    try:
        wanted = UUID(uid)
    except ValueError:
        wanted = None
    if kind not in _KINDS or wanted is None:
        raise NotFound("There is no such thing to book.")
    if kind == "i":
        rows = Item.objects.live().filter(school=school, uid=wanted)
        found: Bookable | None = rows.select_related("model__manufacturer", "category").first()
    elif kind == "m":
        found = Model.objects.select_related("manufacturer", "category").filter(uid=wanted).first()
    else:
        found = Category.objects.filter(uid=wanted).first()
    if found is None or (
        Rules(school).of(found) is None and not can(actor, "equipment.view", school)
    ):
        raise NotFound("There is no such thing to book.")
    return found


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week(school: School, thing: Bookable, first: date, *, by: Actor, at: datetime) -> list[Row]:
    """Monday to Friday of one pool, and a weekend day where bells ring."""
    days = [first + timedelta(days=n) for n in range(7)]
    planner = _planner(school, days[0], days[-1], at, [thing])
    found = []
    for day in days:
        row = _row_of_day(school, day, at)
        if row.cells or day.weekday() < 5:
            found.append(row)
            _fill(planner, row, thing)
    _name(found, by)
    return found


def day_of(school: School, day: date, *, by: Actor, at: datetime) -> list[Row]:
    """All pools on one day: what is free in period 3."""
    planner = _planner(school, day, day, at, [])
    ones = very_ones(planner)
    planner.ask_about([pool.thing for pool in ones if isinstance(pool.thing, Item)])
    of = _row_of_day(school, day, at)
    found = []
    for pool in [*pools(school, planner.rules, planner.capacity), *ones]:
        cells = [Cell(c.period, c.minutes, is_past=c.is_past, is_now=c.is_now, is_between=c.is_between)
                 for c in of.cells]  # fmt: skip
        row = Row(pool.key, pool.title, pool.sub, cells, of.closed, pool.icon, day=day, pool=pool)
        _fill(planner, row, pool.thing)
        found.append(row)
    _name(found, by)
    return found


def _planner(
    school: School, first: date, last: date, at: datetime, things: Sequence[Bookable]
) -> Planner:
    zone = calendar_of(school, first).zone
    since = datetime.combine(first, datetime.min.time(), zone)
    until = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    items = [thing for thing in things if isinstance(thing, Item)]
    return Planner(school, since, until, at=at, items=items)


def _row_of_day(school: School, day: date, at: datetime) -> Row:
    of = school_day(school, day)
    zone = calendar_of(school, day).zone
    rung = [period for period in of.periods if period.kind not in OUTSIDE]
    cells = [
        Cell(
            period,
            _drawn(period),
            is_past=period.ends <= at,
            is_now=period.starts <= at < period.ends,
            is_between=period.kind in booking_times.BETWEEN,
        )
        for period in rung
    ]
    week_of = f"Week {of.week}" if of.week else ""
    closed = of.closure.sentence if of.closure else ""
    today = at.astimezone(zone).date() == day
    return Row(f"d{day:%Y%m%d}", said(day), week_of, cells, closed, is_today=today, day=day)


def _drawn(period: Period) -> int:
    """To scale; breaks are folded narrow, so that lessons get the width."""
    minutes = int((period.ends - period.starts).total_seconds() // 60)
    return min(minutes, 14) if period.kind in booking_times.BETWEEN else minutes


def _fill(planner: Planner, row: Row, thing: Bookable) -> None:
    for cell in row.cells:
        span = (cell.period.starts, cell.period.ends)
        chains = planner.chains(Wanted(thing))
        cell.of = planner.capacity[chains[0][0][0]]
        free = [planner.free(chain, *span) for chain, _ in chains]
        cell.free = max(0, min(free)) if len(free) > 1 else max(0, free[0])
        taken: dict[int, tuple[Booking, int]] = {}
        over = planner.over(chains[0][0][0], *span)
        cell.lent = sum(one.count for one in over if one.booking is None)
        for one in {one for chain, _ in chains for one in planner.over(chain[0], *span)}:
            if one.booking is not None:
                before = taken.get(one.booking.pk, (one.booking, 0))[1]
                taken[one.booking.pk] = (one.booking, before + one.count)
        cell.who = [(booking, "", count) for booking, count in taken.values()]


def _name(rows: Sequence[Row], by: Actor) -> None:
    """Who has them, as far as this person may know: asked once for all cells."""
    found = {b.pk: b for row in rows for cell in row.cells for b, _, _ in cell.who}
    names = bookings.who(by, list(found.values()))
    for row in rows:
        for cell in row.cells:
            cell.who = [(b, names[b.pk], count) for b, _, count in cell.who if names[b.pk]]
            cell.who.sort(key=lambda one: -one[2])
