"""Articles as they are written, kept, read through again and judged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.models import Category as ItemKind
from firstbell.equipment.models import Model
from firstbell.lib import clock, differences
from firstbell.lib.refusal import Refusal
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.web import context
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import writing
from firstbell.support.models import Article, Edition, Ticket, Vote
from firstbell.support.states import ArticleState, EntryKind
from firstbell.support.web.article_forms import ArticleForm, BesideForm, ReviewForm, VoteForm
from firstbell.support.web.views.articles import READ, VIEW, WRITE, load, today


def load_to_write(request: HttpRequest, slug: str) -> Article:
    found = load(request, slug)
    require(request.actor, WRITE, found)
    return found


def _back(found: Article, more: str = "") -> HttpResponse:
    return redirect(reverse("support:article", args=[found.slug]) + more)


@require_http_methods(["GET", "POST"])
@needs(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    """A new one; with `?ticket=` it begins with what was solved there."""
    ticket = _ticket(request)
    form = ArticleForm(request.actor, today(), request.POST or None, initial=_begin(request, ticket), new=True)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            made = writing.write(data.pop("school"), ticket=ticket, by=request.actor, at=clock.now(), **data)  # fmt: skip
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, "It is a draft: read it once more, then publish it.")
            return redirect("support:article", made.slug)
    sub = f"From {ticket.number}, {ticket.title}" if ticket else "What you are asked more than once"
    return _form_page(request, form, title="New article", sub=sub, submit="Save as a draft")  # fmt: skip


def _ticket(request: HttpRequest) -> Ticket | None:
    rows = Ticket.objects.visible_to(request.actor).filter(restricted=False)
    return rows.filter(number=request.GET.get("ticket", "").upper()[:30]).select_related("category", "school").first()  # fmt: skip


def _begin(request: HttpRequest, ticket: Ticket | None) -> dict[str, Any]:
    """The ticket's title and how it was solved, without names: an article is of everybody."""
    school = context.current_school(request)
    if ticket is None:
        return {"school": school.uid if school else None}
    said = (
        ticket.entries.filter(kind=EntryKind.SOLUTION).order_by("pk").values_list("body", flat=True)
    )
    return {
        "title": ticket.title, "body": "\n\n".join(said), "category": ticket.category.uid if ticket.category else None,
        "school": ticket.school.uid,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(WRITE)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    found = load_to_write(request, slug)
    start = {name: getattr(found, name) for name in (*writing.EDITABLE, "version")}
    for name in ("category", "reviewer", "school"):
        start[name] = start[name].uid if start[name] else None
    form = ArticleForm(request.actor, today(), request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            writing.change(found, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"“{found}” is saved.")
            return redirect("support:article", found.slug)
    return _form_page(request, form, title=f"Change “{found}”", sub="", submit="Save", slug=found.slug)  # fmt: skip


def _form_page(
    request: HttpRequest, form: ArticleForm, *, title: str, sub: str, submit: str, slug: str = ""
) -> HttpResponse:  # fmt: skip
    back = reverse("support:article", args=[slug]) if slug else reverse("support:articles")
    page = {
        "title": title, "sub": sub, "submit": submit, "cancel_url": back, "wide": True, "preview": True,
        "crumbs": [{"label": "Articles", "url": reverse("support:articles")}],
    }  # fmt: skip
    words = {
        "form": form,
        "page": page,
        "slug": slug,
        "most": settings.LARGEST_FILE // (1024 * 1024),
    }
    return render(request, "support/articles/form.html", words)


@require_safe
@needs(VIEW)
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """What it said before; the one that is chosen beside the one that came before it."""
    found = load(request, slug)
    require(request.actor, VIEW, found)
    rows = list(found.editions.all())
    chosen = next((row for row in rows if str(row.number) == request.GET.get("edition")), rows[0] if rows else None)  # fmt: skip
    words = {
        "article": found, "editions": rows, "chosen": chosen, "pieces": _pieces(rows, chosen),
        "may_write": can(request.actor, WRITE, found),
    }  # fmt: skip
    return render(request, "support/articles/editions.html", words)


def _pieces(rows: list[Edition], chosen: Edition | None) -> list[differences.Piece]:
    if chosen is None:
        return []
    before = next((row for row in rows if row.number < chosen.number), None)
    was = f"{before.title}\n\n{before.body}" if before else ""
    return differences.between(was, f"{chosen.title}\n\n{chosen.body}")


@require_POST
@needs(WRITE)
def set_state(request: HttpRequest, slug: str) -> HttpResponse:
    found = load_to_write(request, slug)
    with refused_aloud(request):
        state = request.POST.get("state", "")
        if state not in ArticleState.values:
            raise Refusal("Say what it shall be.")
        writing.set_state(found, state, by=request.actor, at=clock.now())
        messages.success(request, f"“{found}” is {found.get_state_display().lower()}.")
    return _back(found)


@require_POST
@needs(WRITE)
def restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    found = load_to_write(request, slug)
    edition = get_object_or_404(Edition, article=found, number=number)
    with refused_aloud(request):
        writing.restore(found, edition, by=request.actor, at=clock.now())
        messages.success(request, f"It says again what edition {number} said.")
    return _back(found)


@require_POST
@needs(WRITE)
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Read through, and when next: a year from now where nothing else is said."""
    found = load_to_write(request, slug)
    form = ReviewForm(request.POST)
    with refused_aloud(request):
        if not form.is_valid():
            raise Refusal("That is not a day.")
        writing.review(found, next_on=form.cleaned_data["review_on"] or _in_a_year(), by=request.actor, at=clock.now())  # fmt: skip
        messages.success(request, f"Read through. Next by {found.review_on:%-d %B %Y}.")
    return _back(found)


def _in_a_year() -> date:
    return today() + timedelta(days=365)


@require_POST
@needs(WRITE)
def link(request: HttpRequest, slug: str) -> HttpResponse:
    found = load_to_write(request, slug)
    form = BesideForm(request.actor, request.POST)
    with refused_aloud(request):
        things = [thing for thing in form.cleaned_data.values() if thing] if form.is_valid() else []
        if not things:
            raise Refusal("Choose a kind of thing, a model or a room from its list.")
        for thing in things:
            writing.link(found, thing, by=request.actor, at=clock.now())
        messages.success(request, f"Shown with {', '.join(map(str, things))}.")
    return _back(found)


_LINKED: dict[str, Any] = {"room": Room, "model": Model, "kind": ItemKind}


@require_POST
@needs(WRITE)
def unlink(request: HttpRequest, slug: str, of: str, uid: UUID) -> HttpResponse:
    found = load_to_write(request, slug)
    if of not in _LINKED:
        raise Http404
    thing = get_object_or_404(_LINKED[of], uid=uid)
    with refused_aloud(request):
        writing.unlink(found, thing, by=request.actor, at=clock.now())
        messages.success(request, f"Not shown with {thing} any more.")
    return _back(found)


@require_POST
@needs(READ)
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    found = load(request, slug)
    form = VoteForm(request.POST)
    with refused_aloud(request):
        if not form.is_valid():
            raise Refusal("Say yes or no.")
        helped, missing = form.cleaned_data["helped"] == "yes", form.cleaned_data["missing"]
        writing.vote(found, helped=helped, missing=missing, by=request.actor, at=clock.now())
    return _back(found, "?said=1#helped")


@require_POST
@needs(WRITE)
def settle(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    found = load_to_write(request, slug)
    row = get_object_or_404(Vote.objects.select_related("article"), article=found, uid=uid)
    with refused_aloud(request):
        writing.settle(row, by=request.actor, at=clock.now())
    return _back(found)
