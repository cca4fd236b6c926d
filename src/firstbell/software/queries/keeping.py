"""Whether what was asked for is so: requirements against devices, licences against what is installed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from firstbell.agents.models import Device
from firstbell.equipment.models import Item
from firstbell.equipment.states import ENDED
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.database.among import keys, off_index
from firstbell.platform.database.counts import capped_count, words
from firstbell.platform.lists import conditions, specs
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.models import SavedView
from firstbell.platform.lists.reading import Reading
from firstbell.software.models import Installation, Licence, Presence, Requirement
from firstbell.software.states import LicenceState, Metric, Wanted

SOON = timedelta(days=60)
# The column of the list of equipment that says what a device does not keep to.
BREAKS: Final = "breaks"


def group(view: SavedView | None, school_id: int, at: datetime) -> QuerySet[Item]:
    """The devices of a saved view, as it stands now; without one, all that report programs."""
    items = _in_use(school_id)
    if view is None:
        return items.filter(pk__in=keys(reporting()))
    spec = specs.find(view.list_name)
    if spec is None or turns_in_circles(view):
        return items.none()
    looker = Looker(system_actor(), at)
    rows = Reading(spec, looker, conditions.read(view.query)).strictly().order_by()
    key = "pk" if rows.model is Item else "item_id"
    return items.filter(pk__in=rows.values(key))


def turns_in_circles(view: SavedView) -> bool:
    """Whether it asks which devices keep to things: what they are to keep to cannot depend on that."""
    question = conditions.read(view.query)
    return any(one.key == BREAKS for group in question.groups for one in group)


def _in_use(school_id: int) -> QuerySet[Item]:
    rows = Item.objects.live().filter(off_index("school_id", [school_id]))
    return rows.exclude(lifecycle__in=ENDED)


def reporting() -> set[int]:
    """Items whose devices have told which programs they have."""
    told = Device.objects.filter(programs__gt=0, item__isnull=False)
    return set(told.values_list("item_id", flat=True))


def violating(row: Requirement, at: datetime, told: Set[int] | None = None) -> QuerySet[Item]:
    """Devices that lack what is required, or have what is forbidden; `told` are those that report, where that is known.

    Their keys are told apart here: a database that is asked for all of it at once walks the register for it.
    """
    there = Installation.objects.there().filter(title=row.title_id, school_id=row.school_id)
    has = set(there.values_list("item_id", flat=True))
    if row.view_id and row.wanted == Wanted.FORBIDDEN:
        return group(row.view, row.school_id, at).filter(pk__in=keys(has))
    told = reporting() if told is None else told
    wrong = keys(told & has if row.wanted == Wanted.FORBIDDEN else told - has)
    devices = group(row.view, row.school_id, at) if row.view_id else _in_use(row.school_id)
    return devices.filter(pk__in=wrong)


class Kept(NamedTuple):
    requirement: Requirement
    wrong: str
    any_wrong: bool


def requirements(actor: Any, school_id: int | None, at: datetime) -> list[Kept]:
    rows = Requirement.objects.visible_to(actor).filter(ended_at=None)
    rows = rows.filter(school_id=school_id) if school_id else rows
    found = list(rows.select_related("title", "view", "school").order_by("wanted", "title__name_key"))  # fmt: skip
    told = reporting() if any(row.wanted == Wanted.REQUIRED for row in found) else set()
    counts = {
        school: _counts([row for row in found if row.school_id == school and not row.view_id], school, told)
        for school in {row.school_id for row in found}
    }  # fmt: skip
    kept = []
    for row in found:
        if row.view_id:
            count = capped_count(violating(row, at, told))
            kept.append(Kept(row, words(count), bool(count[0])))
        else:
            n = counts[row.school_id][row.pk]
            kept.append(Kept(row, f"{n:,}", n > 0))
    return kept


def _counts(rows: Sequence[Requirement], school_id: int, told: Set[int]) -> dict[int, int]:
    """How many of all devices of a school do not keep to each, without looking at every device for each."""
    titles = {row.title_id for row in rows}
    has = dict(Presence.objects.filter(school_id=school_id, title__in=titles).values_list("title_id", "devices"))  # fmt: skip
    # What is retired has its programs still, and nothing is asked of it any more.
    ended = list(
        Item.objects.filter(device__isnull=False, school_id=school_id, lifecycle__in=ENDED).values_list("pk", flat=True)
    )  # fmt: skip
    for some in (ended[start : start + 500] for start in range(0, len(ended), 500)):
        there = Installation.objects.there().filter(item_id__in=some, title_id__in=titles)
        for title, _ in set(there.values_list("title_id", "item_id")):
            has[title] -= 1
    required = any(row.wanted == Wanted.REQUIRED for row in rows)
    all_of_them = _in_use(school_id).filter(pk__in=keys(told)).count() if required else 0
    return {
        row.pk: has.get(row.title_id, 0) if row.wanted == Wanted.FORBIDDEN
        else all_of_them - has.get(row.title_id, 0)
        for row in rows
    }  # fmt: skip


class Use(NamedTuple):
    """How a licence stands: `used` of `seats`, None where that cannot be told."""

    licence: Licence
    used: int | None
    over: int
    state: LicenceState
    sentence: str


def uses(rows: Iterable[Licence], on: date) -> list[Use]:
    """Of many licences at once, in two queries."""
    found = list(rows)
    used = _used(found)
    return [_use(row, used[row.pk], on) for row in found]


def use_of(licence: Licence, on: date) -> Use:
    return uses([licence], on)[0]


def in_state(states: Iterable[str], on: date) -> list[int]:
    """The keys of all licences that stand so: there are as many as somebody recorded by hand."""
    return [use.licence.pk for use in uses(Licence.objects.defer("key"), on) if use.state in states]


def _use(licence: Licence, used: int | None, on: date) -> Use:
    if licence.ends_on and licence.ends_on < on:
        return Use(licence, used, 0, LicenceState.ENDED, "It has run out.")
    seats = licence.seats
    if used is None or seats is None:
        sentence = (
            "For the whole school." if licence.metric == Metric.SITE else "Nobody can count that."
        )
        return Use(licence, used, 0, LicenceState.FINE, sentence)
    over = max(0, used - seats)
    if over:
        return Use(licence, used, over, LicenceState.OVER, f"{over:,} more than it allows.")
    soon = licence.ends_on and licence.ends_on - on <= SOON
    state = LicenceState.SOON if soon else LicenceState.FINE
    return Use(licence, used, 0, state, f"{seats - used:,} left.")


def _used(rows: Sequence[Licence]) -> dict[int, int | None]:
    """Devices that have it; for licences by person, the people who hold them and each device that nobody has."""
    titles = {row.title_id for row in rows}
    schools = {row.school_id for row in rows}
    devices = _by_place(Presence.objects.filter(title__in=titles, school__in=schools), F("devices"))
    by_person = [row for row in rows if row.metric == Metric.USER]
    held = Installation.objects.there().filter(
        title__in={row.title_id for row in by_person}, school__in={row.school_id for row in by_person},
        item__custodies__to_at=None, item__custodies__person__isnull=False,
    ) if by_person else Installation.objects.none()  # fmt: skip
    fewer = Count("item_id", distinct=True) - Count("item__custodies__person_id", distinct=True)
    shared = _by_place(held, fewer)
    found: dict[int, int | None] = {}
    for row in rows:
        place = row.school_id, row.title_id
        found[row.pk] = devices.get(place, 0) - (
            shared.get(place, 0) if row.metric == Metric.USER else 0
        )
        if row.metric == Metric.CONCURRENT:
            found[row.pk] = None
    return found


def _by_place(rows: QuerySet[Any], number: Any) -> dict[tuple[int, int], int]:
    told = rows.values("school_id", "title_id").annotate(n=number)
    return {(row["school_id"], row["title_id"]): row["n"] for row in told}


def beyond(use: Use, most: int = 50) -> list[Installation]:
    """The devices beyond the seats: those that got it last."""
    there = Installation.objects.there().filter(
        title=use.licence.title_id, school_id=use.licence.school_id
    )
    # Keys alone are sorted, not all that is shown of them.
    latest = list(there.order_by("-first_seen_at", "-pk").values_list("pk", flat=True)[: min(use.over, most)])  # fmt: skip
    rows = Installation.objects.filter(pk__in=latest).order_by("-first_seen_at", "-pk")
    return list(rows.select_related("item__model", "item__category", "item__place", "release"))


def running_out(school_id: int | None, on: date) -> Q:
    soon = Q(ends_on__range=(on, on + SOON))
    return soon & Q(school_id=school_id) if school_id else soon


def troubles_of(item: Item, at: datetime) -> list[Requirement]:
    """What is forbidden and on this device all the same; five at the most."""
    titles = Installation.objects.there().filter(item=item).values("title_id")
    rows = Requirement.objects.filter(
        ended_at=None, wanted=Wanted.FORBIDDEN, school_id=item.school_id, title__in=titles
    )
    found = rows.select_related("title", "view")[:5]
    return [row for row in found if not row.view_id or group(row.view, item.school_id, at).filter(pk=item.pk).exists()]  # fmt: skip
