"""The dates that agents write, in one form; fillers and nonsense are nothing."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final

_ISO: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_SLASHED: Final = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_PACKED: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_FILLERS: Final = frozenset(
    {(1970, 1, 1), (1601, 1, 1), (1899, 12, 30), (1900, 1, 1), (1980, 1, 1)}
)
_OLDEST: Final = 1970


@lru_cache(maxsize=8192)
def day(text: str, *, month_first: bool = False) -> str:
    """2024-11-12, whatever order it came in; empty when it is a filler or no date."""
    moment = _moment(text[:40], month_first=month_first)
    return moment.date().isoformat() if moment else ""


@lru_cache(maxsize=2048)
def moment(text: str) -> str:
    """2024-11-12 09:30:00; empty when it is a filler or no date."""
    found = _moment(text[:40], month_first=False)
    return found.isoformat(sep=" ") if found else ""


@lru_cache(maxsize=8192)
def as_date(text: object) -> date | None:
    if not isinstance(text, str):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _moment(text: str, *, month_first: bool) -> datetime | None:
    found = _ISO.match(text) or _PACKED.fullmatch(text)
    if found:
        return _made(found[1], found[2], found[3], found.groups()[3:])
    found = _SLASHED.match(text)
    if not found:
        return None
    first, second = (found[1], found[2]) if month_first else (found[2], found[1])
    year = found[3] if len(found[3]) == 4 else _century(found[3])
    clock = found.groups()[3:]
    return _made(year, first, second, clock) or _made(year, second, first, clock)


def _century(short: str) -> str:
    return ("20" if int(short) < 70 else "19") + short


def _made(year: str, month: str, day_: str, clock: tuple[str | None, ...]) -> datetime | None:
    hour, minute, second = (int(part or 0) for part in (*clock, None, None, None)[:3])
    try:
        made = datetime(int(year), int(month), int(day_), hour, minute, second)  # noqa: DTZ001 -- the agent's own clock
    except ValueError:
        return None
    filler = made.year < _OLDEST or (made.year, made.month, made.day) in _FILLERS
    return None if filler else made
