"""Which articles may help: while somebody types, beside a thing, a room or a ticket, and which are to be read through."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from rapidfuzz.distance import OSA

from firstbell.equipment.models import Item
from firstbell.lib import prose
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.search import text
from firstbell.support.models import Article, Category, Ticket, Use, Vote

WORDS_AT_MOST, CANDIDATES, FEW = 12, 200, 4
_SLIP = 0.74
_IN_PIECES = re.compile(r"[a-z0-9]+(?:[-'’][a-z0-9]+)*")
# Words that say nothing of what an article is about.
_EMPTY = frozenset(
    ["a", "about", "after", "again", "all", "also", "an", "and", "any", "are", "as", "at", "be", "been", "before", "but", "by", "can", "cannot", "come", "comes", "could", "did", "do", "does", "done", "for", "from", "get", "go", "got", "had", "has", "have", "he", "help", "her", "here", "his", "how", "i", "if", "in", "into", "is", "isn't", "it", "its", "just", "like", "me", "my", "no", "not", "now", "of", "off", "on", "one", "only", "or", "our", "out", "please", "press", "said", "say", "says", "see", "she", "so", "some", "still", "than", "that", "the", "their", "them", "then", "there", "they", "this", "to", "too", "try", "turn", "up", "us", "use", "very", "want", "was", "we", "what", "when", "where", "which", "who", "will", "with", "won't", "work", "working", "works", "would", "you", "your", "don't", "doesn't", "can't", "i've", "it's"]
)  # fmt: skip


def words_of(said: str) -> list[str]:
    """The words that tell one text from another, each once."""
    plain = _IN_PIECES.findall(text.fold(said).replace("’", "'"))
    return [word for word in dict.fromkeys(plain) if len(word) > 1 and word not in _EMPTY]


def searchable(title: str, body: str) -> str:
    return " ".join(words_of(f"{title} {prose.plain(body)}"))[:8_000]


@dataclass(frozen=True)
class About:
    """What is known already of what somebody needs."""

    said: str = ""
    category: Category | None = None
    room: Room | None = None
    items: tuple[Item, ...] = ()

    def linked(self) -> Q:
        """Articles that were said to belong here."""
        found = Q(pk__in=())
        if self.room is not None:
            found |= Q(pk__in=Article.rooms.through.objects.filter(room=self.room).values("article"))  # fmt: skip
        if self.items:
            found |= of_items(self.items)
        return found


def of_items(items: Iterable[Item]) -> Q:
    things = list(items)
    models = Article.item_models.through.objects.filter(model__in={one.model_id for one in things if one.model_id})  # fmt: skip
    kinds = Article.item_kinds.through.objects.filter(category__in={one.category_id for one in things})  # fmt: skip
    return Q(pk__in=models.values("article")) | Q(pk__in=kinds.values("article"))


def of_room(room: Room) -> Q:
    return About(room=room).linked()


def suggested(actor: Actor, about: About, *, most: int = FEW) -> list[dict[str, Any]]:
    """The likeliest first: by the words that were said, by what it is about, and by what it was shown with."""
    rows = Article.objects.visible_to(actor).usable()
    found = _candidates(rows, about, said := words_of(about.said)[:WORDS_AT_MOST])
    if not found and said:
        said = _meant(rows, said)
        found = _candidates(rows, about, said) if said else []
    judged = sorted(((_score(row, said, about), row) for row in found), key=lambda one: (-one[0], one[1]["title"]))  # fmt: skip
    return [row for score, row in judged[:most] if score >= _enough(said, about)]


def _enough(said: list[str], about: About) -> int:
    return 1 if not said or about.category else 2


def _candidates(rows: QuerySet[Article], about: About, said: list[str]) -> list[dict[str, Any]]:
    wanted = Q(pk__in=())
    for word in said:
        wanted |= Q(words__contains=stem(word))
    if about.category is not None:
        wanted |= Q(category=about.category)
    linked = about.linked()
    read: QuerySet[Any, Any] = rows.filter(wanted | linked).annotate(
        linked=Exists(Article.objects.filter(linked, pk=OuterRef("pk")))
    )
    names = ("pk", "slug", "title", "words", "category_id", "audience", "linked")
    return list(read.order_by("-changed_at").values(*names)[:CANDIDATES])  # fmt: skip


def stem(word: str) -> str:
    """Without the ending that one writes and another does not: printers, printing, printed."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


def _score(row: dict[str, Any], said: list[str], about: About) -> int:
    title, body = text.fold(row["title"]), f" {row['words']}"
    score = 4 if row["linked"] else 0
    score += 2 if about.category is not None and row["category_id"] == about.category.pk else 0
    for word in said:
        begins = f" {stem(word)}"
        score += 3 if begins in f" {title}" else 1 if begins in body else 0
    return score


def _meant(rows: QuerySet[Article], said: list[str]) -> list[str]:
    """What was perhaps meant by words that no article has: a slip of the finger in a long one."""
    known: set[str] = set()
    for words in rows.order_by("-changed_at").values_list("words", flat=True)[:CANDIDATES]:
        known.update(words.split())
    long = [word for word in known if len(word) > 3]
    found = []
    for word in said:
        alike = max(long, key=lambda one: OSA.normalized_similarity(word, one), default="")
        if len(word) > 3 and OSA.normalized_similarity(word, alike) >= _SLIP:
            found.append(alike)
    return found


def overdue(actor: Actor, today: date) -> QuerySet[Article]:
    """What its day has come for, to be read through again."""
    rows: QuerySet[Article] = Article.objects.visible_to(actor).usable()
    return rows.filter(review_on__lt=today).order_by("review_on", "title")


def missed(article: Article) -> QuerySet[Vote]:
    rows = Vote.objects.filter(article=article, helped=False, settled_at=None).exclude(missing="")
    return rows.select_related("account").order_by("-at")


def tally(article: Article) -> dict[str, int]:
    """How often it helped, how often not, and how many tickets were solved with it."""
    votes = Vote.objects.filter(article=article).aggregate(
        yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False))
    )
    return {**votes, "solved": Use.objects.filter(article=article, ticket__solved_at__isnull=False).count()}  # fmt: skip


def for_ticket(actor: Actor, ticket: Ticket, said: str = "") -> list[dict[str, Any]]:
    items = tuple(one.item for one in ticket.things.select_related("item"))
    about = About(said or ticket.title, ticket.category, ticket.room, items)
    return suggested(actor, about, most=6)
