"""Things of the rooms above, by the kind and uid that notes, tags and pictures keep, and reached through a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from firstbell.platform.accounts.actors import Actor

Load = Callable[[Actor, UUID], Any | None]


@dataclass(frozen=True, slots=True)
class Noun:
    """`load(actor, uid)` gives the thing if this person may see it; `change` is the permission to add to it."""

    thing_type: str
    change: str
    load: Load
    more: dict[str, str]


class Nouns:
    """The kinds of thing that one platform app is told of by the rooms, in their plugs.py."""

    def __init__(self) -> None:
        self._nouns: dict[str, Noun] = {}

    def accept(self, thing_type: str, permission: str, *, load: Load, **more: str) -> None:
        if thing_type in self._nouns:
            raise LookupError(f"{thing_type} is accepted twice")
        self._nouns[thing_type] = Noun(thing_type, permission, load, more)

    def noun(self, thing_type: str) -> Noun | None:
        return self._nouns.get(thing_type)

    def types(self) -> list[str]:
        return sorted(self._nouns)

    def thing(self, actor: Actor, thing_type: str, uid: UUID) -> Any | None:
        """The thing, or None where it is not this person's to see, or not a kind that is known."""
        noun = self._nouns.get(thing_type)
        return noun.load(actor, uid) if noun else None
