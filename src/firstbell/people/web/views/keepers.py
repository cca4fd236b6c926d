"""Who looks after a room: reached from the room's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people import actions
from firstbell.people.models import RoomKeeper
from firstbell.people.web.forms import KeeperForm
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import show


@require_http_methods(["GET", "POST"])
@needs("people.change")
def name(request: HttpRequest, uid: UUID) -> HttpResponse:
    room = get_object_or_404(Room.objects.visible_to(request.actor), uid=uid)
    form = KeeperForm(request.POST or None)
    form.offer(request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_keeper(room, by=request.actor, at=clock.now(), **form.cleaned_data)
            return redirect("places:room", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"Who looks after {room}?",
        "crumbs": [{"label": room.name, "url": reverse("places:room", args=[uid])}],
        "cancel_url": reverse("places:room", args=[uid]),
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("people.change")
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    rows = RoomKeeper.objects.visible_to(request.actor).select_related("room", "person")
    keeper = get_object_or_404(rows, uid=uid)
    actions.end_keeper(keeper, by=request.actor, at=clock.now())
    return redirect("places:room", keeper.room.uid)
