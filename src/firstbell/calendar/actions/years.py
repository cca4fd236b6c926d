from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from django.db import transaction

from firstbell.calendar import events
from firstbell.calendar.actions.editions import next_edition
from firstbell.calendar.models import AcademicYear, ClosedDay, Term
from firstbell.lib.parsing import FIRST_DAY, LAST_DAY
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.schooltime import AcademicYear as Year
from firstbell.lib.schooltime import Closed, Span, presets
from firstbell.lib.schooltime import Term as PlainTerm
from firstbell.lib.schooltime.model import said
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.tenancy.models import School


def add_year(school: School, plan: Year, *, by: Actor, at: datetime) -> AcademicYear:
    """The year is the one in which the first term begins; its name and its ends follow from that."""
    require(by, "calendar.change", school)
    refuse_muddle(plan)
    start = presets.year_start(plan.terms[0].span.first)
    span, name = presets.year_span(start), presets.year_name(start)
    if AcademicYear.objects.filter(school=school, name=name).exists():
        raise Conflict(f"{school} has the year {name} already. Change its dates instead.")
    year = AcademicYear(
        school=school, name=name, first=span.first, last=span.last, weeks=plan.weeks, first_week=plan.first_week,
        created_at=at,
    )  # fmt: skip
    refuse_outside(plan, span, name)
    with transaction.atomic():
        year.save()
        _set_terms(year, plan.terms, at)
        _set_closed(year, plan.closed, at)
        next_edition(school.pk, at)
        announce(events.YEAR_ADDED, year, by=by, at=at)
    return year


def change_year(year: AcademicYear, plan: Year, *, by: Actor, at: datetime) -> AcademicYear:
    """Its terms and closed days become these; a term keeps its row, and what hangs on it, by its place."""
    require(by, "calendar.change", year)
    refuse_muddle(plan)
    refuse_outside(plan, Span(year.first, year.last), year.name)
    changes = _changes(year.plain_value(), plan)
    if not changes:
        return year
    year.weeks, year.first_week = plan.weeks, plan.first_week
    with transaction.atomic():
        year.bump("weeks", "first_week")
        _set_terms(year, plan.terms, at)
        _set_closed(year, plan.closed, at)
        next_edition(year.school_id, at)
        announce(events.YEAR_CHANGED, year, by=by, at=at, changes=changes)
    return year


def remove_year(year: AcademicYear, *, by: Actor, at: datetime) -> None:
    require(by, "calendar.change", year)
    with transaction.atomic():
        announce(events.YEAR_REMOVED, year, by=by, at=at)
        school_id = year.school_id
        year.delete()
        next_edition(school_id, at)


def refuse_muddle(plan: Year) -> None:
    """Terms one after the other, each with its half term inside."""
    if not plan.terms:
        raise Refusal("A year has at least one term.")
    for term in plan.terms:
        if not FIRST_DAY <= term.span.first <= LAST_DAY:
            raise Refusal(f"{term.name} begins in the year {term.span.first.year}. Is that right?")
        if term.span.last < term.span.first:
            raise Refusal(f"{term.name} ends before it begins.")
        if term.half and not _within(term.half, term.span):
            raise Refusal(f"The half term of {term.name} is not within it.")
    for before, after in pairwise(sorted(plan.terms, key=lambda term: term.span.first)):
        if after.span.first <= before.span.last:
            raise Refusal(f"{after.name} begins before {before.name} has ended.")


def refuse_outside(plan: Year, span: Span, name: str) -> None:
    for what, one in [
        *((t.name, t.span) for t in plan.terms),
        *((c.name, c.span) for c in plan.closed),
    ]:
        if not _within(one, span):
            raise Refusal(
                f"{what} is not in the year {name}, which ends on {said(span.last)} {span.last.year}."
            )


def _within(inner: Span, outer: Span) -> bool:
    return outer.first <= inner.first <= inner.last <= outer.last


def _set_terms(year: AcademicYear, terms: Sequence[PlainTerm], at: datetime) -> None:
    rows = list(year.terms.order_by("first"))
    for row in rows[len(terms) :]:
        row.delete()
    rows = rows[: len(terms)]
    rows += [Term(school_id=year.school_id, year=year, created_at=at) for _ in terms[len(rows) :]]
    for row, term in zip(rows, sorted(terms, key=lambda one: one.span.first), strict=True):
        row.name, row.first_week = term.name, term.first_week
        row.first, row.last = term.span.first, term.span.last
        row.half_first, row.half_last = (
            (term.half.first, term.half.last) if term.half else (None, None)
        )
        row.save()


def _set_closed(year: AcademicYear, closed: Sequence[Closed], at: datetime) -> None:
    year.closed_days.all().delete()
    ClosedDay.objects.bulk_create(
        ClosedDay(
            school_id=year.school_id, year=year, kind=one.why.value, name=one.name, first=one.span.first,
            last=one.span.last, created_at=at,
        )
        for one in {(one.why, one.span.first): one for one in closed}.values()
    )  # fmt: skip


def _changes(was: Year, now: Year) -> list[Change]:
    before, after = _described(was), _described(now)
    names = [*before, *(name for name in after if name not in before)]
    pairs = [(name, before.get(name, ""), after.get(name, "")) for name in names]
    return [Change(name, old, new) for name, old, new in pairs if old != new]


def _described(year: Year) -> dict[str, str]:
    words = {term.name: _term_words(term) for term in year.terms}
    closed = sorted(year.closed, key=lambda one: one.span.first)
    words["closed days"] = "; ".join(f"{one.name} {_dates(one.span)}" for one in closed)
    words["weeks"] = f"{year.weeks}, first {year.first_week}" if year.weeks > 1 else "1"
    return words


def _term_words(term: PlainTerm) -> str:
    half = f", half term {_dates(term.half)}" if term.half else ""
    week = f", begins with week {term.first_week}" if term.first_week else ""
    return f"{_dates(term.span)}{half}{week}"


def _dates(span: Span) -> str:
    ends = f"{span.last:%d/%m/%Y}"
    return ends if span.first == span.last else f"{span.first:%d/%m/%Y} to {ends}"
