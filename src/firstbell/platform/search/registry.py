"""What can be searched: a room says in plugs.py how its things are found, and by whom."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from firstbell.platform.accounts.actors import Actor

SPAN = 1 << 40


class Entry(NamedTuple):
    """One thing as search keeps it. Keep `words` short: each letter is an entry of the index.

    `most` letters of them are kept; only where a text itself is looked for is that more than usual.
    """

    thing_id: int
    thing_uid: UUID
    school_id: int | None
    label: str
    detail: str = ""
    codes: Sequence[str] = ()
    words: str = ""
    most: int = 600


@dataclass(frozen=True)
class ThingType:
    """`entry(thing)` writes a thing down; `rows` is what `reindex` walks over, with `select_related` for `entry`.

    `mine(actor)` gives the rows that somebody may see without the permission (what they hold).
    """

    model: type[models.Model]
    name: str
    title: str
    icon: str
    permission: str
    entry: Callable[[Any], Entry]
    rows: Callable[[], models.QuerySet[Any, Any]] | None = None
    mine: Callable[[Actor], models.QuerySet[Any, Any]] | None = None
    order: int = 50
    # Rows that are kept from somebody though they hold the permission; None is none.
    unseen: Callable[[Actor], models.QuerySet[Any, Any] | None] | None = None
    # Reads what `entry` needs beside the rows themselves, for many at once.
    fill: Callable[[Sequence[Any]], None] | None = None

    def filled(self, things: Sequence[Any]) -> Sequence[Any]:
        if self.fill is not None:
            self.fill(things)
        return things

    def every(self) -> models.QuerySet[Any, Any]:
        return self.rows() if self.rows else self.model._default_manager.all()

    @property
    def start(self) -> int:
        return number(self.name) * SPAN

    @property
    def end(self) -> int:
        return self.start + SPAN - 1


_types: dict[str, ThingType] = {}
_by_model: dict[type[models.Model], ThingType] = {}


def number(name: str) -> int:
    """A type's number never changes, because it is made of its name."""
    return zlib.crc32(name.encode()) & 0x3FFFFF


def index(kind: ThingType) -> None:
    """Make a type of thing findable."""
    if kind.name in _types or any(one.start == kind.start for one in _types.values()):
        raise LookupError(
            f"{kind.name} is indexed twice, or its number is taken: call it something else"
        )
    _types[kind.name] = _by_model[kind.model] = kind


def named(name: str) -> ThingType:
    try:
        return _types[name]
    except KeyError:
        raise LookupError(f"No plugs.py makes {name} findable") from None


def of(thing: Any) -> ThingType:
    return _by_model[type(thing)]


def types() -> list[ThingType]:
    return sorted(_types.values(), key=lambda one: (one.order, one.title))
