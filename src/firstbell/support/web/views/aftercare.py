"""After it is solved: how the desk is set, and how it went."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import needs, public, require
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import ending, opinions
from firstbell.support.models import Aftercare, Opinion
from firstbell.support.queries import opinions as links
from firstbell.support.web.opinion import SCORES, words_of
from firstbell.support.web.ready_forms import AftercareForm
from firstbell.support.web.views.acts import school_of
from firstbell.support.web.views.mine import load

SETUP, REPORT = "support.change_setup", "support.report"


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def settings(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    require(request.actor, SETUP, school)
    row = Aftercare.objects.filter(school=school).first() or Aftercare(school=school)
    start = {name: getattr(row, name) for name in AftercareForm.base_fields}
    form = AftercareForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            ending.set_aftercare(school, form.cleaned_data, by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"The desk of {school} is set.")
            return redirect("support:aftercare")
    page = {
        "title": "After it is solved", "sub": f"At {school}", "submit": "Save", "cancel_url": reverse("settings"),
        "crumbs": [{"label": "Settings", "url": reverse("settings")}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@public
def opinion(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of a mail: whoever has it is whoever asked. Opening it says nothing; only the button does."""
    row, at, problem = links.by_token(token), clock.now(), ""
    if row is not None and request.method == "POST":
        try:
            _given(request, row, system_actor("mail", row.ticket.who))
        except Refusal as refusal:
            problem = refusal.sentence
    words = {**words_of(row), "problem": problem, "action": request.path, "now": at, "thanks": request.method == "POST" and not problem}  # fmt: skip
    return render(request, "support/opinion.html", words, status=200 if row else 404)


def _given(request: HttpRequest, row: Opinion, by: Actor) -> None:
    said = request.POST.get("score", "")
    if said not in {str(score) for score, _ in SCORES}:
        raise Refusal("Choose one of the six.")
    opinions.give(row, int(said), request.POST.get("comment", ""), by=by, at=clock.now())


@require_POST
@needs(REPORT)
def mine(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load(request, number)
    row = get_object_or_404(Opinion.objects.select_related("ticket"), ticket=ticket)
    with refused_aloud(request):
        _given(request, row, request.actor)
        messages.success(request, "Thank you, the ICT team reads it.")
    return redirect("support:mine_ticket", ticket.number)
