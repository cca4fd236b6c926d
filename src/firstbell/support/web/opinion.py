"""How it went, as a page asks for it."""

from __future__ import annotations

from typing import Any

from firstbell.lib import clock
from firstbell.support.actions import opinions
from firstbell.support.models import Opinion

SCORES = (
    (5, "Very well"), (4, "Well"), (3, "All right"), (2, "Not so well"), (1, "Badly"), (0, "It is not solved"),
)  # fmt: skip


def words_of(row: Opinion | None) -> dict[str, Any]:
    ends = opinions.until(row) if row else None
    return {
        "opinion": row, "scores": SCORES, "until": ends, "may_say": row is not None and (ends is None or clock.now() <= ends),
    }  # fmt: skip
