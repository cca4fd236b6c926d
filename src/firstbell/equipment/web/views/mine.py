"""My equipment: what I have, whether the receipt is right, whether I still have it, and asking for longer."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.equipment.actions import answering
from firstbell.equipment.models import Custody, Handover
from firstbell.equipment.queries import bookings, receipts
from firstbell.equipment.queries import mine as questions
from firstbell.equipment.states import BOOKING_OUT, BOOKING_WAITS
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.fields.days import DayField
from firstbell.platform.web import papers, slots
from firstbell.platform.web.refusals import refused_aloud

NOBODY = UUID(int=0)
BOOK = [{"label": "Book something", "icon": "calendar-event", "url": "/bookings/"}]


@require_safe
@needs("equipment.mine")
def mine(request: HttpRequest) -> HttpResponse:
    own = request.actor.person_uid or NOBODY
    rows: list[Any] = list(questions.held(own))
    questions.answers(rows, clock.now())
    for row in rows:
        row.acts = slots.actions_for(request, "equipment.mine", row.item)
    words = {
        "rows": rows, "to_answer": list(questions.to_answer(own)), "acts": BOOK,
        "is_known": request.actor.person_uid is not None, "booked": _booked(own),
    }  # fmt: skip
    return render(request, "equipment/desk/mine.html", words)


def _booked(own: UUID) -> list[Any]:
    """What they have booked and is not over, the next first."""
    rows = bookings.of_person(own).filter(state__in=(*BOOKING_WAITS, *BOOKING_OUT))
    found = rows.order_by("starts_at", "pk")[:20]
    return [(row, bookings.things(row.lines.all()), bookings.when(row)) for row in found]


def _custody(request: HttpRequest, uid: UUID) -> Custody:
    rows = Custody.objects.filter(person__uid=request.actor.person_uid or NOBODY)
    return get_object_or_404(
        rows.select_related("item__category", "item__school", "person"), uid=uid
    )


def _handover(request: HttpRequest, uid: UUID) -> Handover:
    rows = Handover.objects.done().filter(person__uid=request.actor.person_uid or NOBODY)
    found: Handover = get_object_or_404(
        rows.select_related("person", "room", "with_item", "school", "signature"), uid=uid
    )
    return found


@require_POST
@needs("equipment.mine")
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """That the receipt is right, or what is wrong with it."""
    row = _handover(request, uid)
    with refused_aloud(request):
        if request.POST.get("right") == "yes":
            answering.accept(row, by=request.actor, at=clock.now())
            messages.success(request, f"Thank you: {row} is accepted.")
        else:
            answering.decline(
                row, why=request.POST.get("why", ""), by=request.actor, at=clock.now()
            )
            messages.success(request, "The ICT team is told.")
    return redirect("equipment:mine")


@require_safe
@needs("equipment.mine")
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _handover(request, uid)
    return papers.shown(receipts.paper(row).pdf(), row.number)


@require_POST
@needs("equipment.mine")
def still(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _custody(request, uid)
    has_it = request.POST.get("has_it") == "yes"
    with refused_aloud(request):
        answering.say_still(
            row, has_it=has_it, words=request.POST.get("words", ""), photo=request.FILES.get("photo"), by=request.actor,
            at=clock.now(),
        )  # fmt: skip
        messages.success(request, "Thank you, noted." if has_it else "The ICT team is told.")
    return redirect("equipment:mine")


@require_POST
@needs("equipment.mine")
def longer(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _custody(request, uid)
    with refused_aloud(request):
        until = _day(request.POST.get("until", ""))
        answering.ask_longer(
            row, until=until, words=request.POST.get("words", ""), by=request.actor, at=clock.now()
        )
        messages.success(request, "Asked. You are told when the ICT team has answered.")
    return redirect("equipment:mine")


def _day(text: str) -> date:
    try:
        found = DayField(required=True).clean(text)
    except forms.ValidationError:
        raise Refusal("Choose the day until which you would like to keep it.") from None
    if not isinstance(found, date):
        raise Http404
    return found
