"""Versions in their order: 8.10 after 8.9, 24.08 after 22.01, a release after its beta."""

from __future__ import annotations

import re

_PIECES = re.compile(r"[0-9]+|[a-z]+", re.IGNORECASE)
_BEFORE = {"alpha": 0, "a": 0, "beta": 1, "b": 1, "pre": 1, "dev": 1, "preview": 1, "rc": 2}
_END = "3"


def version_key(version: str) -> str:
    """Text that sorts as versions do; zeros at the end make no difference ("3.0" is "3.0.0")."""
    pieces: list[str] = []
    for piece in _PIECES.findall(version[:120]):
        if piece.isdigit():
            digits = piece.lstrip("0")
            # How many digits comes before the digits, so that 10 is after 9.
            pieces.append(f"5{len(digits):02d}{digits}" if digits else "500")
        else:
            _drop_zeros(pieces)
            pieces.append(f"{_BEFORE.get(piece.casefold(), 4)}{piece.casefold()[:12]}")
    _drop_zeros(pieces)
    return " ".join([*pieces, _END])[:255]


def _drop_zeros(pieces: list[str]) -> None:
    while pieces and pieces[-1] == "500":
        pieces.pop()
