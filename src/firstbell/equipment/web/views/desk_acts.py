"""What is done at the loan desk besides scanning: one verb each, on the basket of whoever asks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.equipment.actions import lending, scanning
from firstbell.equipment.models import Booking, Handover, HandoverLine, Item
from firstbell.equipment.queries.desk import NAMED
from firstbell.equipment.web.views.desk import act, answer, refusal, scan_id, school_of
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.fields.days import DayField
from firstbell.platform.web.refusals import refused_aloud

LONGEST_NUMBER = 9


@require_POST
@needs("equipment.give")
def undo(request: HttpRequest) -> HttpResponse:
    def verb(basket: Handover) -> dict[str, str]:
        last = scanning.undo_last(basket, by=request.actor, at=clock.now())
        return {"tone": "careful", "title": f"Undone: {last.title}", "said": ""}

    return act(request, verb)


@require_POST
@needs("equipment.give")
def holder(request: HttpRequest) -> HttpResponse:
    """Chosen by hand among those of the name, or from the box."""
    chosen = _holder(request)
    return act(
        request,
        lambda basket: scanning.choose_holder(
            basket, chosen, scan_id=scan_id(request), by=request.actor, at=clock.now()
        ),
    )


def _holder(request: HttpRequest) -> Person | Room:
    uid = _uid(request, "person", "room")
    person = Person.objects.visible_to(request.actor).known().filter(uid=uid).first()
    room = None if person else Room.objects.visible_to(request.actor).open().filter(uid=uid).first()
    if person is None and room is None:
        raise Http404
    return person or room  # type: ignore[return-value]


def _uid(request: HttpRequest, *names: str) -> UUID:
    for name in names:
        try:
            return UUID(request.POST.get(name, ""))
        except ValueError:
            continue
    raise Refusal("Say which one is meant.")


@require_POST
@needs("equipment.give")
def nobody(request: HttpRequest) -> HttpResponse:
    return act(
        request,
        lambda basket: lending.set_holder(basket, None, by=request.actor, at=clock.now()),
    )


@require_POST
@needs("equipment.give")
def terms(request: HttpRequest) -> HttpResponse:
    def verb(basket: Handover) -> None:
        due = _due(request.POST.get("due_on", ""))
        note = request.POST.get("note", basket.note)
        lending.set_terms(basket, due_on=due, note=note, by=request.actor, at=clock.now())

    return act(request, verb)


def _due(text: str) -> date | None:
    try:
        found: date | None = DayField(required=False).clean(text) or None
    except forms.ValidationError as problem:
        raise Refusal(problem.messages[0]) from None
    return found


@require_POST
@needs("equipment.give")
def set_booking(request: HttpRequest) -> HttpResponse:
    """What goes over the desk is for this booking of theirs; without one, for none."""
    rows = Booking.objects.visible_to(request.actor)
    chosen = None
    if request.POST.get("booking"):
        chosen = get_object_or_404(
            rows.select_related("person", "room"), uid=_uid(request, "booking")
        )

    def verb(basket: Handover) -> None:
        lending.set_booking(basket, chosen, by=request.actor, at=clock.now())

    return act(request, verb)


@require_POST
@needs("equipment.give")
def take_over(request: HttpRequest) -> HttpResponse:
    rows = Item.objects.visible_to(request.actor).select_related(*NAMED)
    item = get_object_or_404(rows, uid=_uid(request, "item"))
    return act(
        request,
        lambda basket: scanning.take_over(
            basket, item, scan_id=scan_id(request), by=request.actor, at=clock.now()
        ),
    )


@require_POST
@needs("equipment.give")
def line(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How many of it; none takes it out."""
    seen = Handover.objects.visible_to(request.actor)
    rows = HandoverLine.objects.filter(handover__in=seen).select_related("handover", "item")
    found = get_object_or_404(rows, uid=uid)
    wanted = request.POST.get("quantity", "0").strip()
    try:
        if not wanted.isdecimal() or len(wanted) > LONGEST_NUMBER:
            raise Refusal("Say how many, as a whole number.")
        number = min(int(wanted), 100_000)
        lending.set_quantity(found, number, by=request.actor, at=clock.now())
    except Refusal as no:
        return refusal(request, no.sentence, status=200)
    return answer(request, None)


@require_POST
@needs("equipment.give")
def done(request: HttpRequest) -> HttpResponse:
    basket = lending.begin(school_of(request), by=request.actor, at=clock.now())
    try:
        made = lending.complete(
            basket, by=request.actor, at=clock.now(), drawn=request.POST.get("signature", ""),
            wants_mail="mail" in request.POST,
        )  # fmt: skip
    except Refusal as no:
        messages.error(request, no.sentence)
        return redirect("equipment:desk")
    return redirect(f"{reverse('equipment:desk')}?done={made.uid}")


@require_POST
@needs("equipment.give")
def drop(request: HttpRequest) -> HttpResponse:
    basket = lending.begin(school_of(request), by=request.actor, at=clock.now())
    lending.drop(basket, by=request.actor, at=clock.now())
    messages.success(request, "The basket is empty. Nothing was lent.")
    return redirect("equipment:desk")


@require_POST
@needs("equipment.give")
def adopt(request: HttpRequest, uid: UUID) -> HttpResponse:
    basket = get_object_or_404(Handover.objects.visible_to(request.actor).open(), uid=uid)
    with refused_aloud(request):
        lending.adopt(basket, by=request.actor, at=clock.now())
    return redirect("equipment:desk")
