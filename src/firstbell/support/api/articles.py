"""Articles by API: to read them elsewhere, and to bring in what was written before."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.days import Day
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import writing
from firstbell.support.api.shapes import Line, Text
from firstbell.support.models import Article, Category
from firstbell.support.queries import articles as questions
from firstbell.support.states import ArticleState, Audience

router = Router(tags=["Support"])
_WITH = ("school", "category", "author", "reviewer")


class ArticleOut(Schema):
    """`body` is as it was written, with its marks."""

    uid: UUID
    version: int
    school: Thing | None
    title: str
    body: str
    address: str
    audience: str
    state: str
    category: Thing | None
    author: str
    reviewer: str
    review_on: Day | None
    shown_from: datetime | None
    shown_until: datetime | None
    edition: int
    changed_at: datetime

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_category = staticmethod(lambda row: named(row.category))
    resolve_address = staticmethod(lambda row: f"/articles/{row.slug}/")
    resolve_author = staticmethod(lambda row: row.author.name if row.author else "")
    resolve_reviewer = staticmethod(lambda row: row.reviewer.name if row.reviewer else "")


class ArticlePage(Schema):
    items: list[ArticleOut]
    next: str | None


class ArticleFilter(Paging):
    state: ArticleState | None = None
    audience: Audience | None = None
    category: UUID | None = None
    overdue: bool = False


class ArticleIn(Sent):
    """Without a school it is of the whole trust."""

    school: UUID | None = None
    title: Line
    body: Text = ""
    audience: Audience = Audience.STAFF
    category: UUID | None = None
    state: ArticleState = ArticleState.DRAFT
    review_on: Day | None = None


class ArticleChange(Sent):
    title: Line = ""
    body: Text = ""
    audience: Audience = Audience.STAFF
    category: UUID | None = None
    state: ArticleState = ArticleState.DRAFT
    review_on: Day | None = None


def _article(request: HttpRequest, uid: UUID) -> Article:
    rows = Article.objects.visible_to(request.actor).select_related(*_WITH)
    found: Article = get_object_or_404(rows, uid=uid)
    return found


def _category(request: HttpRequest, uid: UUID | None) -> Any:
    return get_object_or_404(Category.objects.visible_to(request.actor), uid=uid) if uid else None


@router.get("articles", response=ArticlePage, summary="Articles")
def articles(request: HttpRequest, query: Query[ArticleFilter]) -> dict[str, Any]:
    rows: Any = Article.objects.visible_to(request.actor)
    if query.overdue:
        rows = questions.overdue(request.actor, clock.now().date()).order_by()
    rows = rows.filter(state=query.state) if query.state else rows
    rows = rows.filter(audience=query.audience) if query.audience else rows
    rows = rows.filter(category__uid=query.category) if query.category else rows
    return page(rows.select_related(*_WITH), query)


@router.get("articles/{uid}", response=ArticleOut, summary="One article")
def article(request: HttpRequest, uid: UUID) -> Article:
    return _article(request, uid)


@router.post("articles", response={201: ArticleOut}, summary="Write an article")
def write(request: HttpRequest, body: ArticleIn) -> Status[Article]:
    schools = School.objects.visible_to(request.actor, writing.WRITE)
    school = get_object_or_404(schools, uid=body.school) if body.school else None
    words = body.dict(exclude={"school", "state", "category"})
    by, at = request.actor, clock.now()
    made = writing.write(school, category=_category(request, body.category), by=by, at=at, **words)
    if body.state != ArticleState.DRAFT:
        writing.set_state(made, body.state, by=by, at=at)
    return Status(201, _article(request, made.uid))


@router.patch("articles/{uid}", response=ArticleOut, summary="Change an article")
def change(request: HttpRequest, uid: UUID, body: ArticleChange) -> Article:
    found = _article(request, uid)
    require(request.actor, writing.WRITE, found)
    words = body.dict(exclude_unset=True)
    state = words.pop("state", None)
    if "category" in words:
        words["category"] = _category(request, words["category"])
    by, at, version = request.actor, clock.now(), version_read(request)
    if words:
        writing.change(found, by=by, at=at, version=version, **words)
    if state is not None and state != found.state:
        writing.set_state(found, state, by=by, at=at)
    return found
