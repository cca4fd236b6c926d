"""One hand-over as it was: what, to whom, when, by whom."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.equipment.actions import accepting
from firstbell.equipment.models import Handover
from firstbell.equipment.queries import desk, receipts
from firstbell.equipment.states import Direction, HandoverState
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web import components, papers, slots
from firstbell.platform.web.refusals import refused_aloud

_LOOKS: dict[str, tuple[Any, str, str]] = {
    HandoverState.OPEN: ("live", "Open", "basket"),
    HandoverState.DONE: ("ok", "Done", "circle-check"),
    HandoverState.DROPPED: ("quiet", "Dropped", "x"),
}


def load(request: HttpRequest, uid: UUID) -> Handover:
    rows = Handover.objects.visible_to(request.actor)
    found: Handover = get_object_or_404(
        rows.select_related("person", "room", "with_item", "school", "signature"), uid=uid
    )
    return found


@require_safe
@needs("equipment.view")
def handover(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    if row.is_open and row.opened_key == desk.desk_key(request.actor):
        return redirect("equipment:pile" if row.direction == Direction.BACK else "equipment:desk")
    panels = slots.panels_for(request, "equipment.handover", row)
    thing = {
        "crumbs": [{"label": "Loan desk", "url": reverse("equipment:desk")}],
        "title": _title(row),
        "icon": "hand-stop",
        "status": components.status(*_LOOKS[row.state], pill=True),
        "facts": _facts(row),
        "actions": slots.actions_for(request, "equipment.handover", row),
        **panels,
    }  # fmt: skip
    return render(request, "web/thing.html", {"thing": thing})


def _title(row: Handover) -> str:
    if row.direction == Direction.BACK:
        return f"{row.number or 'Return pile'}, taken back"
    return f"{row.number or 'Basket'}, to {row.holder or 'nobody yet'}"


@require_safe
@needs("equipment.view")
def receipt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """As a paper; `?copies=2` for one to keep and one to give."""
    row = load(request, uid)
    copies = receipts.TWO if request.GET.get("copies") == "2" else ()
    return papers.shown(receipts.paper(row, copies=copies).pdf(), row.number or "basket")


@require_POST
@needs("equipment.give")
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mail whoever got it a link for their yes."""
    row = load(request, uid)
    with refused_aloud(request):
        made = accepting.ask(row, by=request.actor, at=clock.now())
        messages.success(request, f"{row.person} is asked at {made.sent_to}.")
    return redirect("equipment:handover", uid)


def _facts(row: Handover) -> list[str]:
    now = clock.now()
    if row.done_at is None:
        return [f"begun by {row.opened_by}", str(components.when(row.created_at, now))]
    if row.direction == Direction.BACK:
        where = f"put in {row.room}" if row.room else ""
        return [str(components.when(row.done_at, now)), f"by {row.done_by}", where]
    due = f"back by {components.day(row.due_on, now.date())}" if row.due_on else "no day to be back"
    return [str(components.when(row.done_at, now)), f"by {row.done_by}", due]
