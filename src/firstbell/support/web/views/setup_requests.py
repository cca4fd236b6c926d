"""The builder: what a request type asks, with a preview that behaves as the form will."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.web.refusals import refused_aloud
from firstbell.support.actions import requesting, starting
from firstbell.support.models import RequestType, RoomCard
from firstbell.support.queries import asking
from firstbell.support.queries.asking import Question
from firstbell.support.states import Ask
from firstbell.support.web.request_forms import RequestForm, card, questions_of
from firstbell.support.web.views.acts import school_of
from firstbell.support.web.views.setups import SETUP, _listed, crumbs

WORK = "support.work"


@require_safe
@needs(SETUP)
def requests(request: HttpRequest) -> HttpResponse:
    return _listed(request, "requests")


def load(request: HttpRequest, uid: UUID) -> RequestType:
    found: RequestType = get_object_or_404(RequestType.objects.visible_to(request.actor), uid=uid)
    if not can(request.actor, SETUP, found):
        raise NotFound("That request is another school’s.")
    return found


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def questions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every button but the last only draws the cards again: nothing is kept before Save."""
    row = load(request, uid)
    if request.method == "GET":
        return _builder(request, row, asking.read(row.questions))
    found, do = questions_of(request.POST), request.POST.get("do", "save")
    if do != "save":
        return _builder(request, row, _moved(found, do))
    try:
        requesting.set_questions(row, found, by=request.actor, at=clock.now())
    except Refusal as refusal:
        return _builder(request, row, found, refusal)
    messages.success(request, f"That is what {row} asks.")
    return redirect("support:setup_questions", row.uid)


def _moved(found: list[Question], do: str) -> list[Question]:
    what, _, place = do.partition(":")
    at = int(place) if place.isdecimal() and int(place) < len(found) else -1
    if what == "add":
        return [*found, Question(asking.fresh_key(), "", Ask.TEXT)][: asking.MOST]
    if what == "off" and at >= 0:
        return found[:at] + found[at + 1 :]
    if what == "up" and at > 0:
        found[at - 1], found[at] = found[at], found[at - 1]
    if what == "down" and 0 <= at < len(found) - 1:
        found[at], found[at + 1] = found[at + 1], found[at]
    return found


def _builder(
    request: HttpRequest, row: RequestType, found: list[Question], refusal: Refusal | None = None
) -> HttpResponse:
    url = reverse("support:setup_one", args=["requests", row.uid])
    cards = [card(number, one, found[:number]) for number, one in enumerate(found)]
    words = {
        "row": row, "cards": cards, "count": len(cards), "refusal": refusal, "full": len(cards) >= asking.MOST,
        "crumbs": crumbs({"label": "Requests", "url": reverse("support:setup_requests")}, {"label": row.name, "url": url}),
        "actions": [{"label": "As people see it", "icon": "eye", "url": reverse("support:ask_for", args=[row.uid])}],
    }  # fmt: skip
    return render(request, "support/setup/questions.html", words, status=422 if refusal else 200)


@require_POST
@needs(SETUP)
def preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is on the cards, as the form will be; conditions work as they will."""
    row = load(request, uid)
    found, problem = [one for one in questions_of(request.POST) if one.text], ""
    try:
        asking.checked(found)
    except Refusal as refusal:
        problem = refusal.sentence
    form = RequestForm(found, request.actor, school_of(request), prefix="preview")
    return render(request, "support/ask/questions.html", {"form": form, "problem": problem, "row": row, "is_preview": True})  # fmt: skip


@require_POST
@needs(SETUP)
def usual(request: HttpRequest) -> HttpResponse:
    """The five that every school begins with, where there are none."""
    require(request.actor, SETUP)
    with refused_aloud(request):
        made = starting.requests(at=clock.now())
        messages.success(request, f"{made} are there to begin with. Change them as you like.")
    return redirect("support:setup_requests")


@require_http_methods(["GET", "POST"])
@needs(WORK)
def room_card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What to try first in a room, and pictures of what is there."""
    rows = Room.objects.visible_to(request.actor).with_place().select_related("school")
    room = get_object_or_404(rows, uid=uid)
    require(request.actor, WORK, room)
    found = RoomCard.objects.filter(room=room).first()
    if request.method == "POST":
        found = requesting.set_card(room, request.POST.get("tips", ""), by=request.actor, at=clock.now())  # fmt: skip
        messages.success(request, f"Whoever reports from {room} reads it first.")
        return redirect("support:room_card", room.uid)
    words = {
        "room": room, "card": found, "pictures": Attachment.objects.of(found.uid) if found else (),
        "add_url": reverse("attachment_add", args=["support.roomcard", found.uid]) if found else "", "crumbs": [{"label": room.name, "url": reverse("places:room", args=[room.uid])}],
    }  # fmt: skip
    return render(request, "support/ask/room_card.html", words)
