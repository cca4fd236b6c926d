"""Who of a list has said yes to what they got, and asking the others by mail."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.equipment.actions import accepting
from firstbell.equipment.models import Handover
from firstbell.equipment.queries import accepting as questions
from firstbell.equipment.queries import handing_out
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.web.refusals import refused_aloud


def _of_import(request: HttpRequest, uid: UUID) -> list[Handover]:
    found = list(questions.of_import(request.actor, uid))
    if not found:
        raise NotFound("Nothing of that list is handed out, or it was taken back.")
    return found


@require_safe
@needs("equipment.give")
def sheet_list(request: HttpRequest, uid: UUID) -> HttpResponse:
    found, now = _of_import(request, uid), clock.now()
    answers = [(row, questions.answer(row, now)) for row in found]
    words = {
        "answers": answers, "agreed": sum(questions.said_yes(row) for row in found), "many": len(found), "uid": uid,
        "crumbs": [
            {"label": "Loan desk", "url": reverse("equipment:desk")},
            {"label": "Hand out by class", "url": reverse("equipment:classes")},
        ],
    }  # fmt: skip
    return render(request, "equipment/desk/class_sheet.html", words)


@require_POST
@needs("equipment.give")
def sheet_ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    _ask(request, _of_import(request, uid))
    return redirect("equipment:class_sheet_list", uid)


@require_POST
@needs("equipment.give")
def class_ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = handing_out.of(request.actor, uid)
    if found is None:
        raise Http404
    require(request.actor, "equipment.give", found)
    members = handing_out.members(found, clock.now().date())
    _ask(request, [one.handover for one in members if one.handover is not None])
    return redirect("equipment:class", uid)


def _ask(request: HttpRequest, rows: list[Handover]) -> None:
    with refused_aloud(request):
        asked = accepting.ask_all(rows, by=request.actor, at=clock.now())
        if asked:
            people = "1 person is" if asked == 1 else f"{asked} people are"
            messages.success(request, f"{people} asked by mail.")
        else:
            messages.info(
                request,
                "Nobody is left to ask: they have answered, were asked, or have no address.",
            )
