from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.html import format_html

from firstbell.platform.accounts.models import Account
from firstbell.platform.lists.specs import Button, Column, Empty, Filter, ListSpec, Preset
from firstbell.support.models import Article, Category, Use, Vote
from firstbell.support.states import ArticleState, Audience

VIEW, WRITE = "support.view", "support.write"
STATES: dict[str, tuple[str, str, str]] = {
    ArticleState.DRAFT: ("quiet", "Draft", "pencil"), ArticleState.INTERNAL: ("live", "Internal", "lock"),
    ArticleState.PUBLISHED: ("ok", "Published", "circle-check"), ArticleState.AWAY: ("quiet", "Put away", "archive"),
}  # fmt: skip


def _fill_votes(rows: list[dict[str, Any]]) -> None:
    found = Vote.objects.filter(article__in=[row["pk"] for row in rows]).values("article_id")
    counted = found.annotate(
        yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False))
    )
    known = {one["article_id"]: one for one in counted}
    for row in rows:
        one = known.get(row["pk"], {"yes": 0, "no": 0})
        row["helped"], row["helped_not"] = one["yes"], one["no"]


def _helped(row: dict[str, Any]) -> str:
    if not row["helped"] and not row["helped_not"]:
        return ""
    return format_html("{} yes, {} no", row["helped"], row["helped_not"])


def _fill_solved(rows: list[dict[str, Any]]) -> None:
    used = Use.objects.filter(
        article__in=[row["pk"] for row in rows], ticket__solved_at__isnull=False
    )
    known = dict(used.values_list("article_id").annotate(n=Count("pk")))
    for row in rows:
        row["solved"] = known.get(row["pk"], 0)


_MISSED = Exists(Vote.objects.filter(article=OuterRef("pk"), helped=False, settled_at=None).exclude(missing=""))  # fmt: skip

ARTICLES = ListSpec(
    name="support.articles",
    title="All articles",
    things=("article", "articles"),
    rows=lambda actor: Article.objects.visible_to(actor),
    permission=VIEW,
    url_name="support:articles_all",
    search="support.article",
    school_path="",
    default_sort="name",
    row_url=lambda row: f"/articles/{row['slug']}/",
    row_label="title",
    always=("slug", "title"),
    columns=[
        Column("name", "Title", path="title", phone=1),
        Column("state", "State", "status", path="state", states=STATES, choices=ArticleState.choices, phone=3),
        Column("audience", "For", "choice", path="audience", choices=Audience.choices, phone=2),
        Column("about", "About", path="category__name", sort="category__order", filter=Filter("choice", "category", model=Category)),
        Column("author", "Written by", "person", path="author__name",
               filter=Filter("person", "author", model=Account, search=("name__icontains",))),
        Column("reviewer", "Read through by", "person", path="reviewer__name", default=False,
               filter=Filter("person", "reviewer", model=Account, search=("name__icontains",))),
        Column("review", "To read by", "date", path="review_on", phone=4),
        Column("votes", "Helped", path="pk", fill=_fill_votes, render=_helped, sort="", filter=False,
               export=lambda row: f"{row['helped']} yes, {row['helped_not']} no"),
        Column("solved", "Tickets solved", "number", path="pk", fill=_fill_solved, sort="", filter=False,
               render=lambda row: str(row["solved"] or ""), export=lambda row: row["solved"]),
        Column("missed", "Somebody missed something", "bool", path="was_missed", annotate={"was_missed": _MISSED}, default=False),
        Column("changed", "Changed", "moment", path="changed_at"),
        Column("edition", "Edition", "number", path="edition", default=False),
        Column("starts", "Shown from", "moment", path="shown_from", default=False),
        Column("ends", "Shown until", "moment", path="shown_until", default=False),
        Column("school_name", "School", path="school__short_name", default=False),
    ],
    presets=[
        Preset("To read through", "review.before=today&state=internal,published"),
        Preset("Something was missing", "missed=yes"),
        Preset("Drafts", "state=draft"),
        Preset("Published", "state=published"),
    ],
    buttons=[
        Button("As readers see them", "support:articles", "eye", VIEW),
        Button("New article", "support:article_new", "plus", WRITE, primary=True),
    ],
    empty=Empty("Write down what you are asked twice; it is suggested to whoever reports the same.",
                title="No article yet", icon="book"),
    icon="book",
)  # fmt: skip
