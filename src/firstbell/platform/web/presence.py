"""Which kinds of rows a thing has at all, asked of the database in one query: most things have few of them.

    presence.offer("equipment.item", "covers", lambda item: Cover.objects.filter(item=item.pk))
    presence.has(request, item, "covers")       # one query for everything that is offered on an item

The rows may ask for the `pk`, `uid` and `school_id` of the thing, and nothing else about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

from firstbell.platform.audit.models import subject_type

Rows = Callable[[Any], QuerySet[Any]]


_NO_UID = UUID("ffffffff-ffff-7fff-bfff-fffffffffff1")


@dataclass(frozen=True)
class _Anything:
    """Stands for the thing while the question is put together: no row has such numbers."""

    pk: int = 1_999_999_973
    uid: UUID = _NO_UID
    school_id: int = 1_999_999_943


_offered: dict[str, dict[str, Rows]] = defaultdict(dict)
_questions: dict[tuple[str, str], tuple[str, list[Any]]] = {}


def offer(thing_type: str, name: str, rows: Rows) -> None:
    _offered[thing_type][name] = rows
    _questions.clear()


def has(request: HttpRequest, thing: Any, name: str) -> bool:
    """Whether there are such rows, as it was when this request first asked; yes where nobody can tell."""
    kind = subject_type(thing)
    if name not in _offered[kind]:
        return True
    known: dict[Any, dict[str, bool]] = request.__dict__.setdefault("_presence", {})
    key = (kind, thing.pk)
    if key not in known:
        known[key] = _ask(kind, thing)
    return known[key][name]


def _ask(kind: str, thing: Any) -> dict[str, bool]:
    sql, places = _question(kind)
    with connection.cursor() as cursor:
        cursor.execute(sql, [_said(place, thing) for place in places])
        return {
            name: bool(is_so) for name, is_so in zip(_offered[kind], cursor.fetchone(), strict=True)
        }


def _question(kind: str) -> tuple[str, list[Any]]:
    key = (kind, connection.vendor)
    if key not in _questions:
        parts: list[str] = []
        places: list[Any] = []
        for rows in _offered[kind].values():
            asked = rows(_Anything()).query.exists().get_compiler(connection=connection)
            sql, params = asked.as_sql()
            parts.append(f"EXISTS({sql})")
            places.extend(_place(param) for param in params)
        _questions[key] = f"SELECT {', '.join(parts)}", places
    return _questions[key]


@dataclass(frozen=True)
class _Place:
    """Where the question takes this attribute of the thing."""

    name: str


def _place(param: Any) -> Any:
    stand_in = _Anything()
    known = {
        stand_in.pk: "pk", stand_in.school_id: "school_id", stand_in.uid: "uid", stand_in.uid.hex: "uid",
    }  # fmt: skip
    return _Place(known[param]) if param in known else param


def _said(place: Any, thing: Any) -> Any:
    if not isinstance(place, _Place):
        return place
    value = getattr(thing, place.name)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
