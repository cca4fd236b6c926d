"""What is out now, what is late, and what borrowers ask."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from firstbell.equipment.actions import answering
from firstbell.equipment.models import Question
from firstbell.equipment.web.desk_lists import OUT
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web import listing
from firstbell.platform.web.refusals import refused_aloud


@require_safe
@needs("equipment.view")
def out(request: HttpRequest) -> HttpResponse:
    return listing.page(request, OUT)


@require_POST
@needs("equipment.give")
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    rows = Question.objects.visible_to(request.actor).select_related(
        "custody__item__category", "custody__person"
    )
    row = get_object_or_404(rows, uid=uid)
    granted = request.POST.get("granted") == "yes"
    with refused_aloud(request):
        answering.decide(
            row,
            granted=granted,
            words=request.POST.get("words", ""),
            by=request.actor,
            at=clock.now(),
        )
        messages.success(request, f"{row.custody.person} is told.")
    return redirect("equipment:desk")
