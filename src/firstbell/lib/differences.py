"""What changed between two texts, line by line and, in a line that changed, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_WORD = re.compile(r"\s+|[^\s]+")
_MOST = 4_000


class Piece(NamedTuple):
    """`sign` is "same", "added" or "gone"."""

    sign: str
    text: str


def between(was: str, now: str) -> list[Piece]:
    """The whole text in pieces; neighbours of one kind are one piece."""
    found: list[Piece] = []
    for piece in _lines(was.splitlines(keepends=True), now.splitlines(keepends=True)):
        if found and found[-1].sign == piece.sign:
            found[-1] = Piece(piece.sign, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found


def _lines(was: Sequence[str], now: Sequence[str]) -> Iterator[Piece]:
    for what, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        before, after = "".join(was[a:b]), "".join(now[c:d])
        if what == "equal":
            yield Piece("same", after)
        elif what == "replace" and len(before) + len(after) < _MOST:
            yield from _words(_WORD.findall(before), _WORD.findall(after))
        else:
            yield from (Piece("gone", before), Piece("added", after))


def _words(was: Sequence[str], now: Sequence[str]) -> Iterator[Piece]:
    for what, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(now[c:d]))
        else:
            yield from (Piece("gone", "".join(was[a:b])), Piece("added", "".join(now[c:d])))
