"""Whether what was asked for is so: requirements against devices."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

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
from firstbell.software.models import Installation, Presence, Requirement
from firstbell.software.states import Wanted

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


def troubles_of(item: Item, at: datetime) -> list[Requirement]:
    """What is forbidden and on this device all the same; five at the most."""
    titles = Installation.objects.there().filter(item=item).values("title_id")
    rows = Requirement.objects.filter(
        ended_at=None, wanted=Wanted.FORBIDDEN, school_id=item.school_id, title__in=titles
    )
    found = rows.select_related("title", "view")[:5]
    return [row for row in found if not row.view_id or group(row.view, item.school_id, at).filter(pk=item.pk).exists()]  # fmt: skip
