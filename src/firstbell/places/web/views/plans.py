from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.places import actions, queries
from firstbell.places.models import Floor, Room
from firstbell.places.web.forms import FloorForm, PlanForm, PositionForm
from firstbell.places.web.views.buildings import crumbs
from firstbell.places.web.views.marks import plan_of
from firstbell.places.web.views.rooms import room_of
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import slots
from firstbell.platform.web.refusals import show


def floor_of(request: HttpRequest, uid: UUID) -> Floor:
    rows = Floor.objects.visible_to(request.actor).select_related("building", "school")
    found: Floor = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs("places.view")
def floor(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The plan with what stands where, and what is not on it yet."""
    found = floor_of(request, uid)
    rooms = queries.rooms_on(found, request.actor)
    may_change = can(request.actor, "places.change", found)
    context = {
        "floor": found,
        "crumbs": crumbs(found.building),
        "sub": f"{found.building}, {len(rooms)} room{'' if len(rooms) == 1 else 's'}",
        "actions": _actions(found) if may_change else [],
        "plan": plan_of(request, found, rooms),
        "rooms": rooms,
        "missing": _beside_each_other(rooms),
        "may_change": may_change,
        "panels": slots.panels_for(request, "places.floor", found),
    }
    return render(request, "places/floor.html", context)


def _beside_each_other(rooms: list[Room]) -> list[dict[str, Any]]:
    """Rooms that are not on the plan, and where each would first stand so that none hides another."""
    first = sum(room.plan_x is not None for room in rooms)
    missing = [room for room in rooms if room.plan_x is None]
    return [
        {"room": room, "x": 100 + 160 * (at % 6), "y": min(950, 100 + 120 * (at // 6))}
        for at, room in enumerate(missing, start=first)
    ]


def _actions(floor: Floor) -> list[dict[str, Any]]:
    def url(name: str) -> str:
        return reverse(f"places:{name}", args=[floor.uid])

    found: list[dict[str, Any]] = [
        {"label": "Change", "url": url("floor_change"), "icon": "pencil", "key": "e"}
    ]
    if floor.plan:
        off = {"label": "Take the picture off", "url": url("plan_off"), "icon": "x"}
        found.append(off | {"method": "post"})
    picture = "Another picture" if floor.plan else "Add a picture"
    found.append({"label": picture, "url": url("plan"), "icon": "photo-plus", "primary": True})
    return found


@require_http_methods(["GET", "POST"])
@needs("places.change")
def picture(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The plan itself: a picture, as it hangs beside the fire exit."""
    found = floor_of(request, uid)
    form = PlanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_plan(found, form.cleaned_data["file"], by=request.actor, at=clock.now())
            return redirect("places:floor", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"Plan of {found}", "submit": "Add it", "crumbs": crumbs(found.building),
        "sub": "The fire plan by the door will do: a scan, or a straight photo of it.",
        "cancel_url": reverse("places:floor", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("places.change")
def picture_off(request: HttpRequest, uid: UUID) -> HttpResponse:
    actions.take_plan(floor_of(request, uid), by=request.actor, at=clock.now())
    return redirect("places:floor", uid)


@require_http_methods(["GET", "POST"])
@needs("places.change")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = floor_of(request, uid)
    form = FloorForm(request.POST or None, initial={"name": found.name, "level": found.level})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_floor(found, by=request.actor, at=clock.now(), **form.cleaned_data)
            return redirect("places:floor", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"Change {form.initial['name']}", "crumbs": crumbs(found.building),
        "cancel_url": reverse("places:floor", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("places.change")
def place(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put a room on its floor's plan, or move it there; the plan's script posts here too."""
    room = room_of(request, uid)
    form = PositionForm(request.POST)
    if not form.is_valid() or room.floor is None:
        raise Refusal("That is not a place on the plan.")
    actions.place_room(
        room, floor=room.floor, **form.cleaned_data, by=request.actor, at=clock.now()
    )
    if request.headers.get("X-Plan"):
        return HttpResponse(status=204)
    return redirect("places:floor", room.floor.uid)


@require_POST
@needs("places.change")
def unplace(request: HttpRequest, uid: UUID) -> HttpResponse:
    room = room_of(request, uid)
    actions.unplace_room(room, by=request.actor, at=clock.now())
    messages.success(request, f"{room} is off the plan.")
    if room.floor is None:
        return redirect("places:room", uid)
    return redirect("places:floor", room.floor.uid)
