"""What the setting up of the desk lends to the house: settings, requests, approvals, first help in a room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.attachments import registry as attachments
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import slots
from firstbell.platform.web.slots import Action, MenuItem, Panel
from firstbell.support.models import RoomCard
from firstbell.support.queries import approvals

ROOM, WORK, REPORT = "places.room", "support.work", "support.report"
_FEW = 6

for _label, _url, _icon, _order in (
    ("Teams", "setup_teams", "users-group", 2), ("Categories", "setup_categories", "category", 4),
    ("Statuses", "setup_statuses", "progress", 6), ("Requests", "setup_requests", "shopping-cart", 8),
    ("What happens by itself", "setup_rules", "bolt", 9),
):  # fmt: skip
    _permission = "support.manage_team" if _url == "setup_teams" else "support.change_setup"
    slots.settings(MenuItem(_label, f"support:{_url}", _icon, _permission, "Tickets", _order))
slots.menu(MenuItem("Ask for something", "support:ask", "shopping-cart", REPORT, order=24))


def _card(actor: Actor, uid: UUID) -> RoomCard | None:
    schools = actor.schools(REPORT)
    rows = RoomCard.objects.filter(uid=uid)
    found: RoomCard | None = (rows if schools is None else rows.filter(school__in=schools)).first()
    return found


def _card_of(uid: UUID) -> str:
    room = RoomCard.objects.filter(uid=uid).values_list("room__uid", flat=True).first()
    return reverse("support:room_card", args=[room]) if room else ""


slots.link("support.roomcard", _card_of)
slots.link("support.rule", lambda uid: reverse("support:setup_rule", args=[uid]))
attachments.accept("support.roomcard", WORK, load=_card)
slots.action(
    Action(ROOM, "First help here", "bulb", WORK, lambda room: reverse("support:room_card", args=[room.uid]), order=80)
)  # fmt: skip


def _for_a_yes(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    rows = list(approvals.waiting_for(request.actor)[:_FEW])
    link = {"label": "All of them", "url": reverse("support:my_approvals")}
    return {"voices": rows, "fact": len(rows), "link": link, "flush": True} if rows else None


slots.panel(
    Panel("home", "approvals", "Waits for your yes", "thumb-up", "support/panels/approvals.html", REPORT, _for_a_yes, order=4)
)  # fmt: skip
