"""The end of a count, and what it leaves on paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.equipment.actions import closing
from firstbell.equipment.actions.closing import Settle
from firstbell.equipment.models import Count, CountLine
from firstbell.equipment.queries import counted
from firstbell.equipment.states import Lifecycle, Verdict
from firstbell.equipment.web import count_page, count_paper
from firstbell.equipment.web.count_forms import CloseForm
from firstbell.equipment.web.count_lists import LINES
from firstbell.equipment.web.views.counts import HOME, load
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.exchange import export as files
from firstbell.platform.web import listing, papers
from firstbell.platform.web.refusals import show

VIEW, COUNT = "equipment.view", "equipment.count"
# Per cent of what was expected.
ENOUGH = 50
_SHEET = "tag,model,kind,verdict,expected_in,found_in,found,by,was_with,looked,rooms,done,worth"


@require_http_methods(["GET", "POST"])
@needs(COUNT)
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What is left is said first, so that nobody closes by mistake; then all of it happens at once."""
    row = load(request, uid)
    require(request.actor, COUNT, row)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closing.close(row, by=request.actor, at=clock.now(), settle=Settle(**form.cleaned_data))
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{row} is closed. Its report is ready.")
            return redirect("equipment:count", row.uid)
    told = counted.progress(row)
    questions = _questions(row, told, form)
    page = {
        "title": f"Close {row}", "submit": "Close the count", "cancel_url": reverse("equipment:count", args=[row.uid]),
        "sub": f"{told.seen:,} of {told.expected:,} found. No scan is counted any more once it is closed.",
        "crumbs": [HOME, count_page.crumb(row)],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": questions, "page": page})


def _questions(count: Count, told: counted.Progress, form: CloseForm) -> CloseForm:
    """Only what arises is asked, with how many it is about."""
    lines = CountLine.objects.filter(count=count)
    seen = lines.exclude(verdict=Verdict.EXPECTED)
    numbers = {
        "set_missing": told.not_found,
        "move": seen.filter(wish="move").count(),
        "back": seen.filter(item__lifecycle=Lifecycle.MISSING).count(),
    }
    said = {
        "set_missing": "Set the {n} that were not found missing",
        "move": "Move the {n} that belong where they were found",
        "back": "Take the {n} that were missing back into use",
    }
    # Who closes a count that has hardly begun hardly means that everything is missing.
    form.fields["set_missing"].initial = told.percent >= ENOUGH
    for name, number in numbers.items():
        if number <= 0:
            del form.fields[name]
        else:
            form.fields[name].label = said[name].format(n=f"{number:,}")
    return form


@require_safe
@needs(VIEW)
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    return papers.shown(count_paper.paper(request, row, clock.now()).pdf(), f"stocktake {row.name}")


@require_safe
@needs(VIEW)
def sheet(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Every line of the count, with what it was worth for those who may see that."""
    row = load(request, uid)
    reading = listing.reading_of(request, LINES, f"of={row.uid}&columns={_SHEET}")
    response = StreamingHttpResponse(files.csv_pieces(reading), content_type=files.CONTENT_TYPES["csv"])  # fmt: skip
    name = f'attachment; filename="stocktake-{slugify(row.name) or "count"}.csv"'
    response["Content-Disposition"] = name
    return response
