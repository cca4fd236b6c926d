"""What the calendar's page shows: the year drawn, its terms, its closed days, its bells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from firstbell.calendar import queries
from firstbell.calendar.models import AcademicYear, BellSchedule, Term
from firstbell.calendar.states import ClosedKind
from firstbell.calendar.web.schools import today
from firstbell.lib.schooltime import OUTSIDE, Bell, DayPattern, Kind, SchoolCalendar, Span, presets
from firstbell.lib.schooltime.days import LONG
from firstbell.lib.schooltime.model import said
from firstbell.platform.accounts.permissions import can
from firstbell.platform.tenancy.models import School

_MINUTES = 60
_INITIAL = (Kind.REGISTRATION, Kind.BREAK)


@dataclass(frozen=True)
class Stretch:
    text: str
    clock: str
    minutes: int
    lesson: bool


@dataclass(frozen=True)
class Bells:
    """A schedule drawn to scale."""

    key: str
    name: str
    when: str
    fact: str
    url: str
    stretches: list[Stretch]

    @property
    def columns(self) -> str:
        return " ".join(f"{stretch.minutes}fr" for stretch in self.stretches)


def overview(request: HttpRequest, school: School) -> dict[str, Any]:
    now = today(school)
    years = queries.school_years(school)
    chosen = request.GET.get("year", "")
    year = next((one for one in years if str(one.uid) == chosen), None) or queries.year_on(
        years, now
    )
    calendar = queries.calendar_of(school, year.first if chosen and year else now)
    span = Span(year.first, year.last) if year else presets.year_span(presets.year_start(now))
    may_change = can(request.actor, "calendar.change", school)
    return {
        "title": title(calendar, now) if year else "Every weekday is a school day, for now",
        "sub": _sub(calendar, year, span, now) if year else said(now),
        "actions": _acts(year, years[0]) if may_change and year else [],
        "may_change": may_change,
        "tabs": [_tab(one, year) for one in reversed(years)] if len(years) > 1 else [],
        "year": year,
        "months": queries.months(calendar, span, now),
        "letters": bool(year and year.weeks > 1),
        "terms": [_term(term, calendar) for term in year.terms.all()] if year else [],
        "closed": _closed(year, calendar),
        "bells": [_bells(one, may_change) for one in queries.bells_now(school, now)],
        "usual": _usual(calendar),
        "presets": [{"key": key, "name": name} for key, (name, _) in presets.DAYS.items()],
        "guess": _guess(calendar, now),
    }


def title(calendar: SchoolCalendar, now: date) -> str:
    """An answer: why there is no school, or how long until there is none."""
    closure = calendar.closure(now)
    if closure:
        return closure.sentence
    holidays = (one for one in queries.coming_up(calendar, now, 20) if one.why in LONG)
    coming = next(holidays, None)
    if coming is None:
        return "A school day"
    days = coming.school_days_away
    if days == 0:
        return f"{coming.name} begins after today"
    return f"{coming.name} in {days} school day{'' if days == 1 else 's'}"


def _sub(calendar: SchoolCalendar, year: AcademicYear | None, span: Span, now: date) -> str:
    days = [day for day in calendar.school_days if day in span]
    gone = sum(1 for day in days if day < now)
    name = year.name if year else presets.year_name(span.first.year)
    letter = calendar.week_letter(now) if now in span else ""
    parts = [
        f"{said(now)}{f', week {letter}' if letter else ''}",
        f"{len(days)} school days in {name}",
    ]
    return " · ".join([*parts, f"{gone} gone"] if 0 < gone < len(days) else parts)


def _acts(year: AcademicYear, newest: AcademicYear) -> list[dict[str, Any]]:
    change = reverse("calendar:year", args=[year.uid])
    following = f"{reverse('calendar:year_new')}?from={newest.uid}"
    return [
        {"label": "Close the school", "icon": "lock", "url": reverse("calendar:close")},
        {"label": "Import dates", "icon": "file-import", "url": reverse("calendar:import")},
        {
            "label": f"Add {presets.year_name(presets.year_start(newest.first) + 1)}",
            "icon": "copy",
            "url": following,
        },
        {"label": "Change the dates", "icon": "pencil", "url": change, "key": "e", "primary": True},
    ]


def _tab(one: AcademicYear, year: AcademicYear | None) -> dict[str, Any]:
    return {
        "label": one.name,
        "url": f"{reverse('calendar:overview')}?year={one.uid}",
        "active": one == year,
    }


def _term(term: Term, calendar: SchoolCalendar) -> dict[str, Any]:
    half = (
        f"{said(term.half_first)} to {said(term.half_last)}"
        if term.half_first and term.half_last
        else ""
    )
    days = calendar.school_days_between(term.first, term.last) + calendar.is_school_day(term.first)
    return {
        "name": term.name,
        "dates": f"{said(term.first)} to {said(term.last)}",
        "half": half,
        "days": days,
    }


def _closed(year: AcademicYear | None, calendar: SchoolCalendar) -> list[dict[str, Any]]:
    """Bank holidays in the holidays close nothing, and are left out."""
    if year is None:
        return []
    return [
        {
            "name": row.name, "dates": row.dates, "icon": _ICONS[ClosedKind(row.kind)], "uid": row.uid,
            "kind": row.get_kind_display() if row.kind != ClosedKind.BANK_HOLIDAY else "",
        }
        for row in year.closed_days.all()
        if row.kind != ClosedKind.BANK_HOLIDAY or _in_term(calendar, row.first)
    ]  # fmt: skip


_ICONS = {
    ClosedKind.INSET: "presentation",
    ClosedKind.CLOSED: "lock",
    ClosedKind.BANK_HOLIDAY: "flag",
}


def _in_term(calendar: SchoolCalendar, day: date) -> bool:
    term = calendar.term_of(day)
    return term is not None and not (term.half and day in term.half)


def _bells(row: BellSchedule, may_change: bool) -> Bells:  # noqa: FBT001 -- private, read beside its only call
    url = reverse("calendar:bells", args=[row.uid]) if may_change else ""
    return drawn(row.plain_value(), when=row.when, url=url, key=f"cal-{row.pk}")


def _usual(calendar: SchoolCalendar) -> Bells:
    return drawn(calendar.patterns[-1], when="Mon to Fri", url="", key="cal-usual")


def drawn(pattern: DayPattern, *, when: str, url: str, key: str) -> Bells:
    inside = sorted(
        (bell for bell in pattern.bells if bell.kind not in OUTSIDE), key=lambda bell: bell.starts
    )
    lessons = sum(1 for bell in inside if bell.kind is Kind.LESSON)
    fact = f"{lessons} lesson{'' if lessons == 1 else 's'}"
    if inside:
        fact += f", {inside[0].starts:%H:%M} to {inside[-1].ends:%H:%M}"
    return Bells(key, pattern.name, when, fact, url, _stretches(inside))


def _stretches(bells: Sequence[Bell]) -> list[Stretch]:
    found: list[Stretch] = []
    reached = _minute(bells[0].starts) if bells else 0
    for bell in bells:
        first, last = _minute(bell.starts), _minute(bell.ends)
        if first > reached:
            found.append(Stretch("", "", first - reached, lesson=False))
        text = bell.label[:1] if bell.kind in _INITIAL and last - first < _MINUTES else bell.label
        found.append(Stretch(text, f"{bell.starts:%H:%M}", last - first, bell.kind is Kind.LESSON))
        reached = last
    return found


def _minute(clock: Any) -> int:
    return int(clock.hour) * _MINUTES + int(clock.minute)


def _guess(calendar: SchoolCalendar, now: date) -> dict[str, Any] | None:
    """The year in which nobody has typed the dates yet, if it begins within half a year."""
    later = (year for year in calendar.years if year.assumed and year.span.last >= now)
    found = next(later, None)
    if found is None or (found.span.first - now).days > 180:
        return None
    return {
        "name": found.name,
        "url": f"{reverse('calendar:year_new')}?start={found.span.first.year}",
    }
