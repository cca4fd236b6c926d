"""Articles: written, published, read through again, shown beside things, and judged by whom they were for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from firstbell.equipment.models import Category as ItemKind
from firstbell.equipment.models import Model
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import EventType, announce, changes_between
from firstbell.platform.search import entries
from firstbell.platform.search.registry import Entry as SearchEntry
from firstbell.platform.tenancy.models import School
from firstbell.support import events
from firstbell.support.models import Article, Edition, Ticket, Use, Vote
from firstbell.support.queries import articles
from firstbell.support.states import ArticleState, Audience

WRITE, VOTE = "support.write", "support.read"
EDITABLE = (
    "school", "title", "body", "audience", "category", "reviewer", "review_on", "shown_from", "shown_until",
)  # fmt: skip
_LINKS = {Room: "rooms", Model: "item_models", ItemKind: "item_kinds"}
_LABELS = {"review_on": "read through by", "shown_from": "shown from", "shown_until": "shown until", "audience": "for"}  # fmt: skip
_LONG = {"body", "words"}


def entry(article: Article) -> SearchEntry:
    """Its words are found, and not only its title: somebody remembers what it said."""
    who = article.get_audience_display()
    detail = who if article.is_published else f"{article.get_state_display()}, {who.lower()}"
    return SearchEntry(
        article.pk, article.uid, article.school_id, article.title, detail, words=article.words, most=8_000
    )  # fmt: skip


def write(
    school: School | None, *, title: str, by: Actor, at: datetime, body: str = "", ticket: Ticket | None = None, **values: Any
) -> Article:  # fmt: skip
    """A draft. Made from a ticket it is shown with the models of the ticket's things from the beginning."""
    require(by, WRITE, school)
    _known(values)
    article = Article(
        school=school, author_id=by.account_id, from_ticket=ticket, created_at=at, changed_at=at,
        **{"audience": Audience.STAFF, **values},
    )  # fmt: skip
    _say(article, title, body)
    with transaction.atomic():
        article.slug = _slug(article.title)
        article.save()
        if ticket is not None:
            article.item_models.set({row.item.model_id for row in ticket.things.select_related("item") if row.item.model_id})  # fmt: skip
        _keep(article, by=by, at=at, why=f"Written from {ticket.number}" if ticket else "")
        announce(events.ARTICLE_WRITTEN, article, by=by, at=at, about=[ticket] if ticket else [])
        entries.put(article)
    return article


def change(
    article: Article, *, by: Actor, at: datetime, version: int | None = None, why: str = "", **values: Any
) -> Article:  # fmt: skip
    """Words that change make a new edition."""
    require(by, WRITE, article)
    _known(values)
    if "school" in values:
        require(by, WRITE, values["school"])
    with transaction.atomic():
        if version is not None:
            article.version = version
        _change(article, values, events.ARTICLE_CHANGED, by=by, at=at, why=why)
    return article


def set_state(article: Article, state: str, *, by: Actor, at: datetime) -> Article:
    require(by, WRITE, article)
    if state == ArticleState.PUBLISHED and not article.body.strip():
        raise Refusal("There is nothing to read in it yet.", fields={"body": "Write it first"})
    values: dict[str, Any] = {"state": state}
    if state == ArticleState.PUBLISHED:
        values["published_at"] = article.published_at or at
    to = "a draft again" if state == ArticleState.DRAFT else ArticleState(state).label.lower()
    with transaction.atomic():
        _change(article, values, events.ARTICLE_SET, by=by, at=at, to=to)
    return article


def restore(article: Article, edition: Edition, *, by: Actor, at: datetime) -> Article:
    """What it said then is what it says now; nothing of what came between is lost."""
    require(by, WRITE, article)
    if edition.article_id != article.pk:
        raise LookupError("That is an edition of another article")
    values, why = {"title": edition.title, "body": edition.body}, f"As edition {edition.number}"
    with transaction.atomic():
        if not _change(article, values, events.ARTICLE_RESTORED, by=by, at=at, why=why, edition=edition.number):  # fmt: skip
            raise Conflict(f"It says just what edition {edition.number} said.")
    return article


def review(article: Article, *, next_on: Any, by: Actor, at: datetime) -> Article:
    """Somebody read it and it still holds; the day it is read next is theirs to say."""
    require(by, WRITE, article)
    if next_on is not None and next_on <= at.date():
        raise Refusal("Choose a day to come.", fields={"review_on": "A day to come"})
    with transaction.atomic():
        article.review_on, article.reviewed_at = next_on, at
        article.bump("review_on", "reviewed_at")
        announce(events.ARTICLE_REVIEWED, article, by=by, at=at)
    return article


def link(article: Article, thing: Any, *, by: Actor, at: datetime) -> None:
    """Show it on the pages of this room, of things of this model, or of this kind."""
    require(by, WRITE, article)
    beside = getattr(article, _LINKS[type(thing)])
    if beside.filter(pk=thing.pk).exists():
        raise Conflict(f"It is shown with {thing} already.")
    with transaction.atomic():
        beside.add(thing)
        announce(events.ARTICLE_LINKED, article, by=by, at=at, about=[thing], thing=str(thing))


def unlink(article: Article, thing: Any, *, by: Actor, at: datetime) -> None:
    require(by, WRITE, article)
    with transaction.atomic():
        getattr(article, _LINKS[type(thing)]).remove(thing)
        announce(events.ARTICLE_UNLINKED, article, by=by, at=at, about=[thing], thing=str(thing))


def vote(article: Article, *, helped: bool, missing: str = "", by: Actor, at: datetime) -> Vote:
    require(by, VOTE, article)
    if by.account_id is None or not Article.objects.visible_to(by).filter(pk=article.pk).exists():
        raise NotAllowed("Only whoever reads it says whether it helped.")
    words = "" if helped else missing.replace("\x00", "").strip()[:2_000]
    with transaction.atomic():
        made, _ = Vote.objects.update_or_create(
            article=article, account_id=by.account_id,
            defaults={"helped": helped, "missing": words, "at": at, "settled_at": None},
        )  # fmt: skip
        if helped or words:
            kind = events.ARTICLE_HELPED if helped else events.ARTICLE_MISSED
            announce(kind, article, by=by, at=at)
    return made


def settle(found: Vote, *, by: Actor, at: datetime) -> None:
    """What somebody missed is written now, or will not be."""
    require(by, WRITE, found.article)
    with transaction.atomic():
        found.settled_at = at
        found.save(update_fields=["settled_at"])
        announce(events.ARTICLE_SETTLED, found.article, by=by, at=at)


def sent_with(ticket: Ticket, slugs: list[str], *, at: datetime) -> None:
    """Articles whose addresses stood in an answer: each counts once for a ticket."""
    for article in Article.objects.filter(slug__in=slugs):
        Use.objects.get_or_create(article=article, ticket=ticket, defaults={"at": at})


def _known(values: dict[str, Any]) -> None:
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise LookupError(f"{', '.join(sorted(unknown))} cannot be changed")
    first, last = values.get("shown_from"), values.get("shown_until")
    if first and last and last <= first:
        raise Refusal("It would be gone before it comes.", fields={"shown_until": "After the day it comes"})  # fmt: skip


def _say(article: Article, title: str, body: str) -> None:
    title = " ".join(title.replace("\x00", "").split())
    if not title:
        raise Refusal("Give it a title.", fields={"title": "What somebody would ask"})
    article.title, article.body = title[:200], body.replace("\x00", "").strip()[:60_000]
    article.words = articles.searchable(article.title, article.body)


def _slug(title: str) -> str:
    """Its address; kept for good, so that what was sent to somebody leads there still."""
    base = slugify(title)[:70].strip("-") or "article"
    if base in ("new", "all", "suggested", "how-it-looks"):
        base = f"{base}-article"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if one not in taken)  # fmt: skip


def _change(
    article: Article, values: dict[str, Any], kind: EventType, *, by: Actor, at: datetime, why: str = "", **words: Any
) -> bool:  # fmt: skip
    if "title" in values or "body" in values:
        said = Article(pk=article.pk)
        _say(said, values.get("title", article.title), values.get("body", article.body))
        values = {**values, "title": said.title, "body": said.body, "words": said.words}
    changes = changes_between(article, values, _LABELS)
    if not changes:
        return False
    told = [one for one in changes if one.field not in _LONG]
    says_else = article.title != values.get("title", article.title) or article.body != values.get("body", article.body)  # fmt: skip
    values["changed_at"] = at
    for name, value in values.items():
        setattr(article, name, value)
    article.bump(*values)
    if says_else:
        _keep(article, by=by, at=at, why=why)
    announce(kind, article, by=by, at=at, changes=told, **words)
    _index(article)
    return True


def _keep(article: Article, *, by: Actor, at: datetime, why: str) -> None:
    last = article.editions.aggregate(last=Max("number"))["last"] or 0
    article.editions.create(
        number=last + 1,
        title=article.title,
        body=article.body,
        by_name=by.name[:200],
        why=why[:200],
        at=at,
    )
    article.edition = last + 1
    Article.objects.filter(pk=article.pk).update(edition=last + 1)


def _index(article: Article) -> None:
    if article.state == ArticleState.AWAY:
        entries.drop(article)
    else:
        entries.put(article)
