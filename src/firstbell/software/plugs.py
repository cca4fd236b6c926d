"""What the software room lends to the house, and what it makes of a report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from firstbell.agents import handlers
from firstbell.agents.handlers import Reported
from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.platform.audit.events import By
from firstbell.platform.lists import specs as lists
from firstbell.platform.lists.models import SavedView
from firstbell.platform.lists.specs import Column, Filter
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.putting_back import Back
from firstbell.platform.merges.questions import MERGE, UNMERGE
from firstbell.platform.search import registry as search
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.questions import IN_USE, TRANSFER
from firstbell.platform.web import presence, slots
from firstbell.platform.web.pages.start import at_the_beginning
from firstbell.software.actions import indexing, naming, reading, recording
from firstbell.software.models import Installation, Requirement, Title
from firstbell.software.queries import breaking, keeping, where

ITEM, TITLE, VIEW = "equipment.item", "software.title", "software.view"

slots.menu(
    slots.MenuItem("Software", "software:titles", "apps", VIEW, section="Look after", order=20)
)
slots.settings(slots.MenuItem("Names of programs", "software:rules", "abc", VIEW, "Register", 60))
slots.link(TITLE, lambda uid: reverse("software:title", args=[uid]))
at_the_beginning(lambda by, at: naming.start(at=at))


@handlers.REPORTED.fill("software")
def installed(told: Reported) -> None:
    reading.take(told)


@IN_USE.answer("lists.savedview", "software")
def watched(view: SavedView) -> str | None:
    """Without its view a requirement would be of every device."""
    rows = Requirement.objects.filter(view=view, ended_at=None).select_related("title")
    row = rows.first()
    return f"{row} is watched by it. End that first." if row else None


@MERGE.answer(ITEM, "software")
def merge(gone: Item, kept: Item, moves: Moves) -> None:
    recording.move(gone, to=kept, moves=moves)


@UNMERGE.answer(ITEM, "software")
def part(gone: Item, kept: Item, back: Back) -> None:
    recording.part(gone, kept)


@TRANSFER.answer(ITEM, "software")
def transfer(item: Item, by: By, at: datetime) -> None:
    recording.go_along(item)


def _broken(row: dict[str, Any]) -> str:
    return ", ".join(row["breaks"])


lists.extend(
    "equipment.items",
    Column(keeping.BREAKS, "Programs to put right", path="pk", sort="", default=False, permission=VIEW, render=_broken, export=_broken,
           fill=lambda rows: breaking.fill_broken(rows, clock.now()),
           filter=Filter("choice", model=Requirement, label=("title__name", "wanted"), search=("title__name__icontains",),
                         where=lambda op, uids: breaking.breaking(op, uids, clock.now()))),
)  # fmt: skip

search.index(
    search.ThingType(
        Title, TITLE, "Programs", "apps", VIEW, indexing.entry, order=60,
        rows=lambda: Title.objects.filter(kind__in=indexing.FOUND),
    )
)  # fmt: skip


presence.offer(ITEM, "programs", lambda item: Installation.objects.there().filter(item=item.pk))


def _programs(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    if not presence.has(request, item, "programs"):
        return None
    there = Installation.objects.visible_to(request.actor).there().filter(item=item)
    rows = list(
        there.filter(title__kind__in=("application", "app"))
        .select_related("title", "release")
        .order_by("title__name_key")[:8]
    )
    count = there.count()
    if not count:
        return None
    link = {"label": "All of them", "url": reverse("software:item", args=[item.uid])}
    wanted = keeping.troubles_of(item, clock.now())
    return {"rows": rows, "fact": f"{count:,}", "flush": True, "link": link, "wanted": wanted}


def _week(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    at = clock.now()
    fresh = where.fresh(request.actor, school.pk if school else None, where.week_before(at), most=6)
    if not fresh:
        return None
    link = {"label": "New and gone", "url": reverse("software:week")}
    return {"rows": fresh, "flush": True, "link": link}


def _wrong(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    kept = keeping.requirements(request.actor, school.pk if school else None, clock.now())
    rows = [one for one in kept if one.any_wrong][:6]
    link = {"label": "All of them", "url": reverse("software:wanted")}
    return {"rows": rows, "flush": True, "link": link} if rows else None


for _panel in (
    slots.Panel(ITEM, "programs", "Programs", "apps", "software/panels/programs.html", VIEW, _programs, order=25),
    slots.Panel("home", "software_wrong", "Programs to put right", "shield-x",
                "software/panels/wrong.html", VIEW, _wrong, order=45),
    slots.Panel("home", "software_week", "New programs this week", "apps", "software/panels/week.html", VIEW, _week,
                order=60),
):  # fmt: skip
    slots.panel(_panel)
