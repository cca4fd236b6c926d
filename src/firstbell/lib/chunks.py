from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def in_chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time, in order; the last may be fewer. Nothing is read before it is asked for."""
    walk = iter(values)
    while some := list(islice(walk, size)):
        yield some
