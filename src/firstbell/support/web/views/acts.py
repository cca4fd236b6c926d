"""What a technician does with a ticket, one page or one button each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.fields.values import begun
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import announcing, changing, opening, things, working
from firstbell.support.models import Ticket
from firstbell.support.web import ready_tickets
from firstbell.support.web.forms import (
    ItemForm,
    NewTicketForm,
    OwnerForm,
    StatusForm,
    TeamForm,
    TicketForm,
)
from firstbell.support.web.views.ticket import load, load_to_work

WORK = "support.work"


def _back(ticket: Ticket) -> HttpResponse:
    return redirect("support:ticket", ticket.number)


def crumbs() -> list[dict[str, str]]:
    return [{"label": "Tickets", "url": reverse("support:queue")}]


def school_of(request: HttpRequest) -> School:
    school = context.current_school(request)
    if school is None:
        raise NotFound("There is no school yet.")
    return school


@require_http_methods(["GET", "POST"])
@needs(WORK)
def new(request: HttpRequest) -> HttpResponse:
    """For somebody who rang or came by."""
    school = school_of(request)
    template = ready_tickets.chosen(request, school)
    start = {**ready_tickets.start(template), **_about(request)}
    form = NewTicketForm(request.actor, school, request.POST or None, initial=start)
    form.go_on_with(begun(fields_of("support.ticket"), {}))
    if request.method == "POST" and form.is_valid():
        data = form.wanted()
        item = data.pop("item")
        try:
            data["team"] = template.team if template else None
            report = opening.Report(items=[item] if item else [], **data)
            made = ready_tickets.opened(school, report, template, by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{made.number} is in the queue of {made.team}{_what_is_left(request, made)}.")  # fmt: skip
            return redirect("support:queue") if made.is_kept_from(request.actor) else _back(made)
    page = {
        "title": "New ticket", "sub": "For somebody who rang or came by", "submit": "Put it in the queue",
        "cancel_url": reverse("support:queue"), "crumbs": crumbs(),
    }  # fmt: skip
    words = {"form": form, "page": page, "ready": ready_tickets.offered(school), "chosen": template}
    return render(request, "support/new.html", words)


_KNOWN = (("who", "requester", Person), ("room", "room", Room), ("item", "item", Item))


def _about(request: HttpRequest) -> dict[str, Any]:
    """What the address names already."""
    found: dict[str, Any] = {}
    for word, name, model in _KNOWN:
        try:
            uid = UUID(request.GET.get(word, ""))
        except ValueError:
            continue
        rows: Any = model.objects
        found[name] = rows.visible_to(request.actor).filter(uid=uid).first()
    return found


@require_http_methods(["GET", "POST"])
@needs(WORK)
def change(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)
    start = {name: getattr(ticket, name) for name in (*changing.EDITABLE, "version")}
    start["category"] = ticket.category.uid if ticket.category else None
    form = TicketForm(request.actor, ticket.school, request.POST or None, initial=start)
    form.go_on_with(ticket.custom)
    if request.method == "POST" and form.is_valid():
        try:
            changing.change(ticket, by=request.actor, at=clock.now(), **form.wanted())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{ticket.number} is saved.")
            return _back(ticket)
    url = reverse("support:ticket", args=[ticket.number])
    page = {
        "title": f"Change {ticket.number}", "sub": ticket.title, "submit": "Save", "cancel_url": url,
        "crumbs": [*crumbs(), {"label": ticket.number, "url": url}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _checked(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        problems = [str(text) for found in form.errors.values() for text in found]
        raise Refusal(problems[0] if problems else "That is not known here.")
    return dict(form.cleaned_data)


@require_POST
@needs(WORK)
def take(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load(request, number)
    with refused_aloud(request):
        working.take(ticket, by=request.actor, at=clock.now())
        messages.success(request, f"{ticket.number} is yours.")
    return redirect("support:queue") if request.POST.get("then") == "queue" else _back(ticket)


@require_POST
@needs(WORK)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    ticket, at = load(request, number), clock.now()
    with refused_aloud(request):
        people = accounts_with(WORK, ticket.school_id, at.date())
        to = _checked(OwnerForm(people, request.POST))["to"]
        working.assign(ticket, to, by=request.actor, at=at)
        messages.success(request, f"{ticket.number} is {to}’s." if to else "Anybody can take it.")
    return _back(ticket)


@require_POST
@needs(WORK)
def move(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load(request, number)
    with refused_aloud(request):
        team = _checked(TeamForm(ticket.school, request.POST))["team"]
        working.move(ticket, team, by=request.actor, at=clock.now())
        messages.success(
            request, f"{ticket.number} is with {team} now{_what_is_left(request, ticket)}."
        )
    return redirect("support:queue") if ticket.is_kept_from(request.actor) else _back(ticket)


def _what_is_left(request: HttpRequest, ticket: Ticket) -> str:
    """What whoever passed it on has of it then."""
    if ticket.is_kept_from(request.actor):
        return ", whose own people alone see it"
    return ", whose own people work it: you may look" if ticket.is_not_for(request.actor) else ""


@require_POST
@needs(WORK)
def set_status(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load(request, number)
    with refused_aloud(request):
        data = _checked(StatusForm(request.POST))
        working.set_status(ticket, by=request.actor, at=clock.now(), **data)
        messages.success(request, f"{ticket.number}: {data['status']}.")
    return redirect("support:board") if request.POST.get("then") == "board" else _back(ticket)


@require_POST
@needs(WORK)
def close(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load(request, number)
    with refused_aloud(request):
        working.close(ticket, by=request.actor, at=clock.now())
        messages.success(request, f"{ticket.number} is closed.")
    return _back(ticket)


@require_POST
@needs(WORK)
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load(request, number)
    with refused_aloud(request):
        working.reopen(ticket, by=request.actor, at=clock.now())
        messages.success(request, f"{ticket.number} is open again.")
    return _back(ticket)


@require_POST
@needs(WORK)
def announce(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load(request, number)
    with refused_aloud(request):
        said = request.POST.get("said", "").replace("\x00", "")
        announcing.announce(ticket, said, by=request.actor, at=clock.now())
        messages.success(request, "Everybody who reports reads it." if said.strip() else "It is taken down.")  # fmt: skip
    return _back(ticket)


@require_POST
@needs(WORK)
def add_item(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load(request, number)
    with refused_aloud(request):
        item = _checked(ItemForm(request.actor, ticket.school, request.POST))["item"]
        things.add(ticket, item, by=request.actor, at=clock.now())
        messages.success(request, f"{ticket.number} is about {item}.")
    return _back(ticket)


@require_POST
@needs(WORK)
def item_off(request: HttpRequest, number: str, item: UUID) -> HttpResponse:
    ticket = load(request, number)
    thing = get_object_or_404(Item, uid=item, pk__in=ticket.things.values("item_id"))
    with refused_aloud(request):
        things.take_off(ticket, thing, by=request.actor, at=clock.now())
        messages.success(request, f"{ticket.number} is not about {thing}.")
    return _back(ticket)
