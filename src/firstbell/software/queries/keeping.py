"""Whether what was asked for is so: requirements against devices, licences against what is installed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from firstbell.equipment.models import Custody, Item
from firstbell.equipment.states import ENDED
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.database.counts import capped_count, words
from firstbell.platform.lists import conditions, specs
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.models import SavedView
from firstbell.platform.lists.reading import Reading
from firstbell.software.models import Installation, Licence, Requirement
from firstbell.software.states import Metric, Wanted

SOON = timedelta(days=60)


def group(view: SavedView | None, school_id: int, at: datetime) -> QuerySet[Item]:
    """The devices of a saved view, as it stands now; without one, all that report programs."""
    items = Item.objects.live().filter(school_id=school_id).exclude(lifecycle__in=ENDED)
    if view is None:
        return items.filter(Exists(Installation.objects.there().filter(item=OuterRef("pk"))))
    spec = specs.find(view.list_name)
    if spec is None:
        return items.none()
    looker = Looker(system_actor(), at)
    rows = Reading(spec, looker, conditions.read(view.query)).strictly().order_by()
    key = "pk" if rows.model is Item else "item_id"
    return items.filter(pk__in=rows.values(key))


def violating(row: Requirement, at: datetime) -> QuerySet[Item]:
    """Devices that lack what is required, or have what is forbidden."""
    has = Exists(Installation.objects.there().filter(item=OuterRef("pk"), title=row.title))
    devices = group(row.view, row.school_id, at)
    if row.wanted == Wanted.FORBIDDEN:
        return devices.filter(has)
    reports = Exists(Installation.objects.there().filter(item=OuterRef("pk")))
    return devices.filter(reports).filter(~has)


class Kept(NamedTuple):
    requirement: Requirement
    wrong: str
    any_wrong: bool


def requirements(actor: Any, school_id: int | None, at: datetime) -> list[Kept]:
    rows = Requirement.objects.visible_to(actor).filter(ended_at=None)
    rows = rows.filter(school_id=school_id) if school_id else rows
    kept = []
    for row in rows.select_related("title", "view", "school").order_by("wanted", "title__name_key"):
        count = capped_count(violating(row, at))
        kept.append(Kept(row, words(count), bool(count[0])))
    return kept


class Use(NamedTuple):
    """How a licence stands: `used` of `seats`, None where that cannot be told."""

    licence: Licence
    used: int | None
    over: int
    state: str
    sentence: str


def use_of(licence: Licence, on: date) -> Use:
    if licence.ends_on and licence.ends_on < on:
        return Use(licence, _used(licence), 0, "ended", "It has run out.")
    used = _used(licence)
    seats = licence.seats
    if used is None or seats is None:
        sentence = (
            "For the whole school." if licence.metric == Metric.SITE else "Nobody can count that."
        )
        return Use(licence, used, 0, "fine", sentence)
    over = max(0, used - seats)
    if over:
        return Use(licence, used, over, "over", f"{over:,} more than it allows.")
    state = "soon" if licence.ends_on and licence.ends_on - on <= SOON else "fine"
    return Use(licence, used, 0, state, f"{seats - used:,} left.")


def _used(licence: Licence) -> int | None:
    """Devices that have it; for licences by person, the people who hold them and each device that nobody has."""
    rows = _there(licence)
    if licence.metric == Metric.DEVICE or licence.metric == Metric.SITE:
        return rows.values("item_id").distinct().count()
    if licence.metric == Metric.USER:
        held = Custody.objects.open().filter(item__in=rows.values("item_id"), person__isnull=False)
        with_somebody = set(held.values_list("item_id", "person_id"))
        devices = set(rows.values_list("item_id", flat=True))
        alone = devices - {item for item, _ in with_somebody}
        return len({person for _, person in with_somebody}) + len(alone)
    return None


def _there(licence: Licence) -> QuerySet[Installation]:
    rows: QuerySet[Installation] = Installation.objects.there().filter(
        title=licence.title_id, school_id=licence.school_id
    )
    return rows


def beyond(licence: Licence, on: date, most: int = 200) -> list[Installation]:
    """The devices beyond the seats: those that got it last."""
    use = use_of(licence, on)
    if not use.over:
        return []
    rows = _there(licence).select_related("item__model", "item__category", "item__place", "release")
    return list(rows.order_by("-first_seen_at", "-pk")[: min(use.over, most)])


def licences(actor: Any, school_id: int | None, on: date) -> Sequence[Use]:
    rows = Licence.objects.visible_to(actor)
    rows = rows.filter(school_id=school_id) if school_id else rows
    return [use_of(row, on) for row in rows.select_related("title", "supplier", "school").order_by("title__name_key")]  # fmt: skip


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
