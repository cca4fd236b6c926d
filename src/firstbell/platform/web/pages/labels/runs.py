"""One print run: its paper, its look, where the sheet starts, and the PDF."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.labels import printing
from firstbell.lib.labels.stock import Sheet, Stock, label_size
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.labels import actions, logos, queries
from firstbell.platform.labels.models import Run
from firstbell.platform.labels.setup import Setup
from firstbell.platform.web import papers
from firstbell.platform.web.pages.labels.setup import SetupForm, form_for, layouts_for, setup_for
from firstbell.platform.web.refusals import refused_aloud

# The picture of a label is half as large again as the label itself, at 96 points to the inch.
_ENLARGED = 1.5 * 96 / 25.4
# So many points of the screen to a millimetre of paper.
_SCALE = 1.5


@require_safe
@needs("labels.print")
def run(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The paper, the look and the first label; every change shows at once."""
    one = _run(request, uid)
    form = form_for(request, one)
    setup = form.setup() if form.is_valid() else None
    if setup is not None:
        request.session["labels"] = {
            **request.session.get("labels", {}),
            one.thing_type: _kept(request),
        }
    words = {
        "run": one,
        "form": form,
        "setup": setup,
        "query": _query(form, setup) if setup else "",
        "sheet": _sheet(form, setup, one) if setup and isinstance(setup.stock, Sheet) else None,
        "pages": _pages(setup, one) if setup else 0,
        "width": round(label_size(setup.stock)[0] * _ENLARGED) if setup else 0,
        "actions": [_open(one, form, setup)] if setup else [],
        "next_place": _next_place(request, form, setup) if setup else None,
        "layouts": layouts_for(request, one),
        "crumbs": [{"label": "Labels", "url": reverse("labels")}],
        "may_change": can(request.actor, "labels.change"),
    }
    return render(request, "web/labels_run.html", words)


@require_safe
@needs("labels.print")
def pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = _run(request, uid)
    setup = setup_for(request, one)
    made = actions.print_run(one, setup, by=request.actor)
    ends = (setup.start_at - 1 + one.count) % setup.stock.per_page
    request.session["labels_next"] = {
        **request.session.get("labels_next", {}),
        setup.stock.key: ends + 1,
    }
    return papers.shown(made, "labels")


@require_safe
@needs("labels.print")
def preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The first label by itself."""
    one = _run(request, uid)
    setup = setup_for(request, one)
    some = queries.labels_of(
        one, fields=setup.fields, says=setup.says, actor=request.actor, limit=5
    )
    if not some:
        raise Http404
    layout = replace(logos.look(one.school, setup), outline=True)
    png = printing.specimen(some[0], setup.stock, layout, ppi=288)
    return HttpResponse(png, content_type="image/png", headers={"Cache-Control": "no-store"})


@require_POST
@needs("labels.change")
def save_layout(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = _run(request, uid)
    setup = setup_for(request, one)
    look = setup.layout
    with refused_aloud(request):
        actions.save_layout(
            request.POST.get("name", ""), school=one.school, thing_type=one.thing_type, by=request.actor, at=clock.now(),
            stock=setup.stock.key, heading=look.heading, matrix=look.matrix.value, barcode=look.barcode, title=look.title,
            fields=list(setup.fields), outline=look.outline, logo=setup.logo, says=setup.says, nudge_x=setup.nudge[0], nudge_y=setup.nudge[1],
        )  # fmt: skip
        messages.success(request, "Saved. It is offered whenever you print labels for these.")
    return redirect(f"{reverse('labels_run', args=[uid])}?{request.GET.urlencode()}")


def _run(request: HttpRequest, uid: UUID) -> Run:
    rows = Run.objects.visible_to(request.actor).select_related("school", "batch")
    found: Run = get_object_or_404(rows, uid=uid)
    return found


def _kept(request: HttpRequest) -> str:
    """The look without the place on the sheet, which is another one next time."""
    kept = request.GET.copy()
    for name in ("start", "layout"):
        kept.pop(name, None)
    return kept.urlencode() if "stock" in kept else ""


def _query(form: SetupForm, setup: Setup, *, start: int | None = None) -> str:
    words = form.words.copy()
    words["start"] = str(start or setup.start_at)
    return str(words.urlencode())


def _pages(setup: Setup, one: Run) -> int:
    return -(-(setup.start_at - 1 + one.count) // setup.stock.per_page)


def _open(one: Run, form: SetupForm, setup: Setup) -> dict[str, Any]:
    url = f"{reverse('labels_pdf', args=[one.uid])}?{_query(form, setup)}"
    return {"label": "Open the PDF", "url": url, "icon": "printer", "primary": True, "key": "p"}


def _next_place(request: HttpRequest, form: SetupForm, setup: Setup) -> dict[str, Any] | None:
    """Where the last printed sheet of this paper ended, if somebody might want to go on there."""
    number = request.session.get("labels_next", {}).get(setup.stock.key, 1)
    if number == setup.start_at or not 1 < number <= setup.stock.per_page:
        return None
    return {"number": number, "query": _query(form, setup, start=number)}


def _sheet(form: SetupForm, setup: Setup, one: Run) -> dict[str, Any]:
    """The first page drawn small, each label a link that makes it the first to be printed on."""
    stock: Stock = setup.stock
    width, height = label_size(stock)
    places = []
    for number in range(1, stock.per_page + 1):
        spot = stock.spot(number - 1)
        places.append(
            {
                "number": number,
                "x": round(spot.x * _SCALE, 1),
                "y": round(spot.y * _SCALE, 1),
                "middle_x": round((spot.x + width / 2) * _SCALE, 1),
                "middle_y": round((spot.y + height / 2) * _SCALE, 1),
                "used": setup.start_at <= number < setup.start_at + one.count,
                "query": _query(form, setup, start=number),
            }
        )
    return {
        "width": round(stock.page_width * _SCALE, 1),
        "inner_width": round(stock.page_width * _SCALE - 2, 1),
        "inner_height": round(stock.page_height * _SCALE - 2, 1),
        "height": round(stock.page_height * _SCALE, 1),
        "label_width": round(width * _SCALE, 1),
        "label_height": round(height * _SCALE, 1),
        "radius": round(stock.radius * _SCALE, 1),
        "places": places,
    }
