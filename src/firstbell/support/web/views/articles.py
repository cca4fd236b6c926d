"""Articles as they are read."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from firstbell.lib import clock, prose
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.thumbnails import SIDES
from firstbell.platform.search import finding
from firstbell.platform.web import listing, slots
from firstbell.support.models import Article, Ticket, Vote
from firstbell.support.queries import articles
from firstbell.support.states import ArticleState
from firstbell.support.web.article_forms import BesideForm
from firstbell.support.web.article_list import ARTICLES, STATES

READ, VIEW, WRITE, TYPE = "support.read", "support.view", "support.write", "support.article"
_MOST = 300


def today() -> date:
    return clock.now().date()


def load(request: HttpRequest, slug: str) -> Article:
    rows = Article.objects.visible_to(request.actor).select_related("school", "category", "author", "reviewer", "from_ticket")  # fmt: skip
    found: Article | None = rows.filter(slug=slug).first()
    if found is None:
        raise NotFound("There is no such article.")
    return found


@require_safe
@needs(VIEW)
def every(request: HttpRequest) -> HttpResponse:
    return listing.page(request, ARTICLES)


@require_safe
@needs(READ)
def home(request: HttpRequest) -> HttpResponse:
    """What whoever asks may read, by what it is about; or what answers their words."""
    asked = request.GET.get("q", "").strip()[:200]
    rows = Article.objects.read_by(request.actor)
    if can(request.actor, VIEW):
        rows = Article.objects.visible_to(request.actor).usable()
    rows = rows.select_related("category")
    words: dict[str, Any] = {"asked": asked, "may_write": can(request.actor, WRITE), "may_see_all": can(request.actor, VIEW)}  # fmt: skip
    if asked:
        words |= _found(request, rows, asked)
    else:
        found = rows.order_by("category__order", "category_id", "title")[:_MOST]
        words["groups"] = [(about, list(some)) for about, some in groupby(found, key=lambda row: row.category)]  # fmt: skip
    if words["may_write"]:
        words["overdue"] = due = articles.overdue(request.actor, today()).count()
        words["overdue_words"] = (
            "One article is to be read through."
            if due == 1
            else f"{due} articles are to be read through."
        )
    return render(request, "support/articles/home.html", words)


def _found(request: HttpRequest, rows: Any, asked: str) -> dict[str, Any]:
    """The search of the whole house, narrowed to articles; then whatever has some of the words."""
    answer = finding.find(asked, actor=request.actor, most=20, types=[TYPE])
    keys = [one.thing_id for group in answer.groups for one in group.found]
    some = [row["pk"] for row in articles.suggested(request.actor, articles.About(asked), most=8)]
    order = list(dict.fromkeys([*keys, *some]))
    known = rows.in_bulk(order)
    return {
        "found": [known[key] for key in order if key in known],
        "guessed": answer.guessed and bool(keys),
    }


@require_safe
@needs(READ)
def article(request: HttpRequest, slug: str) -> HttpResponse:
    found = load(request, slug)
    words: dict[str, Any] = {
        "article": found, "body": body_of(found), "state": STATES[ArticleState(found.state)],
        "own": Vote.objects.filter(article=found, account=request.actor.account_id).first(),
        "may_write": can(request.actor, WRITE, found), "is_team": can(request.actor, VIEW, found),
        "may_report": can(request.actor, "support.report"), "said": request.GET.get("said", ""),
    }  # fmt: skip
    if words["is_team"]:
        words |= _for_team(request, found)
    else:
        words["papers"] = _papers(found)
    return render(request, "support/articles/article.html", words)


def body_of(found: Article) -> SafeString:
    return mark_safe(prose.html(found.body, pictures_of(found)))  # noqa: S308 -- cleaned there


def pictures_of(found: Article) -> dict[str, str]:
    """By the names that its words call them; they are reached by whoever reads the article, and by nobody else."""
    rows = [row for row in _papers(found) if row.is_picture]
    return {row.name: reverse("attachment_small", args=[row.uid, max(SIDES)]) for row in rows}


def _papers(found: Article) -> list[Attachment]:
    rows = Attachment.objects.live().filter(thing_uid=found.uid)
    return [row for row in rows if not row.is_held_back]


def _for_team(request: HttpRequest, found: Article) -> dict[str, Any]:
    panels = slots.panels_for(request, TYPE, found)
    on = today()
    return {
        "tally": articles.tally(found), "missed": list(articles.missed(found)[:20]), "panels": [*panels["main"], *panels["side"]],
        "rooms": list(found.rooms.visible_to(request.actor)), "item_models": list(found.item_models.all()),
        "item_kinds": list(found.item_kinds.all()), "beside": BesideForm(request.actor),
        "is_due": bool(found.review_on and found.review_on < on),
        "uses": list(_uses(request, found)),
    }  # fmt: skip


def _uses(request: HttpRequest, found: Article) -> Any:
    rows = Ticket.objects.visible_to(request.actor).select_related("status")
    return rows.filter(pk__in=found.uses.values("ticket")).order_by("-opened_at")[:8]
