"""A report without signing in: from a label, inside the school's own networks, where the school allows it."""

from __future__ import annotations

from dataclasses import replace

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import public
from firstbell.platform.web.refusals import show
from firstbell.support.actions import opening
from firstbell.support.queries import known
from firstbell.support.web.forms import OpenReportForm
from firstbell.support.web.views.report import About, about_code, words_of

_AN_HOUR, _MOST = 3600, 12


@require_http_methods(["GET", "POST"])
@public
def here(request: HttpRequest, value: str) -> HttpResponse:
    """Whoever is elsewhere, or signed in, reports with their account."""
    about = about_code(value)
    if about is None:
        raise NotFound("That label is on nothing.")
    url = reverse("support:report_code", args=[value])
    if not request.actor.is_guest:
        return redirect(url)
    if not known.is_open_from(about.school, request.META.get("REMOTE_ADDR", "")):
        return redirect(f"{reverse('account_login')}?{urlencode({'next': url})}")
    form = OpenReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = _reported(request, about, form)
        except Refusal as refusal:
            show(refusal, form)
        else:
            return render(request, "support/thanks.html", {"number": number})
    words = {
        **words_of(request, about, form),
        "frame": "web/bare.html",
        "ask_name": True,
        "card_pictures": (),
    }
    words["concern_url"] = reverse("support:concern_here", args=[value])
    return render(request, "support/report.html", {**words, "may_join": False})


def _reported(request: HttpRequest, about: About, form: OpenReportForm) -> str:
    data = form.cleaned_data
    if data["website"]:
        return ""
    _refuse_flood(request.META.get("REMOTE_ADDR", ""))
    report = opening.Report(
        body=data["body"], room=about.room, items=[about.item] if about.item else [], category=data["category"],
        stops=data["stops"], workaround=data["workaround"], source=about.source, requester_name=data["requester_name"],
        photos=[data["photo"]] if data["photo"] else [],
    )  # fmt: skip
    by = replace(opening.on_behalf(request.actor), name=f"{data['requester_name']}, not signed in")
    return opening.open_ticket(about.school, report, by=by, at=clock.now()).number


def _refuse_flood(address: str) -> None:
    key = f"support.open:{address}"
    cache.add(key, 0, _AN_HOUR)
    if cache.incr(key) > _MOST:
        raise Refusal("Many reports came from here already. Please sign in, or ring the ICT team.")
