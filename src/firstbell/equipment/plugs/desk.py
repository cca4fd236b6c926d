"""What the loan desk lends to the house."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from firstbell.equipment.models import Handover
from firstbell.equipment.queries import desk
from firstbell.people.models import Person
from firstbell.platform.web import slots, timelines
from firstbell.platform.web.slots import MenuItem, Panel

HANDOVER = "equipment.handover"
VIEW, GIVE = "equipment.view", "equipment.give"

slots.menu(MenuItem("Loan desk", "equipment:desk", "hand-stop", GIVE, order=21))
slots.link(HANDOVER, lambda uid: reverse("equipment:handover", args=[uid]))


def _lines(request: HttpRequest, row: Handover) -> dict[str, Any]:
    groups = desk.groups(row)
    return {"groups": groups, "flush": True, "fact": sum(group.line.quantity for group in groups)}


def _of_person(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    rows = Handover.objects.visible_to(request.actor).done().filter(person=person)
    found = list(rows.order_by("-done_at")[:8])
    return {"rows": found, "flush": True} if found else None


def _history(request: HttpRequest, row: Handover) -> dict[str, Any] | None:
    found = timelines.timeline_panel(request, row)
    return {**found, "flush": True} if found else None


for _panel in (
    Panel(HANDOVER, "lines", "What was handed over", "basket", "equipment/desk/panel_lines.html", VIEW, _lines, order=10),
    Panel(HANDOVER, "history", "What happened", "history", "equipment/panels/history.html", "audit.view", _history, order=30),
    Panel("people.person", "handovers", "At the loan desk", "hand-stop", "equipment/desk/panel_person.html", VIEW, _of_person,
          order=25),
):  # fmt: skip
    slots.panel(_panel)
