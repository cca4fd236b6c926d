"""A year as a bar: who had a thing, when it was seen, when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from firstbell.platform.web.components.words import MONTHS

Look = Literal["", "on", "dashed", "bad", "ink"]


@dataclass(frozen=True, slots=True)
class SpanPart:
    """`dashed` is lent but not seen; a part without an end is a post of two pixels."""

    starts: date
    ends: date | None = None
    look: Look = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    x: str
    end: str
    width: str
    look: Look
    label: str
    post: bool


@dataclass(frozen=True)
class Span:
    """`sentence` says the same to somebody who cannot see it; `key` is (word, meaning) pairs."""

    starts: date
    ends: date
    parts: Sequence[SpanPart]
    sentence: str
    key: Sequence[tuple[str, str]] = ()
    right: str = ""

    @property
    def months(self) -> list[str]:
        count = (self.ends.year - self.starts.year) * 12 + self.ends.month - self.starts.month
        count += 1 if self.ends.day > 1 else 0
        return [MONTHS[(self.starts.month - 1 + n) % 12 + 1] for n in range(count)]

    @property
    def drawn(self) -> list[Drawn]:
        return [self._draw(part) for part in self.parts]

    def _draw(self, part: SpanPart) -> Drawn:
        left = self._share(part.starts)
        right = self._share(part.ends) if part.ends else left
        return Drawn(
            f"{left:.1f}%",
            f"{right:.1f}%",
            f"{right - left:.1f}%",
            part.look,
            part.label,
            part.ends is None,
        )

    def _share(self, day: date) -> float:
        whole = (self.ends - self.starts).days or 1
        return max(0.0, min(100.0, 100 * (day - self.starts).days / whole))
