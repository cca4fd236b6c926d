"""What a field can be narrowed to: a room says which kinds of its things there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

# (uid as text, name) of each kind.
Kinds = Callable[[], Iterable[tuple[str, str]]]


class Narrowing(NamedTuple):
    word: str
    kinds: Kinds


_narrowings: dict[str, Narrowing] = {}


def narrows(noun: str, word: str, kinds: Kinds) -> None:
    """Fields of this noun may be for some of its kinds alone; `word` is what a kind is called."""
    _narrowings[noun] = Narrowing(word, kinds)


def narrowing(noun: str) -> Narrowing | None:
    return _narrowings.get(noun)
