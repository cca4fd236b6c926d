"""What the team knows, written down: for itself, for staff, for students, for everybody."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from firstbell.equipment.models import Category as ItemKind
from firstbell.equipment.models import Model
from firstbell.places.models import Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import School, Versioned, Viewer
from firstbell.support.models.setup import Category
from firstbell.support.models.tickets import Ticket
from firstbell.support.states import ArticleState, Audience

_READ_WITH = {
    "support.read": (Audience.EVERYBODY, Audience.STUDENTS), "support.read_staff": (Audience.STAFF,),
}  # fmt: skip


def _in(schools: frozenset[int] | None) -> Q:
    """Of these schools, and of the trust."""
    if schools is None:
        return Q()
    return Q(school_id__in=schools) | Q(school=None) if schools else Q(pk__in=())


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, actor: Viewer) -> Self:
        """The team sees all of its schools and of the trust; others what is published for them, while it is."""
        team = actor.schools("support.view")
        return self if team is None else self.filter(_in(team) | self._for_readers(actor))

    def read_by(self, actor: Viewer) -> Self:
        return self.filter(self._for_readers(actor))

    def _for_readers(self, actor: Viewer) -> Q:
        found = Q(pk__in=())
        for permission, audiences in _READ_WITH.items():
            found |= Q(audience__in=audiences) & _in(actor.schools(permission))
        return found & _SHOWN

    def usable(self) -> Self:
        """What an answer may point to and search finds: neither drafts nor what was put away."""
        return self.filter(state__in=(ArticleState.INTERNAL, ArticleState.PUBLISHED))

    def kept(self) -> Self:
        return self.exclude(state=ArticleState.AWAY)


_SHOWN = (
    Q(state=ArticleState.PUBLISHED)
    & (Q(shown_from=None) | Q(shown_from__lte=Now()))
    & (Q(shown_until=None) | Q(shown_until__gt=Now()))
)


class Article(Versioned):
    """Of one school, or of the trust where no school is given. What it said before is in its editions."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    slug = models.SlugField(max_length=80, unique=True, editable=False)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    words = models.TextField(blank=True, editable=False)
    audience = models.CharField("for", max_length=10, choices=Audience, default=Audience.STAFF)
    state = models.CharField(max_length=10, choices=ArticleState, default=ArticleState.DRAFT)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    item_models = models.ManyToManyField(Model, blank=True, related_name="+")
    item_kinds = models.ManyToManyField(ItemKind, blank=True, related_name="+")
    rooms = models.ManyToManyField(Room, blank=True, related_name="+")
    from_ticket = models.ForeignKey(
        Ticket, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reviewer = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    review_on = models.DateField("read through by", null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    shown_from = models.DateTimeField(null=True, blank=True)
    shown_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(editable=False)
    edition = models.PositiveIntegerField(default=1, editable=False)

    objects: Any = ArticleQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {
        "slug", "title", "body", "words", "audience", "state", "review_on", "reviewed_at", "shown_from", "shown_until",
        "published_at", "changed_at", "edition", "created_at",
    }  # fmt: skip

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_from=None) | Q(shown_until=None) | Q(shown_until__gt=F("shown_from")),
                name="support_article_shown_forwards",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        return self.state == ArticleState.PUBLISHED


class Edition(models.Model):
    """What an article said once. Rows are only added."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    by_name = models.CharField(max_length=200)
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    personal = {"by_name": "name"}
    plain = {"number", "title", "body", "why", "at"}

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="support_edition_once")
        ]

    def __str__(self) -> str:
        return f"Edition {self.number} of {self.title}"


class Vote(models.Model):
    """Whether an article helped somebody, and what they missed. One each; the last word counts."""

    uid = UidField()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="votes")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    helped = models.BooleanField()
    missing = models.TextField("what was missing", blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    personal = {"missing": "text"}
    plain = {"helped", "at", "settled_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "account"], name="support_vote_once")
        ]

    def __str__(self) -> str:
        return f"{self.article}: {'helped' if self.helped else 'did not help'}"


class Use(models.Model):
    """An article that was sent to somebody on a ticket."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="uses")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    personal: dict[str, str] = {}
    plain = {"at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "ticket"], name="support_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.article} on {self.ticket}"
