"""Answering questions: an exact code first, then what holds every word, then what was perhaps meant."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import BigIntegerField, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact

from firstbell.lib import natural
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.models import Event
from firstbell.platform.search import registry, sql, text
from firstbell.platform.search.models import SearchEntry
from firstbell.platform.search.registry import ThingType
from firstbell.platform.search.sql import Part

LOOKED_AT = 40
RESEMBLING = 120
# Up to so many are found before a list is read; of more, every twentieth row of a long list holds the words.
FEW = 3_000
ALIKE = 0.74
_COLUMNS = "e.id, e.thing_uid, e.label, e.detail, e.text"


@dataclass(frozen=True)
class Found:
    kind: ThingType
    thing_id: int
    uid: UUID
    label: str
    detail: str
    text: str
    exact: bool = False


@dataclass(frozen=True)
class Group:
    kind: ThingType
    found: list[Found]
    more: bool


@dataclass(frozen=True)
class Answer:
    groups: list[Group]
    guessed: bool = False

    @property
    def exact(self) -> list[Found]:
        return [one for group in self.groups for one in group.found if one.exact]

    @property
    def only(self) -> Found | None:
        """The one thing that was certainly meant: whose code was typed or scanned."""
        return self.exact[0] if len(self.exact) == 1 else None


def find(question: str, *, actor: Actor, most: int = 6, types: list[str] | None = None) -> Answer:
    """The best `most` of every type of thing that this person may see, in one statement."""
    words = text.asked(question)
    kinds = [
        (kind, seen) for kind in _wanted(types) if (seen := sql.visible(kind, actor)) is not None
    ]
    if not words or not kinds:
        return Answer([])
    folded = text.fold(question)
    parts = []
    for kind, seen in kinds:
        parts.append(_select(sql.headed(kind, folded), seen, 5))
        parts.append(_select(sql.having(kind, words), seen, LOOKED_AT))
    found = _read(parts, folded)
    if found:
        return Answer(_grouped(found, most, folded))
    return Answer(_grouped(_near(words[0], kinds), most, words[0]), guessed=True)


def matching(name: str, question: str) -> RawSQL | None:
    """The keys of a type's things that hold every word, as a subquery for a list; None when nothing was asked."""
    words = text.asked(question)
    if not words:
        return None
    kind = registry.named(name)
    inner, params = sql.having(kind, words)
    return RawSQL(f"SELECT e.id - {kind.start} {inner}", params, output_field=BigIntegerField())  # noqa: S611 -- built from constants


def holding(name: str, question: str) -> Q | None:
    """Which things of a type hold every word, for a list that is long and sorted by something else.

    Of few, their keys, found once; of so many that any page of the list is soon full, whether each of them does.
    """
    words = text.asked(question)
    if not words:
        return None
    kind = registry.named(name)
    inner, params = sql.having(kind, words)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT e.id - {kind.start} {inner} LIMIT {FEW + 1}", params)
        found = [pk for (pk,) in cursor.fetchall()]
    if len(found) <= FEW:
        return Q(pk__in=sql.listed(found))
    entry = SearchEntry.objects.filter(pk=OuterRef("pk") + kind.start)
    return Q(Exact(Subquery(entry.values(held=sql.held(words))), Value(True)))  # noqa: FBT003 -- a value of SQL


def _wanted(names: list[str] | None) -> list[ThingType]:
    return [kind for kind in registry.types() if names is None or kind.name in names]


def _select(part: Part, seen: Part, limit: int) -> Part:
    statement = f"SELECT * FROM (SELECT {_COLUMNS} {part[0]}{seen[0]} LIMIT {limit}) AS part"  # noqa: S608
    return statement, [*part[1], *seen[1]]


def _read(parts: list[Part], folded: str) -> list[Found]:
    rows: dict[int, Found] = {}
    kinds = {registry.number(kind.name): kind for kind in registry.types()}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(part[0] for part in parts), [p for part in parts for p in part[1]]
        )
        for key, uid, label, detail, written in cursor.fetchall():
            kind = kinds[key // registry.SPAN]
            rows[key] = Found(
                kind, key - kind.start, uid if isinstance(uid, UUID) else UUID(uid), label, detail, written,
                exact=folded in text.codes_of(written) or folded == text.fold(label),
            )  # fmt: skip
    return list(rows.values())


def _grouped(found: list[Found], most: int, folded: str) -> list[Group]:
    groups: dict[str, list[Found]] = {}
    for one in sorted(found, key=lambda one: _rank(one, folded)):
        groups.setdefault(one.kind.name, []).append(one)
    made = [Group(kept[0].kind, kept[:most], len(kept) > most) for kept in groups.values()]
    return sorted(
        made, key=lambda group: (not group.found[0].exact, group.kind.order, group.kind.title)
    )


def _rank(one: Found, folded: str) -> tuple[int, str]:
    label = text.fold(one.label)
    order = (
        one.exact,
        label == folded,
        any(code.startswith(folded) for code in text.codes_of(one.text)),
        label.startswith(folded),
        f" {folded}" in f" {label}",
    )
    return next((place for place, true in enumerate(order) if true), len(order)), natural.key(
        one.label
    )


def _near(word: str, kinds: list[tuple[ThingType, Part]]) -> list[Found]:
    if len(word) < 4:
        return []
    rare = _rare(word)
    if rare is None:
        return []
    parts = [_select(sql.resembling(kind, word, rare), seen, RESEMBLING) for kind, seen in kinds]
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('pg_trgm.word_similarity_threshold', '0.4', true)"
                )
        found = _read(parts, word)
    judged = [(text.likeness(word, one.text), one) for one in found]
    best = max((alike for alike, _ in judged), default=0.0)
    return [one for alike, one in judged if alike >= max(ALIKE, best - 0.1)]


def _rare(word: str) -> list[str] | None:
    """The rarest trigrams of a word that are in the index at all: few rows to judge, whatever was typed."""
    if connection.vendor == "postgresql":
        return []
    parts = text.trigrams(word)
    marks = ", ".join(["%s"] * len(parts))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT term, doc FROM search_vocab WHERE term IN ({marks})", parts)  # noqa: S608 -- marks only
        known = sorted(cursor.fetchall(), key=lambda row: row[1])
    return [str(term) for term, _ in known[:4]] or None


def recent(*, actor: Actor, most: int = 8) -> list[Found]:
    """What this person changed last, as far as they may still see it."""
    news = Event.objects.filter(actor_key=actor.key).order_by("-id")
    wanted = list(dict.fromkeys(news.values_list("subject_type", "subject_uid")[:60]))
    parts = []
    for kind in registry.types():
        uids = [uid for name, uid in wanted if name == kind.model._meta.label_lower]
        seen = sql.visible(kind, actor)
        if uids and seen is not None:
            parts.append(_select(_entries_of(kind, uids), seen, len(uids)))
    found = {one.uid: one for one in _read(parts, "")} if parts else {}
    return [found[uid] for _, uid in wanted if uid in found][:most]


def _entries_of(kind: ThingType, uids: list[UUID]) -> Part:
    inner, params = sql.keys(kind, kind.model._default_manager.filter(uid__in=uids))
    return f"FROM search_searchentry e WHERE e.id IN ({inner})", params
