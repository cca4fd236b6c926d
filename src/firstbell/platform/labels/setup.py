from __future__ import annotations

from dataclasses import dataclass

from firstbell.lib.labels.layout import Layout
from firstbell.lib.labels.stock import Stock


@dataclass(frozen=True, slots=True)
class Setup:
    """Everything that is decided before a run is printed."""

    stock: Stock
    layout: Layout
    fields: tuple[str, ...] = ()
    start_at: int = 1
    nudge: tuple[float, float] = (0.0, 0.0)
    # What the square code carries: empty is our short address, else words with {tag}, {serial} and the like.
    says: str = ""
    # The school's logo beside the words.
    logo: bool = False
