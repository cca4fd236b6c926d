from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.lib.schooltime import (
    Bell,
    CalendarEnds,
    DayPattern,
    Kind,
    SchoolCalendar,
    Why,
    presets,
)
from firstbell.lib.schooltime.tests.hartley import EARLY, FIVE, LONDON, YEAR, calendar

HARTLEY = calendar()
DAYS = st.dates(date(2026, 9, 1), date(2028, 3, 1))


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 9, 2), False),  # INSET
        (date(2026, 9, 3), True),
        (date(2026, 10, 24), False),  # Saturday
        (date(2026, 10, 28), False),  # half term
        (date(2026, 12, 25), False),
        (date(2027, 5, 3), False),  # bank holiday
        (date(2027, 8, 11), False),
        (date(2030, 3, 5), False),  # no dates
    ],
)
def test_a_day_is_a_school_day_only_in_term(day, open_):
    assert HARTLEY.is_school_day(day) is open_


def test_the_weeks_alternate_and_a_holiday_uses_none_up():
    assert HARTLEY.week_letter(date(2026, 9, 3)) == "A"
    assert HARTLEY.week_letter(date(2026, 10, 23)) == "B"
    assert HARTLEY.week_letter(date(2026, 10, 28)) == ""
    assert HARTLEY.week_letter(date(2026, 11, 2)) == "A"
    assert HARTLEY.week_letter(date(2026, 11, 24)) == "B"


def test_a_term_may_begin_the_weeks_anew():
    autumn, spring, summer = YEAR.terms
    spring = replace(spring, first_week="B")
    school = SchoolCalendar(LONDON, [replace(YEAR, terms=(autumn, spring, summer))], [FIVE])
    assert school.week_letter(date(2027, 1, 4)) == "B"
    assert school.week_letter(date(2027, 1, 11)) == "A"


def test_a_school_with_one_week_has_no_letters():
    school = calendar(years=(replace(YEAR, weeks=1),))
    assert school.week_letter(date(2026, 11, 24)) == ""


def test_the_bells_of_the_last_day_of_term_are_its_own():
    assert [period.label for period in HARTLEY.periods(date(2026, 12, 18))] == ["1", "2"]
    assert len(HARTLEY.periods(date(2026, 12, 17))) == len(FIVE.bells)


def test_the_bells_of_week_b_are_its_own():
    games = DayPattern(
        "Games", (Bell("1", Kind.LESSON, time(9), time(15)),), frozenset({2}), week="B"
    )
    school = calendar(patterns=(FIVE, games))
    assert len(school.periods(date(2026, 11, 25))) == 1
    assert len(school.periods(date(2026, 11, 18))) == len(FIVE.bells)


def test_a_weekday_without_bells_is_not_a_school_day():
    four_days = replace(FIVE, weekdays=frozenset({0, 1, 2, 3}))
    school = calendar(patterns=(four_days, EARLY))
    assert not school.is_school_day(date(2026, 11, 27))
    assert school.is_school_day(date(2026, 12, 18))


@pytest.mark.parametrize(
    ("day", "why", "sentence"),
    [
        (date(2026, 10, 28), Why.HALF_TERM, "Half term until Mon 2 Nov"),
        (date(2026, 10, 24), Why.HALF_TERM, "Half term until Mon 2 Nov"),
        (date(2026, 11, 1), Why.HALF_TERM, "Half term until Mon 2 Nov"),
        (date(2026, 11, 21), Why.WEEKEND, "Weekend, school is back on Mon 23 Nov"),
        (date(2026, 12, 25), Why.HOLIDAY, "Christmas holiday until Mon 4 Jan"),
        (date(2026, 12, 19), Why.HOLIDAY, "Christmas holiday until Mon 4 Jan"),
        (date(2027, 4, 1), Why.HOLIDAY, "Easter holiday until Mon 12 Apr"),
        (date(2027, 5, 3), Why.BANK_HOLIDAY, "Early May bank holiday, school is back on Tue 4 May"),
        (date(2026, 9, 2), Why.INSET, "INSET day, lessons start on Thu 3 Sep"),
        (date(2027, 8, 11), Why.HOLIDAY, "Summer holiday until Thu 2 Sep"),
        (date(2026, 8, 20), Why.HOLIDAY, "Summer holiday until Thu 3 Sep"),
        (date(2028, 8, 11), Why.HOLIDAY, "Summer holiday. The next term has no dates yet"),
    ],
)
def test_a_closed_day_says_why_and_until_when(day, why, sentence):
    closure = HARTLEY.closure(day)
    assert closure is not None
    assert (closure.why, closure.sentence) == (why, sentence)


def test_a_school_day_is_not_closed():
    assert HARTLEY.closure(date(2026, 11, 24)) is None


def test_a_school_without_dates_says_so():
    school = SchoolCalendar(LONDON, [], [FIVE])
    closure = school.closure(date(2026, 11, 24))
    assert closure is not None
    assert closure.sentence == "No term dates yet"
    with pytest.raises(CalendarEnds, match="has no terms yet"):
        school.add_school_days(date(2026, 11, 24), 1)


def test_five_school_days_over_half_term():
    assert HARTLEY.add_school_days(date(2026, 10, 21), 5) == date(2026, 11, 4)
    assert HARTLEY.school_days_between(date(2026, 10, 21), date(2026, 11, 4)) == 5


def test_no_days_later_is_today_or_the_next_school_day():
    assert HARTLEY.add_school_days(date(2026, 11, 24), 0) == date(2026, 11, 24)
    assert HARTLEY.add_school_days(date(2026, 11, 21), 0) == date(2026, 11, 23)


def test_past_the_last_term_the_answer_is_a_sentence_and_not_a_guess():
    with pytest.raises(CalendarEnds, match=r"ends on Fri 21 Jul 2028\. Add the next year's"):
        HARTLEY.add_school_days(date(2028, 7, 20), 5)


@given(DAYS, st.integers(1, 200))
def test_adding_school_days_and_counting_them_agree(day, count):
    try:
        due = HARTLEY.add_school_days(day, count)
    except CalendarEnds:
        return
    assert HARTLEY.is_school_day(due)
    assert HARTLEY.school_days_between(day, due) == count


@given(DAYS, st.integers(1, 60))
def test_going_back_undoes_going_on(day, count):
    start = HARTLEY.add_school_days(day, 0)
    try:
        due = HARTLEY.add_school_days(start, count)
    except CalendarEnds:
        return
    assert HARTLEY.add_school_days(due, -count) == start


@given(DAYS, DAYS, st.integers(0, 60))
def test_a_later_start_is_never_due_earlier(one, other, count):
    early, late = sorted([one, other])
    assert HARTLEY.add_school_days(early, count) <= HARTLEY.add_school_days(late, count)


@given(DAYS)
def test_every_day_is_open_or_says_why_not(day):
    closure = HARTLEY.closure(day)
    assert (closure is None) == HARTLEY.is_school_day(day)
    if closure and closure.back:
        assert closure.first <= day < closure.back
        assert HARTLEY.is_school_day(closure.back)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2024, date(2024, 3, 31)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_is_when_the_church_says(year, sunday):
    assert presets.easter(year) == sunday


@given(st.integers(2000, 2098), st.sampled_from(["ENG", "WLS", "SCT", "NIR"]))
def test_the_usual_year_is_a_year_that_a_school_could_keep(start, nation):
    year = presets.usual_year(start, nation)
    school = SchoolCalendar(LONDON, [year], [FIVE])
    for before, after in pairwise(year.terms):
        assert before.span.last < after.span.first
    for term in year.terms:
        assert term.span.first.weekday() < 5
        assert term.span.last.weekday() < 5
        assert term.half is None or (term.half.first in term.span and term.half.last in term.span)
    assert 170 <= len(school.school_days) <= 202
