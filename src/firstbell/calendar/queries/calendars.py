"""A school's calendar as a plain value, kept in this process until the school's edition moves on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from firstbell.calendar.models import AcademicYear, BellSchedule, Edition
from firstbell.lib.schooltime import AcademicYear as Year
from firstbell.lib.schooltime import DayPattern, SchoolCalendar, presets
from firstbell.lib.schooltime.bank_holidays import bank_holidays
from firstbell.platform.database.remembered import Remembered
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.states import Phase

Key = tuple[UUID | None, str, str, str]
_KEPT = 64
_editions: Remembered[UUID | None] = Remembered(Edition, most=_KEPT)
_kept: dict[tuple[int, int], tuple[Key, SchoolCalendar]] = {}
_YOUNG = {Phase.PRIMARY, Phase.NURSERY, Phase.SPECIAL}


def calendar_of(school: School, on: date) -> SchoolCalendar:
    """The years from before `on` to after it, in one query unless the calendar was changed.

    Where the school has entered nothing, what is usual is assumed: every weekday before its first year, the nation's
    usual terms after its last, the usual day where there are no bells. Those years say `assumed`.
    """
    start = presets.year_start(on)
    key = (edition_of(school), school.nation, school.phase, school.time_zone)
    found = _kept.get((school.pk, start))
    if found and found[0] == key:
        return found[1]
    made = _read(school, start)
    if len(_kept) >= _KEPT:
        _kept.clear()
    _kept[school.pk, start] = (key, made)
    return made


def edition_of(school: School) -> UUID | None:
    """Another one after every change of the school's dates and bells."""
    marks = Edition.objects.filter(school_id=school.pk).values_list("mark", flat=True)
    return _editions.get(school.pk, marks.first)


def usual_day(school: School) -> DayPattern:
    return presets.day_pattern("primary" if school.phase in _YOUNG else "five")


def _read(school: School, start: int) -> SchoolCalendar:
    years = AcademicYear.objects.filter(school=school).prefetch_related("terms", "closed_days")
    bells = BellSchedule.objects.filter(school=school).prefetch_related("periods")
    own = [year.plain_value() for year in years]
    patterns = [schedule.plain_value() for schedule in bells] or [usual_day(school)]
    return SchoolCalendar(school.time_zone, [*own, *_assumed(own, start, school.nation)], patterns)


def _assumed(own: Sequence[Year], start: int, nation: str) -> list[Year]:
    known = {presets.year_start(year.span.first): year for year in own}
    first = min(known, default=None)
    last = max(known, default=start)
    made = []
    wanted = {start - 1, start, start + 1, *range(start, min(last, start + 5) + 2)}
    for one in sorted(wanted - set(known)):
        closed = bank_holidays(nation, presets.year_span(one))
        if first is None or one < first:
            made.append(presets.every_weekday(one, closed))
        else:
            usual = presets.usual_year(one, nation, closed)
            made.append(replace(usual, weeks=known[last].weeks))
    return made
