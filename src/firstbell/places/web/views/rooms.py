from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.places import actions
from firstbell.places.models import Building, Room, lookup_of
from firstbell.places.web.forms import NewRoomsForm, RoomForm
from firstbell.places.web.lists import ROOMS
from firstbell.places.web.views.marks import KIND_ICONS, plan_of
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import listing, slots, timelines
from firstbell.platform.web.components import statuses
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import show


def room_of(request: HttpRequest, uid: UUID) -> Room:
    """The room as far as this person may see it; an archived one still has its page."""
    rooms = Room.objects.visible_to(request.actor).with_place().select_related("school")
    found: Room = get_object_or_404(rooms, uid=uid)
    return found


@require_safe
@needs("places.view")
def rooms(request: HttpRequest) -> HttpResponse:
    return listing.page(request, ROOMS)


@require_http_methods(["GET", "POST"])
@needs("places.change")
def add(request: HttpRequest) -> HttpResponse:
    """One room, or one on each line."""
    school = current_school(request)
    if school is None or not Building.objects.open().filter(school=school).exists():
        messages.info(request, "Rooms stand in buildings, so begin with the first building.")
        return redirect("places:building_add")
    form = NewRoomsForm(request.POST or None, initial={"place": request.GET.get("place", "")})
    form.offer(request.actor, school)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_rooms(
                school, _new_rooms(form.cleaned_data), by=request.actor, at=clock.now()
            )
            return _added(request, made)
        except Refusal as refusal:
            show(Refusal(refusal.sentence, fields={"names": refusal.sentence}), form)
    page = {
        "title": "Add rooms", "submit": "Add", "cancel_url": reverse("places:rooms"),
        "crumbs": [{"label": "Rooms", "url": reverse("places:rooms")}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _new_rooms(data: dict[str, Any]) -> list[actions.NewRoom]:
    building, floor = data["place"]
    return [
        actions.NewRoom(
            names[0],
            building,
            floor,
            kind=data["kind"],
            capacity=data["capacity"],
            aliases=names[1:],
        )
        for names in data["names"]
    ]


def _added(request: HttpRequest, made: list[Room]) -> HttpResponse:
    if len(made) == 1:
        messages.success(request, f"{made[0]} is there.")
        return redirect("places:room", made[0].uid)
    messages.success(request, f"{len(made)} rooms are there.")
    return redirect("places:rooms")


@require_safe
@needs("places.view")
def room(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = room_of(request, uid)
    if found.merged_into is not None:
        return redirect("places:room", found.merged_into.uid)
    panels = slots.panels_for(request, "places.room", found)
    thing = {
        "crumbs": _crumbs(found),
        "title": found.name,
        "floor": found.floor,
        "status": "" if found.is_open else statuses.status("quiet", "Archived", "archive", pill=True),
        "codes": [found.code],
        "facts": [found.get_kind_display(), found.where, f"{found.capacity} seats" if found.capacity else ""],
        "actions": _actions(request, found),
        "lead": True,
        # The narrow column comes first on a room's page: why it is not ready, and who to ask.
        "main": panels["side"],
        "side": panels["main"],
    }  # fmt: skip
    wide = slots.panels_for(request, "places.room.wide", found)["main"]
    context = {
        "thing": thing,
        "wide": wide,
        "plan": plan_of(request, found.floor) if found.floor and found.plan_x is not None else None,
        "timeline": timelines.timeline_panel(request, found),
    }
    return render(request, "places/room.html", context)


def _crumbs(room: Room) -> list[dict[str, str]]:
    crumbs = [
        {"label": "Rooms", "url": reverse("places:rooms")},
        {"label": str(room.building), "url": reverse("places:building", args=[room.building.uid])},
    ]
    if room.floor:
        url = reverse("places:floor", args=[room.floor.uid])
        crumbs.append({"label": room.floor.name, "url": url})
    return crumbs


def _actions(request: HttpRequest, room: Room) -> list[dict[str, Any]]:
    found = slots.actions_for(request, "places.room", room) if room.is_open else []
    if can(request.actor, "places.change", room):
        found += _own_actions(request, room)
    return found


def _own_actions(request: HttpRequest, room: Room) -> list[dict[str, Any]]:
    def url(name: str) -> str:
        return reverse(f"places:{name}", args=[room.uid])

    if not room.is_open:
        back = {"label": "Bring it back", "url": url("room_restore"), "icon": "restore"}
        return [back | {"method": "post", "primary": True}]
    found = [
        {"label": "Change", "url": url("room_change"), "icon": "pencil", "key": "e"},
        {"label": "Archive", "url": url("room_archive"), "icon": "archive"},
    ]
    if can(request.actor, "places.merge", room):
        merge = {"label": "Merge", "url": url("room_merge"), "icon": "arrow-merge"}
        found.insert(1, merge)
    return found


@require_http_methods(["GET", "POST"])
@needs("places.change")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = room_of(request, uid)
    form = RoomForm(request.POST or None, initial=RoomForm.initial_of(found))
    form.offer(request.actor, found.school)
    form.go_on_with(found.custom)
    if request.method == "POST" and form.is_valid():
        data = form.wanted()
        found.version = data.pop("version")
        building, floor = data.pop("place")
        try:
            actions.change_room(
                found, building=building, floor=floor, by=request.actor, at=clock.now(), **data
            )
            messages.success(request, f"{found} is saved.")
            return redirect("places:room", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"Change {found.name}", "submit": "Save", "cancel_url": reverse("places:room", args=[uid]),
        "crumbs": [*_crumbs(found), {"label": found.name, "url": reverse("places:room", args=[uid])}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_safe
@needs("places.view")
def lookup(request: HttpRequest) -> HttpResponse:
    """Twenty rooms for a picker, by any of their names."""
    asked = lookup_of(request.GET.get("q", ""))
    rows = Room.objects.visible_to(request.actor).open().with_place()
    school = current_school(request)
    if school is not None:
        rows = rows.filter(school=school)
    for part in asked.split():
        rows = rows.filter(Q(lookup__contains=part) | Q(aliases__lookup__contains=part))
    options = [
        {
            "value": room.uid, "label": room.name, "sub": room.where,
            "icon": KIND_ICONS.get(room.kind, "door"),
        }
        for room in rows.distinct().order_by("name_key")[:20]
    ]  # fmt: skip
    return render(request, "web/lookup_options.html", {"options": options})
