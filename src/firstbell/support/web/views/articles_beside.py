"""Articles where they are needed: while a report is typed, beside a ticket, and as they will look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.models import Item
from firstbell.lib import clock, prose
from firstbell.lib.refusal import Refusal
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.support.actions import illustrating
from firstbell.support.models import Category
from firstbell.support.queries import articles
from firstbell.support.web.views import articles as pages
from firstbell.support.web.views.articles import READ, VIEW, WRITE
from firstbell.support.web.views.ticket import load

_LONGEST, _PICTURES = 400, 20


@require_http_methods(["GET", "POST"])
@needs(READ)
def suggested(request: HttpRequest) -> HttpResponse:
    """What may help at once, before anything is sent. Posted, so that what is typed stands in no log of addresses."""
    category = _named(request, "category", Category.objects.live())
    about = articles.About(
        _said(request, "body")[:_LONGEST], category, _named(request, "room", Room.objects.open()),
        tuple(filter(None, [_named(request, "item", Item.objects.live())])),
    )  # fmt: skip
    words = {
        "articles": articles.suggested(request.actor, about, most=3) if category or about.said.strip() or about.items else [],
    }  # fmt: skip
    return render(request, "support/articles/suggested.html", words)


def _said(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name) or request.GET.get(name, ""))


def _named(request: HttpRequest, name: str, rows: Any) -> Any:
    """Only what it is: neither room nor thing is shown, so whoever reports from a label is helped too."""
    try:
        uid = UUID(_said(request, name))
    except ValueError:
        return None
    return rows.filter(uid=uid).first()


@require_safe
@needs(VIEW)
def for_ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Beside a ticket: articles to put in the answer, and the way to write one from it."""
    ticket = load(request, number)
    asked = request.GET.get("asked", "").strip()[:_LONGEST]
    found = articles.for_ticket(request.actor, ticket, asked)
    for row in found:
        row["address"] = request.build_absolute_uri(f"/articles/{row['slug']}/")
    words = {
        "articles": found, "ticket": ticket, "asked": asked, "may_work": can(request.actor, "support.work", ticket),
        "may_write": can(request.actor, WRITE, ticket) and not ticket.restricted,
    }  # fmt: skip
    return render(request, "support/articles/beside.html", words)


@require_POST
@needs(WRITE)
def pictures(request: HttpRequest, slug: str) -> HttpResponse:
    """Dropped or pasted into the words: the names that they are called by from now on, and what was refused."""
    found = pages.load(request, slug)
    require(request.actor, WRITE, found)
    names, problems = [], []
    for file in request.FILES.getlist("files")[:_PICTURES]:
        try:
            names.append(illustrating.add(found, file, by=request.actor, at=clock.now()).name)
        except Refusal as refusal:
            problems.append(refusal.sentence)
    return JsonResponse({"names": names, "problem": " ".join(problems)})


@require_POST
@needs(WRITE)
def preview(request: HttpRequest) -> HttpResponse:
    words = request.POST.get("body", "").replace("\x00", "")
    slug = request.POST.get("of", "")
    known = pages.pictures_of(pages.load(request, slug)) if slug else {}
    body = prose.html(words, known)
    return render(request, "support/articles/preview.html", {"body": body})
