"""Tickets that are one, that were two, that belong together or are part of one trouble."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.search import finding
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import joining, linking, parenting, passing
from firstbell.support.actions.talking import Words
from firstbell.support.models import Ticket
from firstbell.support.queries import joins
from firstbell.support.web.joins_forms import (
    AllForm,
    LinkForm,
    MergeForm,
    ParentForm,
    SchoolForm,
    SplitForm,
)
from firstbell.support.web.views.acts import crumbs
from firstbell.support.web.views.ticket import load_to_work

VIEW, WORK = "support.view", "support.work"
_OFFERED = 20


@require_safe
@needs(VIEW)
def lookup(request: HttpRequest) -> HttpResponse:
    """Twenty tickets for a picker, by number or words; the open ones first, the newest first."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    rows = Ticket.objects.visible_to(request.actor).select_related("status", "room", "school")
    if asked:
        found = finding.matching("support.ticket", asked)
        words = Q(number__iexact=asked) | Q(restricted=True, title__icontains=asked)
        rows = rows.filter(words | (Q(pk__in=found) if found is not None else Q(pk__in=())))
    options = [
        {
            "value": one.uid, "label": one.number, "code": True, "icon": "message-report",
            "sub": ", ".join(filter(None, (one.title, one.room_was, one.status.name.lower()))),
        }
        for one in rows.order_by("-solved_at" if not asked else "solved_at", "-opened_at")[:_OFFERED]
    ]  # fmt: skip
    return render(request, "web/lookup_options.html", {"options": options})


Run = Callable[..., str]


def form_page(request: HttpRequest, ticket: Ticket, form: forms.Form, run: Run, **words: Any) -> HttpResponse:  # fmt: skip
    """A form of one ticket: `run(**cleaned)` does it and says what happened."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, run(**form.cleaned_data))
        except Refusal as refusal:
            show(refusal, form)
        else:
            return redirect("support:ticket", ticket.number)
    return _asked(request, ticket, form, **words)


def _asked(request: HttpRequest, ticket: Ticket, form: forms.Form, **words: Any) -> HttpResponse:
    url = reverse("support:ticket", args=[ticket.number])
    page = {
        "cancel_url": url, "crumbs": [*crumbs(), {"label": ticket.number, "url": url}], "sub": ticket.title, **words,
    }  # fmt: skip
    return render(request, "support/joins/form.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs(WORK)
def merge(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)

    def run(into: Ticket) -> str:
        kept = joining.merge(ticket, into=into, by=request.actor, at=clock.now())
        return f"{ticket.number} is one with {kept.number} now."

    return form_page(
        request, ticket, MergeForm(request.actor, ticket, request.POST or None), run, title=f"Merge {ticket.number} into another",
        submit="Merge them", tips=[
            "What was said, its things, people, pictures and drafts come to the other, in the order of time.",
            f"{ticket.number} stays behind and leads there; answers to its mails arrive there.",
            "It counts as one ticket, not as a solved one. It can be undone.",
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(WORK)
def split(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)

    def run(title: str, entries: Any, person: Any, name: str, email: str) -> str:
        whose = linking.Whose(person, name, email)
        made = linking.split(ticket, list(entries), title=title, whose=whose, by=request.actor, at=clock.now())  # fmt: skip
        return f"{made.number} is a ticket of its own now."

    return form_page(
        request, ticket, SplitForm(request.actor, ticket, request.POST or None), run, title=f"Split {ticket.number}",
        submit="Make it a ticket", tips=["What you choose moves to the new ticket, and each says where the other is.",
                                         "Its room, what it is about, its team and owner are those of this one."],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(WORK)
def link(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)

    def run(other: Ticket, kind: str) -> str:
        linking.link(ticket, other, kind, by=request.actor, at=clock.now())
        return f"{ticket.number} and {other.number} lead to each other."

    form = LinkForm(request.actor, ticket, request.POST or None)
    return form_page(request, ticket, form, run, title=f"Link {ticket.number}", submit="Link them")


@require_POST
@needs(WORK)
def unlink(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    ticket = load_to_work(request, number)
    row = get_object_or_404(linking.linked(ticket).select_related("ticket", "other"), uid=uid)
    with refused_aloud(request):
        linking.unlink(row, by=request.actor, at=clock.now())
        messages.success(request, "They are linked no longer.")
    return redirect("support:ticket", ticket.number)


@require_http_methods(["GET", "POST"])
@needs(WORK)
def part_of(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)

    def run(parent: Ticket) -> str:
        parenting.put_under([ticket], parent, by=request.actor, at=clock.now())
        return f"{ticket.number} is part of {parent.number}."

    return form_page(
        request, ticket, ParentForm(request.actor, ticket, request.POST or None), run,
        title=f"Make {ticket.number} part of another", submit="Make it part of that",
        tips=["Whoever raised it is told with all the others, and it can be solved with them."],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(WORK)
def pass_on(request: HttpRequest, number: str) -> HttpResponse:
    """To the desk of another school, where whoever passes it on need not work themselves."""
    ticket = load_to_work(request, number)
    form = SchoolForm(ticket, request.POST or None)
    if request.method == "POST" and form.is_valid():
        school = form.cleaned_data["school"]
        try:
            passing.to_school(ticket, school, by=request.actor, at=clock.now())
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{ticket.number} is with the desk of {school} now.")
            return redirect("support:queue")
    return _asked(
        request, ticket, form, title=f"Pass {ticket.number} on to another school", submit="Pass it on",
        tips=["It keeps its number and everything that was said; it is not solved by this.",
              "What that school promises begins now. Its room is asked for anew."],
    )  # fmt: skip


@require_POST
@needs(WORK)
def apart(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)
    with refused_aloud(request):
        parenting.take_out(ticket, by=request.actor, at=clock.now())
        messages.success(request, f"{ticket.number} stands on its own.")
    return redirect("support:ticket", ticket.number)


@require_http_methods(["GET", "POST"])
@needs(WORK)
def parts(request: HttpRequest, number: str) -> HttpResponse:
    """All that is part of it, and one answer to everybody; what goes to whom is said before it goes."""
    ticket = load_to_work(request, number)
    form = AllForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _told(request, ticket, form))
        except Refusal as refusal:
            show(refusal, form)
        else:
            return redirect("support:ticket", ticket.number)
    rows = ticket.children.standing().filter(pk__in=Ticket.objects.visible_to(request.actor).values("pk"))  # fmt: skip
    words = {
        "ticket": ticket, "form": form, "parts": joins.parts(ticket), "concerned": joins.concerned(ticket),
        "rows": rows.select_related("status", "room", "requester").order_by("solved_at", "-opened_at")[:parenting.MOST],
        "crumbs": [*crumbs(), {"label": ticket.number, "url": reverse("support:ticket", args=[ticket.number])}],
    }  # fmt: skip
    return render(request, "support/joins/parts.html", words)


def _told(request: HttpRequest, ticket: Ticket, form: AllForm) -> str:
    words = Words(form.cleaned_data["body"], minutes=form.cleaned_data["minutes"] or 0)
    solves, by, at = request.POST.get("then") == "solve", request.actor, clock.now()
    if not ticket.is_open:
        done = parenting.solve_children(ticket, words, by=by, at=at)
        return f"{_many(done.count)} solved, too.{done.in_words}"
    done = parenting.tell_all(ticket, words, solves=solves, by=by, at=at)
    if solves:
        return f"{ticket.number} is solved, and {_many(done.count)} with it.{done.in_words}"
    return f"Sent on {ticket.number} and {_many(done.count)}.{done.in_words}"


def _many(count: int) -> str:
    return "1 ticket" if count == 1 else f"{count} tickets"


@require_POST
@needs(WORK)
def reopen_parts(request: HttpRequest, number: str) -> HttpResponse:
    ticket = load_to_work(request, number)
    with refused_aloud(request):
        done = parenting.reopen_children(ticket, by=request.actor, at=clock.now())
        messages.success(request, f"{_many(done.count)} open again.{done.in_words}")
    return redirect("support:ticket", ticket.number)
