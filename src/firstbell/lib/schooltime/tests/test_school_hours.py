from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firstbell.lib.schooltime import CalendarEnds, Kind
from firstbell.lib.schooltime.tests.hartley import at, calendar

HARTLEY = calendar()
CHATHAM = calendar("Pacific/Chatham")
LONDON = ZoneInfo("Europe/London")
MOMENTS = st.timedeltas(timedelta(), timedelta(days=640)).map(at("2026-08-01 00:00").__add__)
MINUTES = st.integers(1, 20_000)
DAY_MINUTES = 390  # 08:40 to 15:10


def test_the_first_bell_rings_an_hour_earlier_in_utc_when_the_clocks_are_on_summer_time():
    summer = HARTLEY.hours(date(2026, 10, 23))
    winter = HARTLEY.hours(date(2026, 11, 2))
    assert summer == (at("2026-10-23 07:40"), at("2026-10-23 14:10"))
    assert winter == (at("2026-11-02 08:40"), at("2026-11-02 15:10"))


def test_an_hour_begun_at_the_end_of_friday_is_due_on_monday_morning():
    due = HARTLEY.add_school_minutes(at("2026-11-20 14:40"), 60)
    assert due == at("2026-11-23 09:10")


def test_half_term_and_the_end_of_summer_time_cost_no_minute():
    # Friday 15:00 British Summer Time, ten minutes before the last bell.
    due = HARTLEY.add_school_minutes(at("2026-10-23 14:00"), 20)
    assert due == at("2026-11-02 08:50")
    assert HARTLEY.school_minutes_between(at("2026-10-23 14:00"), due) == 20


def test_the_beginning_of_summer_time_costs_no_minute():
    # The clocks go on in the Easter holiday: Thursday 25 March to Monday 12 April.
    due = HARTLEY.add_school_minutes(at("2027-03-25 15:00"), 20)
    assert due == at("2027-04-12 07:50")


def test_a_week_with_a_change_of_clocks_in_term_has_as_many_minutes_as_any_other():
    before, after = at("2028-03-24 12:00"), at("2028-03-27 11:00")
    assert HARTLEY.school_minutes_between(before, after) == DAY_MINUTES


def test_nothing_passes_in_august():
    assert HARTLEY.school_minutes_between(at("2027-07-30 00:00"), at("2027-08-31 00:00")) == 0
    assert HARTLEY.add_school_minutes(at("2027-08-11 10:00"), 0) == at("2027-09-02 07:40")


def test_a_day_that_ends_early_is_shorter():
    assert HARTLEY.school_minutes_between(at("2026-12-18 00:00"), at("2026-12-19 00:00")) == 210


def test_the_clock_runs_through_break_and_lunch_but_not_through_clubs():
    assert HARTLEY.school_minutes_between(at("2026-11-24 10:00"), at("2026-11-24 14:00")) == 240
    assert HARTLEY.school_minutes_between(at("2026-11-24 15:10"), at("2026-11-24 16:00")) == 0


def test_which_period_it_is():
    at_twenty_past_eight = HARTLEY.period_at(at("2026-11-24 08:21"))
    assert at_twenty_past_eight is not None
    assert at_twenty_past_eight.kind is Kind.BEFORE
    third = HARTLEY.period_at(at("2026-11-24 11:20"))
    assert third is not None
    assert (third.label, third.is_lesson) == ("3", True)
    assert HARTLEY.period_at(at("2026-11-24 18:00")) is None


def test_what_rings_next():
    bell = HARTLEY.next_period(at("2026-11-24 11:00"))
    assert bell is not None
    assert bell.label == "3"
    lesson = HARTLEY.next_period(at("2026-10-23 17:00"), Kind.LESSON)
    assert lesson is not None
    assert lesson.starts == at("2026-11-02 09:00")
    assert HARTLEY.next_period(at("2028-08-01 09:00")) is None


def test_past_the_last_term_no_due_time_is_invented():
    with pytest.raises(CalendarEnds):
        HARTLEY.add_school_minutes(at("2028-07-21 14:00"), 60)
    with pytest.raises(CalendarEnds):
        HARTLEY.add_school_minutes(at("2028-07-25 14:00"), 0)


def test_a_moment_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="aware"):
        HARTLEY.add_school_minutes(at("2026-11-24 09:00").replace(tzinfo=None), 5)


@pytest.mark.parametrize("school", [HARTLEY, CHATHAM], ids=["London", "Chatham"])
@given(start=MOMENTS, minutes=MINUTES)
@example(start=datetime(2026, 10, 23, 14, 9, 59, 999_999, tzinfo=UTC), minutes=1)
@example(start=datetime(2026, 10, 25, 1, tzinfo=UTC), minutes=DAY_MINUTES)
@example(start=datetime(2027, 3, 28, 1, tzinfo=UTC), minutes=1)
@example(start=datetime(2027, 8, 15, tzinfo=UTC), minutes=1)
def test_adding_minutes_and_counting_them_agree(school, start, minutes):
    try:
        due = school.add_school_minutes(start, minutes)
    except CalendarEnds:
        return
    assert school.school_minutes_between(start, due) == minutes
    assert school.school_minutes_between(due, start) == -minutes


@given(start=MOMENTS, minutes=st.integers(0, 20_000))
def test_a_due_time_is_never_outside_school(start, minutes):
    try:
        due = HARTLEY.add_school_minutes(start, minutes)
    except CalendarEnds:
        return
    hours = HARTLEY.hours(due.astimezone(LONDON).date())
    assert hours is not None
    assert hours[0] <= due <= hours[1]
    assert due >= start
    assert due.tzinfo is UTC


@given(one=MOMENTS, other=MOMENTS, minutes=st.integers(0, 20_000))
def test_whoever_asks_later_waits_no_shorter(one, other, minutes):
    early, late = sorted([one, other])
    try:
        due = HARTLEY.add_school_minutes(late, minutes)
    except CalendarEnds:
        return
    assert HARTLEY.add_school_minutes(early, minutes) <= due


@given(start=MOMENTS, first=MINUTES, second=MINUTES)
def test_a_pause_in_the_middle_costs_nothing(start, first, second):
    try:
        due = HARTLEY.add_school_minutes(start, first + second)
    except CalendarEnds:
        return
    assert HARTLEY.add_school_minutes(HARTLEY.add_school_minutes(start, first), second) == due


@given(one=MOMENTS, two=MOMENTS, three=MOMENTS)
def test_time_passes_in_parts_as_in_one_piece(one, two, three):
    a, b, c = sorted([one, two, three])
    between = HARTLEY.school_time_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert timedelta() <= between(a, b) <= b - a


@given(start=MOMENTS, minutes=MINUTES)
def test_going_back_lands_where_one_began(start, minutes):
    try:
        due = HARTLEY.add_school_minutes(start, minutes)
        back = HARTLEY.add_school_minutes(due, -minutes)
    except CalendarEnds:
        return
    assert HARTLEY.school_time_between(start, back) == timedelta()
    assert HARTLEY.in_school_time(back)


@given(day=st.dates(date(2026, 9, 1), date(2028, 7, 31)))
def test_the_periods_of_a_day_follow_each_other(day):
    periods = HARTLEY.periods(day)
    assert bool(periods) == HARTLEY.is_school_day(day)
    for before, after in pairwise(periods):
        assert before.starts < before.ends <= after.starts


def test_an_answer_takes_less_than_a_fifth_of_a_millisecond():
    start = at("2026-11-24 08:21")
    HARTLEY.add_school_minutes(start, 5)
    began = perf_counter()
    for minutes in range(1_000):
        due = HARTLEY.add_school_minutes(start, minutes)
        HARTLEY.school_minutes_between(start, due)
        HARTLEY.period_at(due)
    assert (perf_counter() - began) / 3_000 < 0.000_2
