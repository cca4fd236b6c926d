"""Beside a ticket: steps, followers, those copied in, time and costs; one button each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.fields.days import DayField
from firstbell.platform.web.components.pence import PoundsField
from firstbell.platform.web.refusals import refused_aloud
from firstbell.support.actions import costing, following, ticking
from firstbell.support.models import Copied, Cost, Ticket, Todo
from firstbell.support.queries import beside
from firstbell.support.states import Activity
from firstbell.support.web import side
from firstbell.support.web.views.ticket import load, load_to_work

VIEW, WORK = "support.view", "support.work"


def _back(ticket: Ticket, place: str) -> HttpResponse:
    return redirect(f"{reverse('support:ticket', args=[ticket.number])}#{place}")


def _part(request: HttpRequest, ticket: Ticket, place: str, problem: str = "") -> HttpResponse:
    """The section alone where the page asked for it, else the page."""
    if problem and request.headers.get("HX-Request") != "true":
        messages.error(request, problem)
    if request.headers.get("HX-Request") != "true":
        return _back(ticket, place)
    ticket.refresh_from_db(fields=["minutes", "steps_all", "steps_done"])
    at = clock.now()
    words = {
        "ticket": ticket, "may_work": True, "problem": problem, "activities": Activity.choices, "today": at.date(),
        "things": beside.things(request.actor, ticket), **side.words_of(request, ticket, at, beside.kept(ticket), may_work=True),
    }  # fmt: skip
    return render(request, f"support/side/{place}.html", words)


@require_POST
@needs(WORK)
def step_add(request: HttpRequest, number: str) -> HttpResponse:
    """One line, or all of a checklist."""
    ticket, by, at, problem = load_to_work(request, number), request.actor, clock.now(), ""
    try:
        if request.POST.get("checklist"):
            rows = ticking.offered(ticket)
            ticking.put(ticket, _of(rows, request.POST["checklist"]), by=by, at=at)
        else:
            ticking.add(ticket, request.POST.get("text", ""), by=by, at=at)
    except Refusal as refusal:
        problem = refusal.sentence
    return _part(request, ticket, "steps", problem)


def _of(rows: Any, text: str) -> Any:
    try:
        found = rows.filter(uid=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise Refusal("That is not there any more.")
    return found


@require_POST
@needs(WORK)
def step(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    """Ticked, open again, or off."""
    ticket, by, at, problem = load_to_work(request, number), request.actor, clock.now(), ""
    found = get_object_or_404(Todo.objects.select_related("ticket__school"), ticket=ticket, uid=uid)
    try:
        if request.POST.get("to") == "off":
            ticking.take_off(found, by=by, at=at)
        else:
            ticking.tick(found, done=request.POST.get("to") != "open", by=by, at=at)
    except Refusal as refusal:
        problem = refusal.sentence
    return _part(request, ticket, "steps", problem)


@require_POST
@needs(VIEW)
def follow(request: HttpRequest, number: str) -> HttpResponse:
    ticket, by = load(request, number), request.actor
    with refused_aloud(request):
        if request.POST.get("whom"):
            rows = Account.objects.filter(pk__in=ticket.watchers.values("account"))
            them = _of(rows, request.POST["whom"])
            following.let_go(ticket, them, by=by, at=clock.now())
            messages.success(request, f"{them} is told nothing more of {ticket.number}.")
        elif request.POST.get("to") == "off":
            following.unfollow(ticket, by=by)
            messages.success(request, f"You follow {ticket.number} no longer.")
        else:
            following.follow(ticket, by=by, at=clock.now())
            messages.success(request, f"You are told what happens on {ticket.number}.")
    return _back(ticket, "followers")


@require_POST
@needs(WORK)
def copy_in(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)
    with refused_aloud(request):
        email = request.POST.get("email", "")[:254]
        made = following.copy_in(ticket, email, by=request.actor, at=clock.now())
        messages.success(request, f"{made} is sent what {ticket.who} is answered from now on.")
    return _back(ticket, "followers")


@require_POST
@needs(WORK)
def copy_off(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    ticket = load_to_work(request, number)
    rows = Copied.objects.select_related("ticket__school")
    found = get_object_or_404(rows, ticket=ticket, uid=uid)
    with refused_aloud(request):
        following.take_off(found, by=request.actor, at=clock.now())
        messages.success(request, f"{found} is sent nothing more.")
    return _back(ticket, "followers")


class TimeForm(forms.Form):
    minutes = forms.IntegerField(min_value=1, max_value=1_440)
    activity = forms.ChoiceField(choices=[("", ""), *Activity.choices], required=False)


class CostForm(forms.Form):
    what = forms.CharField(max_length=200)
    pence = PoundsField(max_length=20)
    paid_on = DayField(required=False)
    item = forms.UUIDField(required=False)
    budget = forms.CharField(max_length=80, required=False)
    order_ref = forms.CharField(max_length=80, required=False)


def _checked(form: forms.Form, usual: str) -> dict[str, Any]:
    if not form.is_valid():
        said = [str(text) for name, found in form.errors.items() for text in found]
        raise Refusal(said[0] if said and "required" not in said[0] else usual)
    return dict(form.cleaned_data)


@require_POST
@needs(WORK)
def time(request: HttpRequest, number: str) -> HttpResponse:
    ticket, problem = load_to_work(request, number), ""
    try:
        data = _checked(TimeForm(request.POST), "Say how many minutes.")
        costing.log(ticket, by=request.actor, at=clock.now(), **data)
    except Refusal as refusal:
        problem = refusal.sentence
    return _part(request, ticket, "costs", problem)


@require_POST
@needs(WORK)
def cost(request: HttpRequest, number: str) -> HttpResponse:
    ticket, at, problem = load_to_work(request, number), clock.now(), ""
    try:
        data = _checked(CostForm(request.POST), "Say what it was for, and how much it was.")
        things = {row.item.uid: row.item for row in ticket.things.select_related("item")}
        data["item"] = things.get(data["item"]) if data["item"] else None
        data["paid_on"] = data["paid_on"] or at.date()
        costing.add(ticket, costing.Spent(**data), by=request.actor, at=at)
    except Refusal as refusal:
        problem = refusal.sentence
    return _part(request, ticket, "costs", problem)


@require_POST
@needs(WORK)
def cost_back(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    ticket, problem = load_to_work(request, number), ""
    rows = Cost.objects.select_related("ticket__school")
    found = get_object_or_404(rows, ticket=ticket, uid=uid)
    try:
        costing.take_back(found, by=request.actor, at=clock.now())
    except Refusal as refusal:
        problem = refusal.sentence
    return _part(request, ticket, "costs", problem)
