"""Bank holidays of the four nations, as closed days."""

from __future__ import annotations

from functools import lru_cache

from firstbell.lib.schooltime.model import Closed, Span, Why

_OURS = {"May Day": "Early May bank holiday"}


@lru_cache(maxsize=64)
def bank_holidays(nation: str, span: Span) -> tuple[Closed, ...]:
    """Those on a weekday; `nation` is ENG, WLS, SCT or NIR."""
    import holidays  # noqa: PLC0415 -- the calendars of the whole world, and a page seldom needs ours

    years = range(span.first.year, span.last.year + 1)
    found = holidays.country_holidays("GB", subdiv=nation, years=years)
    return tuple(
        Closed(Span(day, day), Why.BANK_HOLIDAY, named(name))
        for day, name in sorted(found.items())
        if day in span and day.weekday() < 5
    )


def named(name: str) -> str:
    plain = name.replace(" (substitute day)", "").replace(" (observed)", "").split("; ")[0]
    return _OURS.get(plain, plain.replace("Bank Holiday", "bank holiday"))
