"""Other names of a room, its spots, and how it is put away: small posts that end on the room's page."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.places import actions
from firstbell.places.models import RoomAlias, Spot
from firstbell.places.web.forms import MergeForm, NameForm
from firstbell.places.web.views.rooms import room_of
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import refused_aloud, show


def _then_the_room(request: HttpRequest, uid: UUID, verb: Callable[[], object]) -> HttpResponse:
    with refused_aloud(request):
        verb()
    return redirect("places:room", uid)


@require_POST
@needs("places.change")
def give_alias(request: HttpRequest, uid: UUID) -> HttpResponse:
    room = room_of(request, uid)
    form = NameForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    return _then_the_room(
        request, uid, lambda: actions.give_alias(room, name=name, by=request.actor, at=clock.now())
    )


@require_POST
@needs("places.change")
def take_alias(request: HttpRequest, uid: UUID, alias: UUID) -> HttpResponse:
    room = room_of(request, uid)
    found = get_object_or_404(RoomAlias, room=room, uid=alias)
    return _then_the_room(
        request, uid, lambda: actions.take_alias(found, by=request.actor, at=clock.now())
    )


@require_POST
@needs("places.change")
def add_spot(request: HttpRequest, uid: UUID) -> HttpResponse:
    room = room_of(request, uid)
    form = NameForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    return _then_the_room(
        request, uid, lambda: actions.add_spot(room, name=name, by=request.actor, at=clock.now())
    )


@require_POST
@needs("places.change")
def remove_spot(request: HttpRequest, uid: UUID, spot: UUID) -> HttpResponse:
    room = room_of(request, uid)
    found = get_object_or_404(Spot, room=room, uid=spot)
    return _then_the_room(
        request, uid, lambda: actions.remove_spot(found, by=request.actor, at=clock.now())
    )


@require_http_methods(["GET", "POST"])
@needs("places.change")
def archive(request: HttpRequest, uid: UUID) -> HttpResponse:
    room = room_of(request, uid)
    if request.method == "POST":
        return _then_the_room(
            request, uid, lambda: actions.archive_room(room, by=request.actor, at=clock.now())
        )
    confirm = {
        "title": f"Archive {room.name}?",
        "sentence": "It leaves lists, pickers and plans. Its page and its history stay, and it can come back.",
        "submit": "Archive it", "cancel_url": reverse("places:room", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@require_POST
@needs("places.change")
def restore(request: HttpRequest, uid: UUID) -> HttpResponse:
    room = room_of(request, uid)
    return _then_the_room(
        request, uid, lambda: actions.restore_room(room, by=request.actor, at=clock.now())
    )


@require_http_methods(["GET", "POST"])
@needs("places.merge")
def merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    room = room_of(request, uid)
    form = MergeForm(request.POST or None)
    form.offer(request.actor, room)
    if request.method == "POST" and form.is_valid():
        try:
            into = actions.merge_rooms(
                room, into=form.cleaned_data["into"], by=request.actor, at=clock.now()
            )
            messages.success(request, f"{into} answers to {room} too from now on.")
            return redirect("places:room", into.uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"Merge {room.name} into another room",
        "sub": "Everything in it and its history move along, and the other room answers to both names. It can be undone.",
        "submit": "Merge", "danger": True, "cancel_url": reverse("places:room", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})
