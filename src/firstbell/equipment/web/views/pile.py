"""The return pile: said once where to and in which state, then scan, scan, scan; each scan is a return at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.equipment.actions import lending, returning, scanning
from firstbell.equipment.models import Custody, Damage, DeskScan, Handover, HandoverLine, Item
from firstbell.equipment.queries import desk as questions
from firstbell.equipment.states import Condition, Direction
from firstbell.equipment.web.forms import room_field
from firstbell.equipment.web.views.desk import scan_id, school_of
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import refused_aloud

Words = dict[str, Any]
_SHOWN = 60


class TermsForm(forms.Form):
    condition = forms.ChoiceField(
        choices=[("", "As it was"), *Condition.choices], required=False, label="They come"
    )

    def __init__(self, *args: Any, actor: Any, school: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = room_field(actor, school, required=False, label="Put them in")
        self.fields = {"room": place, **self.fields}


@require_safe
@needs("equipment.give")
def pile(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    now = clock.now()
    row = questions.open_at(school, request.actor, Direction.BACK)
    broken = Damage.objects.visible_to(request.actor).filter(school=school, settled_at=None)
    words = {
        **parts(request, row), "side": "back", "school": school,
        "today": list(questions.done_since(school, questions.midnight(now))[:8]),
        "broken": list(broken.select_related("item").order_by("-found_at")[:8]),
    }  # fmt: skip
    response = render(request, "equipment/desk/back.html", words)
    response.may_scan = True  # type: ignore[attr-defined]
    return response


def parts(request: HttpRequest, row: Handover | None, said: Any = None) -> Words:
    more = said.more if isinstance(said, DeskScan) else {}
    start = {"room": row.room, "condition": row.condition} if row else {}
    form = TermsForm(actor=request.actor, school=school_of(request), initial=start)
    lines = questions.returned(row)[:_SHOWN] if row else []
    return {
        "pile": row, "groups": lines, "things": questions.how_many(row) if row else 0, "said": said, "more": more,
        "form": form, "conditions": Condition.choices,
    }  # fmt: skip


def act(request: HttpRequest, verb: Any) -> HttpResponse:
    row = lending.begin(
        school_of(request), by=request.actor, at=clock.now(), direction=Direction.BACK
    )
    try:
        said = verb(row)
    except Refusal as no:
        said = {"tone": "bad", "title": no.sentence, "said": ""}
    return answer(request, said if isinstance(said, DeskScan | dict) else None)


def answer(request: HttpRequest, said: Any, *, status: int = 200) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect("equipment:pile")
    row = questions.open_at(school_of(request), request.actor, Direction.BACK)
    return render(
        request, "equipment/desk/back_parts.html", parts(request, row, said), status=status
    )


@require_POST
@needs("equipment.give")
def scan(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("code", "").replace("\x00", "").strip()[:500]
    if not code:
        said = {"tone": "bad", "title": "Scan a label, or type a tag.", "said": ""}
        return answer(request, said, status=400)
    return act(
        request,
        lambda row: scanning.scan(
            row, code=code, scan_id=scan_id(request), by=request.actor, at=clock.now()
        ),
    )


@require_POST
@needs("equipment.give")
def undo(request: HttpRequest) -> HttpResponse:
    def verb(row: Handover) -> Words:
        last = scanning.undo_last(row, by=request.actor, at=clock.now())
        return {"tone": "careful", "title": f"Undone: {last.title}", "said": ""}

    return act(request, verb)


@require_POST
@needs("equipment.give")
def terms(request: HttpRequest) -> HttpResponse:
    form = TermsForm(request.POST, actor=request.actor, school=school_of(request))

    def verb(row: Handover) -> None:
        if not form.is_valid():
            raise Refusal("Choose the room from the list.")
        returning.set_once(row, by=request.actor, at=clock.now(), **form.cleaned_data)

    return act(request, verb)


@require_POST
@needs("equipment.give")
def bring(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Of several who have some of it, this one stands at the desk."""
    seen = Item.objects.visible_to(request.actor)
    rows = Custody.objects.filter(item__in=seen).select_related(
        "item__category", "item__school", "item__model__manufacturer", "person", "room", "with_item"
    )
    row = get_object_or_404(rows, uid=uid)
    return act(
        request,
        lambda own: scanning.bring(
            own, row, scan_id=scan_id(request), by=request.actor, at=clock.now()
        ),
    )


def _line(request: HttpRequest, uid: UUID) -> HandoverLine:
    seen = Handover.objects.visible_to(request.actor).filter(direction=Direction.BACK)
    rows = HandoverLine.objects.filter(handover__in=seen)
    return get_object_or_404(
        rows.select_related("handover", "item", "custody__person", "custody__room"), uid=uid
    )


@require_POST
@needs("equipment.give")
def line(request: HttpRequest, uid: UUID) -> HttpResponse:
    """In which state this one came."""
    found = _line(request, uid)
    condition = request.POST.get("condition", "")
    said = None
    try:
        if condition not in ("", *Condition.values):
            raise Refusal("Choose one of the states.")
        returning.set_condition(found, condition, by=request.actor, at=clock.now())
    except Refusal as no:
        said = {"tone": "bad", "title": no.sentence, "said": ""}
    return answer(request, said)


@require_POST
@needs("equipment.give")
def rest(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was not scanned is not in the trolley."""
    found = _line(request, uid)

    def verb(row: Handover) -> Words:
        left = returning.leave_out(found.handover, found.item, by=request.actor, at=clock.now())
        said = f"{left} of it stay with {found.custody}." if left else "All of it was scanned."
        return {"tone": "careful", "title": f"{found.item.tag} is counted", "said": said}

    return act(request, verb)


@require_POST
@needs("equipment.give")
def done(request: HttpRequest) -> HttpResponse:
    row = lending.begin(
        school_of(request), by=request.actor, at=clock.now(), direction=Direction.BACK
    )
    with refused_aloud(request):
        made = returning.finish(row, by=request.actor, at=clock.now())
        messages.success(request, f"{made}: the pile is done.")
    return redirect("equipment:pile")
