"""What each published line means for the calendar: a term, a half term, a closed day, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from firstbell.lib.schooltime import presets
from firstbell.lib.schooltime.model import AcademicYear, Closed, Span, Term, Why
from firstbell.lib.schooltime.reading import Line

_INSET = re.compile(
    r"inset|in.service|training day|staff (training|development)|\bpd day|non.pupil|baker day", re.I
)
_BANK = re.compile(
    r"bank holiday|public holiday|good friday|easter monday|may day|christmas day|boxing|new year'?s day",
    re.I,
)
_CLOSED = re.compile(r"\bclosed\b|closure|polling|occasional|snow|strike", re.I)
_HALF = re.compile(r"half.?term|mid.?term", re.I)
_BEGINS = re.compile(r"\b(starts?|begins?|opens?|first day|returns?|re-?opens?)\b", re.I)
_ENDS = re.compile(r"\b(ends?|closes?|last day|finish(es)?|breaks? up)\b", re.I)
_TERM = re.compile(r"\bterm\b|\bsemester\b|autumn|spring|summer|michaelmas|lent|trinity", re.I)
_HOLIDAY = re.compile(r"holiday|break|vacation|christmas|easter", re.I)
_SEASON = re.compile(r"autumn|spring|summer|michaelmas|lent|trinity|term \d", re.I)
_LONGEST_HALF_TERM = 16
_SHORTEST_TERM = 15
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Verdict:
    line: Line
    meaning: str
    used: bool


@dataclass
class Sorted:
    verdicts: list[Verdict] = field(default_factory=list)
    years: list[AcademicYear] = field(default_factory=list)


@dataclass
class _Heap:
    terms: list[Term] = field(default_factory=list)
    halves: list[Span] = field(default_factory=list)
    closed: list[Closed] = field(default_factory=list)
    begins: list[tuple[Span, str]] = field(default_factory=list)
    ends: list[Span] = field(default_factory=list)


def sort_dates(lines: Sequence[Line]) -> Sorted:
    heap, found = _Heap(), Sorted()
    for line in lines:
        meaning = _take(line, heap) if line.span else ""
        found.verdicts.append(
            Verdict(line, meaning or line.problem or "Left out: not a word we know", bool(meaning))
        )
    heap.terms += _paired(heap)
    found.years = _years(heap)
    return found


def _take(line: Line, heap: _Heap) -> str:
    """Put one line where it belongs; the first meaning that fits wins."""
    span, name = line.span, line.name
    assert span is not None  # noqa: S101 -- the caller has looked
    days = (span.last - span.first).days + 1
    why = _why(name)
    if why:
        heap.closed.append(Closed(span, why, name[:_LONGEST_NAME].strip()))
        return {Why.INSET: "INSET", Why.BANK_HOLIDAY: "Bank holiday", Why.CLOSED: "Closed"}[why]
    if (
        _HALF.search(name)
        and days <= _LONGEST_HALF_TERM
        and not _ENDS.search(name)
        and not _BEGINS.search(name)
    ):
        heap.halves.append(span)
        return "Half term"
    return _take_term(line, span, heap, days)


def _take_term(line: Line, span: Span, heap: _Heap, days: int) -> str:
    name = line.name
    if _TERM.search(name) and days >= _SHORTEST_TERM and not _HOLIDAY.search(name):
        heap.terms.append(Term(_season(name, span), span))
        return "Term"
    if days == 1 and _BEGINS.search(name) and not _HALF.search(name):
        heap.begins.append((span, name))
        return "A term begins"
    if days == 1 and _ENDS.search(name) and not _HALF.search(name):
        heap.ends.append(span)
        return "A term ends"
    return ""


def _why(name: str) -> Why | None:
    signs = ((_INSET, Why.INSET), (_BANK, Why.BANK_HOLIDAY), (_CLOSED, Why.CLOSED))
    return next((why for sign, why in signs if sign.search(name)), None)


def _paired(heap: _Heap) -> list[Term]:
    """Lines that say "Autumn term starts" and "Autumn term ends", put together in the order of days."""
    found = []
    ends = sorted(span.last for span in heap.ends)
    for span, name in sorted(heap.begins, key=lambda pair: pair[0].first):
        last = next((day for day in ends if day > span.first), None)
        if last:
            whole = Span(span.first, last)
            found.append(Term(_season(name, whole), whole))
    return found


def _season(name: str, span: Span) -> str:
    said = _SEASON.search(name)
    if said:
        return said[0].capitalize()
    month = span.first.month
    return "Autumn" if month >= 8 else "Spring" if month <= 3 else "Summer"


def _years(heap: _Heap) -> list[AcademicYear]:
    years: dict[int, list[Term]] = {}
    for term in sorted(heap.terms, key=lambda one: one.span.first):
        years.setdefault(presets.year_start(term.span.first), []).append(
            _with_half(term, heap.halves)
        )
    for one in heap.closed:
        # INSET days are often a list of their own: a year of nothing but closed days.
        years.setdefault(presets.year_start(one.span.first), [])
    return [_year(start, _told_apart(terms), heap.closed) for start, terms in sorted(years.items())]


def _with_half(term: Term, halves: Sequence[Span]) -> Term:
    inside = [half for half in halves if half.first in term.span and half.last in term.span]
    return replace(term, half=inside[0]) if inside else term


def _told_apart(terms: Sequence[Term]) -> list[Term]:
    """Two halves of the autumn published as two terms: "Autumn 1" and "Autumn 2"."""
    names = [term.name for term in terms]
    seen: dict[str, int] = {}
    found = []
    for term in terms:
        seen[term.name] = seen.get(term.name, 0) + 1
        several = names.count(term.name) > 1
        found.append(replace(term, name=f"{term.name} {seen[term.name]}") if several else term)
    return found


def _year(start: int, terms: Sequence[Term], closed: Sequence[Closed]) -> AcademicYear:
    span = presets.year_span(start)
    own = tuple(one for one in closed if one.span.first in span and one.span.last in span)
    return AcademicYear(presets.year_name(start), span, tuple(terms), own)
