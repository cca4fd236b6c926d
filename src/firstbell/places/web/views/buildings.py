from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.places import actions, queries
from firstbell.places.models import Building
from firstbell.places.web.forms import BuildingForm, FloorForm, NewBuildingForm
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import timelines
from firstbell.platform.web.components import statuses
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import refused_aloud, show

ORDINALS = ["Ground", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh"]


def building_of(request: HttpRequest, uid: UUID) -> Building:
    rows = Building.objects.visible_to(request.actor).select_related("school")
    found: Building = get_object_or_404(rows, uid=uid)
    return found


def crumbs(building: Building | None = None) -> list[dict[str, str]]:
    found = [{"label": "Buildings", "url": reverse("places:buildings")}]
    if building is not None:
        url = reverse("places:building", args=[building.uid])
        found.append({"label": building.name, "url": url})
    return found


@require_safe
@needs("places.view")
def buildings(request: HttpRequest) -> HttpResponse:
    school = current_school(request)
    branches = queries.tree(request.actor, school) if school else []
    add: dict[str, Any] = {
        "label": "Add a building", "url": reverse("places:building_add"), "icon": "plus", "primary": True, "key": "n",
    }  # fmt: skip
    context = {
        "branches": branches,
        "sub": _counted(branches),
        "actions": [add] if can(request.actor, "places.change", school) else [],
        "archived": Building.objects.visible_to(request.actor).filter(
            school=school, archived_at__isnull=False
        ),
    }
    return render(request, "places/buildings.html", context)


def _counted(branches: list[queries.Branch]) -> str:
    rooms = sum(branch.count for branch in branches)
    buildings_word = "1 building" if len(branches) == 1 else f"{len(branches)} buildings"
    return f"{buildings_word}, {rooms} room{'' if rooms == 1 else 's'}" if branches else ""


@require_http_methods(["GET", "POST"])
@needs("places.change")
def add(request: HttpRequest) -> HttpResponse:
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school to add a building to.")
    form = NewBuildingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_building(
                school, name=form.cleaned_data["name"], notes=form.cleaned_data["notes"],
                address=form.cleaned_data["address"],
                floors=[(level, floor_name(level)) for level in form.levels()],
                by=request.actor, at=clock.now(),
            )  # fmt: skip
            messages.success(request, f"{made} is there. Now its rooms.")
            return redirect(f"{reverse('places:add')}?place={made.uid}")
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": "Add a building", "submit": "Add it", "cancel_url": reverse("places:buildings"),
        "crumbs": crumbs(),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def floor_name(level: int) -> str:
    return "Basement" if level < 0 else f"{ORDINALS[level]} floor"


@require_safe
@needs("places.view")
def building(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = building_of(request, uid)
    branches = queries.tree(request.actor, found.school)
    archived = statuses.status("quiet", "Archived", "archive", pill=True)
    context = {
        "branch": next((branch for branch in branches if branch.building == found), None),
        "building": found,
        "crumbs": crumbs(),
        "status": archived if found.archived_at else "",
        "actions": _actions(request, found),
        "floor_form": FloorForm() if can(request.actor, "places.change", found) else None,
        "timeline": timelines.timeline_panel(request, found),
    }
    return render(request, "places/building.html", context)


def _actions(request: HttpRequest, building: Building) -> list[dict[str, Any]]:
    if not can(request.actor, "places.change", building):
        return []

    def url(name: str) -> str:
        return reverse(f"places:{name}", args=[building.uid])

    if building.archived_at:
        back = {"label": "Bring it back", "url": url("building_restore"), "icon": "restore"}
        return [back | {"method": "post", "primary": True}]
    rooms_url = f"{reverse('places:add')}?place={building.uid}"
    return [
        {"label": "Change", "url": url("building_change"), "icon": "pencil", "key": "e"},
        {
            "label": "Archive", "url": url("building_archive"), "icon": "archive", "method": "post",
            "confirm": f"Archive {building}?",
        },
        {"label": "Add rooms", "url": rooms_url, "icon": "plus", "primary": True, "key": "n"},
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("places.change")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = building_of(request, uid)
    initial = {name: getattr(found, name) for name in BuildingForm.base_fields}
    form = BuildingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        found.version = data.pop("version")
        try:
            actions.change_building(found, by=request.actor, at=clock.now(), **data)
            messages.success(request, f"{found} is saved.")
            return redirect("places:building", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"Change {initial['name']}", "cancel_url": reverse("places:building", args=[uid]),
        "crumbs": crumbs(found),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("places.change")
def archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = building_of(request, uid)
    with refused_aloud(request):
        actions.archive_building(found, by=request.actor, at=clock.now())
    return redirect("places:building", uid)


@require_POST
@needs("places.change")
def restore(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = building_of(request, uid)
    with refused_aloud(request):
        actions.restore_building(found, by=request.actor, at=clock.now())
    return redirect("places:building", uid)


@require_POST
@needs("places.change")
def add_floor(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = building_of(request, uid)
    form = FloorForm(request.POST)
    with refused_aloud(request):
        if not form.is_valid():
            raise Refusal("A floor has a name and a level: 0 is the ground floor.")
        actions.add_floor(found, **form.cleaned_data, by=request.actor, at=clock.now())
    return redirect("places:building", uid)
