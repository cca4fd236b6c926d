"""Counts in the house: the menu, where a count's page is, and what an item's page says of the counts it was in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from firstbell.equipment.models import Count, CountLine, Item
from firstbell.equipment.queries import count_photos, due
from firstbell.equipment.states import CountState
from firstbell.lib import clock
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.attachments import registry as attachments
from firstbell.platform.notes import registry as notes
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import presence, slots
from firstbell.platform.web.slots import MenuItem, Panel

ITEM, VIEW, COUNT = "equipment.item", "equipment.view", "equipment.count"
_MOST = 6

slots.menu(MenuItem("Counts", "equipment:counts", "list-check", VIEW, order=23))
slots.settings(
    MenuItem(
        "How often things are counted", "equipment:count_rule", "repeat", COUNT, "Register", 48
    )
)
slots.link("equipment.count", lambda uid: f"/counts/{uid}/")


def _load(actor: Actor, uid: UUID) -> Count | None:
    found: Count | None = Count.objects.visible_to(actor).filter(uid=uid).first()
    return found


# The permission to count and the noun go by the same name.
attachments.accept(COUNT, COUNT, load=_load)
notes.accept(COUNT, COUNT, load=_load)
presence.offer(ITEM, "counted", lambda item: CountLine.objects.filter(item=item.pk))


def of_item(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    """In which counts it was, newest first; nothing while it was in none."""
    if not presence.has(request, item, "counted"):
        return None
    lines = CountLine.objects.filter(item=item).select_related(
        "count", "found_in", "expected_in", "item"
    )
    shown = list(lines.order_by("-count_id")[:_MOST])
    # What was counted elsewhere before it came here is the other school's to show.
    count_photos.hang_on([line for line in shown if line.count.school_id == item.school_id])
    return {"lines": shown, "next": due.next_of(item), "flush": True}


def at_home(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    """The counts that are running, on the home page of whoever counts."""
    rows = Count.objects.visible_to(request.actor).filter(school=school, state=CountState.OPEN)
    found = list(rows.order_by("-id")[:3])
    return {"rows": found, "flush": True} if found else None


def due_at_home(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    """What nobody has counted for too long, and in which rooms most of it; nothing while nothing is."""
    if school is None:
        return None
    number, rooms = due.glance(school, clock.now().date())
    if not number:
        return None
    shown = {"number": min(number, due.MOST), "more": number > due.MOST, "rooms": rooms}
    return {**shown, "flush": True}


slots.panel(Panel(ITEM, "counted", "Counted", "list-check", "equipment/panels/counted.html", VIEW, of_item, side=True,
                  order=35))  # fmt: skip
slots.panel(Panel("home", "counts", "Being counted", "list-check", "equipment/panels/counting.html", COUNT, at_home,
                  order=15))  # fmt: skip
slots.panel(Panel("home", "counts_due", "Due to be counted", "calendar-due", "equipment/panels/counts_due.html", COUNT,
                  due_at_home, order=45))  # fmt: skip
