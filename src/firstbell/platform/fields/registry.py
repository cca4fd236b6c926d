"""What the rooms tell of their nouns in plugs.py: what fields of theirs can be narrowed to, and where values lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model

from firstbell.platform.accounts.reaching import Load
from firstbell.platform.fields.models import Field

# (uid as text, name) of each kind.
Kinds = Callable[[], Iterable[tuple[str, str]]]
Forget = Callable[[Field], None]


class Narrowing(NamedTuple):
    word: str
    kinds: Kinds


class Keeper(NamedTuple):
    """Whose `custom` column has a noun's values; `given_by` is a noun whose things say what new ones begin with."""

    model: type[Model]
    load: Load
    given_by: str


_narrowings: dict[str, Narrowing] = {}
_keepers: dict[str, Keeper] = {}
_forgetters: list[Forget] = []


def narrows(noun: str, word: str, kinds: Kinds) -> None:
    """Fields of this noun may be for some of its kinds alone; `word` is what a kind is called."""
    _narrowings[noun] = Narrowing(word, kinds)


def narrowing(noun: str) -> Narrowing | None:
    return _narrowings.get(noun)


def keeps(noun: str, model: type[Model], *, load: Load, given_by: str = "") -> None:
    """`load(actor, uid)` gives the thing if this person may see it."""
    if noun in _keepers:
        raise LookupError(f"{noun} is kept twice")
    _keepers[noun] = Keeper(model, load, given_by)


def keeper(noun: str) -> Keeper | None:
    return _keepers.get(noun)


def thing(actor: Any, noun: str, uid: UUID) -> Any | None:
    """The thing, or None where it is not this person's to see, or not a kind that is known."""
    found = _keepers.get(noun)
    return found.load(actor, uid) if found else None


def forgets(forget: Forget) -> Forget:
    """Called in the transaction that makes a field secret, by whoever has copies of what was said in it."""
    _forgetters.append(forget)
    return forget


def forgetters() -> list[Forget]:
    return list(_forgetters)
