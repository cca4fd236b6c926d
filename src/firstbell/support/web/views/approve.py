"""Yes or no: from the link of a mail, without an account, or signed in."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can, needs, public
from firstbell.platform.fields.days import DayField
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.refusals import show
from firstbell.support.actions import approving
from firstbell.support.models import StandIn, Voice
from firstbell.support.queries import approvals

REPORT = "support.report"


@never_cache
@require_http_methods(["GET", "POST"])
@public
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it decides nothing: mail programs open links by themselves."""
    try:
        voice = approving.voice_of(token)
        approving.refuse_said(voice)
    except Refusal as refusal:
        return render(
            request,
            "support/approvals/no_link.html",
            {"sentence": refusal.sentence},
            status=_status(refusal),
        )
    frame = "web/bare.html"
    if request.method == "POST":
        return _said(request, voice, approving.actor_of(voice), frame)
    return render(
        request, "support/approvals/ask.html", {**approvals.words_of(voice), "frame": frame}
    )


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, NotFound):
        return 404
    return 409 if isinstance(refusal, Conflict) else 422


def _said(request: HttpRequest, voice: Voice, by: Actor, frame: str) -> HttpResponse:
    yes = request.POST.get("said") == "yes"
    try:
        approving.say(voice, yes, request.POST.get("reason", ""), by=by, at=clock.now())
    except Refusal as refusal:
        words = {
            **approvals.words_of(voice),
            "frame": frame,
            "problem": refusal.sentence,
            "reason": request.POST.get("reason", ""),
        }
        return render(request, "support/approvals/ask.html", words, status=_status(refusal))
    return render(request, "support/approvals/thanks.html", {"frame": frame, "yes": yes, "voice": voice})  # fmt: skip


@require_safe
@needs(REPORT)
def mine(request: HttpRequest) -> HttpResponse:
    words = {"voices": approvals.waiting_for(request.actor), "stand_in": _own(request)}
    return render(request, "support/approvals/mine.html", words)


def _person(request: HttpRequest) -> Person | None:
    uid = request.actor.person_uid
    return Person.objects.filter(uid=uid).first() if uid else None


def _own(request: HttpRequest) -> StandIn | None:
    rows = StandIn.objects.filter(
        person__uid=request.actor.person_uid, last__gte=clock.now().date()
    )
    return rows.select_related("by").order_by("first").first() if request.actor.person_uid else None


@require_http_methods(["GET", "POST"])
@needs(REPORT)
def signed_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    voice = get_object_or_404(approvals.waiting_for(request.actor), uid=uid)
    if request.method == "POST":
        return _said(request, voice, request.actor, "web/base.html")
    return render(
        request,
        "support/approvals/ask.html",
        {**approvals.words_of(voice), "frame": "web/base.html"},
    )


class AwayForm(forms.Form):
    first = DayField(label="From")
    last = DayField(label="Until")
    pairs = [("first", "last")]

    def __init__(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rows = Person.objects.visible_to(request.actor).known()
        words = "Gets what would be asked of you, and sees what was asked"
        self.fields["other"] = LookupField(
            queryset=rows, url="people:person_lookup", label="Who stands in", help_text=words
        )


@require_http_methods(["GET", "POST"])
@needs(REPORT)
def away(request: HttpRequest) -> HttpResponse:
    """While somebody is away, somebody else approves for them."""
    person = _person(request)
    form = AwayForm(request, request.POST or None)
    may = person is not None and can(request.actor, "people.view")
    if request.method == "POST" and may and form.is_valid():
        try:
            row = approving.stand_in(person, by=request.actor, at=clock.now(), **form.cleaned_data)  # type: ignore[arg-type]
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{row.by} is asked instead until {row.last:%d/%m/%Y}.")
            return redirect("support:my_approvals")
    back = reverse("support:my_approvals")
    empty = {
        "title": "Nobody could stand in for you", "icon": "user-off", "url": back, "label": "What waits for your yes",
        "text": "The list of people has nobody with your address. Ask the ICT team to add you there.",
    }  # fmt: skip
    words = {"form": form, "may": may, "back": back, "empty": empty}
    return render(request, "support/approvals/away.html", words)
