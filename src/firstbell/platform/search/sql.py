"""The two databases' ways of asking for pieces of words, as (sql, params)."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, F, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.search import text
from firstbell.platform.search.registry import ThingType

Part = tuple[str, list[Any]]
_TRIGRAMS_AT_MOST = 16
_LAST = "\U0010ffff"


def having(kind: ThingType, words: list[str]) -> Part:
    """FROM and WHERE of the entries of a type in which every word occurs; a short word must begin the entry."""
    if len(words[0]) < 3:
        return _beginning(kind, words)
    if connection.vendor == "postgresql":
        likes = " AND ".join(["e.text LIKE %s"] * len(words))
        return (
            f"FROM search_searchentry e WHERE e.id BETWEEN %s AND %s AND {likes}",
            [kind.start, kind.end, *(f"%{escaped(word)}%" for word in words)],
        )
    # Without positions the index knows only that all trigrams are there; the text says whether the word is.
    parts = [part for word in words for part in text.trigrams(word)][:_TRIGRAMS_AT_MOST]
    pieces = " AND ".join(["instr(e.text, %s) > 0"] * len(words))
    return (
        "FROM search_fts CROSS JOIN search_searchentry e ON e.id = search_fts.rowid WHERE search_fts MATCH %s "
        f"AND search_fts.rowid BETWEEN %s AND %s AND {pieces}",
        [" AND ".join(map(quoted, parts)), kind.start, kind.end, *words],
    )


def _beginning(kind: ThingType, words: list[str]) -> Part:
    if connection.vendor == "postgresql":
        begins: Part = ("e.head LIKE %s", [f"{escaped(words[0])}%"])
        holds = "e.text LIKE %s"
        others: list[Any] = [f"%{escaped(word)}%" for word in words[1:]]
    else:
        begins = ("e.head >= %s AND e.head < %s", [words[0], words[0] + _LAST])
        holds = "instr(e.text, %s) > 0"
        others = list(words[1:])
    more = "".join(f" AND {holds}" for _ in others)
    # `+` keeps SQLite from walking the range of keys instead of the index on head.
    return (
        f"FROM search_searchentry e WHERE {begins[0]} AND +e.id BETWEEN %s AND %s{more}",
        [*begins[1], kind.start, kind.end, *others],
    )


def listed(keys: list[int]) -> RawSQL:
    """These keys as a subquery, in one parameter however many they are."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [keys], output_field=BigIntegerField())
    told = json.dumps(keys)
    return RawSQL("SELECT value FROM json_each(%s)", [told], output_field=BigIntegerField())


def held(words: list[str]) -> Q:
    """Whether the text of an entry holds every word; a short first one must begin it."""
    found = Q(*(GreaterThan(StrIndex(F("text"), Value(word)), Value(0)) for word in words))
    return found & Q(head__startswith=words[0]) if len(words[0]) < 3 else found


def headed(kind: ThingType, question: str) -> Part:
    """The entry whose first code is exactly this."""
    sql = "FROM search_searchentry e WHERE e.head = %s AND +e.id BETWEEN %s AND %s"
    return sql, [question[:40], kind.start, kind.end]


def resembling(kind: ThingType, word: str, rare: list[str]) -> Part:
    """Entries that may be what somebody mistyped; the caller judges how alike they are."""
    if connection.vendor == "postgresql":
        sql = "FROM search_searchentry e WHERE e.text %%> %s AND e.id BETWEEN %s AND %s"
        return sql, [word, kind.start, kind.end]
    return (
        "FROM search_fts CROSS JOIN search_searchentry e ON e.id = search_fts.rowid WHERE search_fts MATCH %s "
        "AND search_fts.rowid BETWEEN %s AND %s",
        [" OR ".join(map(quoted, rare)), kind.start, kind.end],
    )


def visible(kind: ThingType, actor: Actor) -> Part | None:
    """What this person may see of a type; None is nothing at all."""
    seen, kept = _seen(kind, actor), kind.unseen(actor) if kind.unseen is not None else None
    if seen is None or kept is None:
        return seen
    inner, params = keys(kind, kept)
    return f"{seen[0]} AND e.id NOT IN ({inner})", [*seen[1], *params]


def _seen(kind: ThingType, actor: Actor) -> Part | None:
    schools = actor.schools(kind.permission)
    if schools is None:
        return "", []
    either: list[str] = []
    params: list[Any] = []
    if schools:
        marks = ", ".join(["%s"] * len(schools))
        either += [f"e.school_id IN ({marks})", "e.school_id IS NULL"]
        params += sorted(schools)
    if kind.mine is not None:
        try:
            inner, more = keys(kind, kind.mine(actor))
        except EmptyResultSet:
            pass
        else:
            either.append(f"e.id IN ({inner})")
            params += more
    return (f" AND ({' OR '.join(either)})", params) if either else None


def keys(kind: ThingType, things: QuerySet[Any, Any]) -> Part:
    """The entries' keys of these things."""
    made = things.order_by().annotate(entry_key=F("pk") + kind.start).values("entry_key")
    inner, params = made.query.sql_with_params()
    return inner, list(params)


def quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
