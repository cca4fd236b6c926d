from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firstbell.lib.schooltime import CalendarEnds, SchoolCalendar, presets


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def school():
    year = replace(presets.usual_year(2026), assumed=False)
    return SchoolCalendar("Europe/London", [year], [presets.day_pattern("five")])


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-11-24 08:00", 1, "2026-11-24 10:00"),  # the end of the first lesson
        ("2026-11-24 09:20", 1, "2026-11-24 10:20"),  # as far into the next one
        ("2026-11-24 10:30", 1, "2026-11-24 11:50"),  # break is nothing
        ("2026-11-24 12:40", 2, "2026-11-24 15:10"),  # nor is lunch
        ("2026-11-24 14:40", 1, "2026-11-25 09:30"),  # nor the night
        ("2026-11-27 15:10", 2, "2026-11-30 11:00"),  # nor the weekend
        ("2026-10-23 16:00", 1, "2026-11-02 10:00"),  # nor half term
        ("2026-11-24 11:05", 0, "2026-11-24 11:20"),  # none: the next lesson
        ("2026-11-24 09:15", 0.5, "2026-11-24 09:45"),
    ],
)
def test_lesson_periods_are_added(school, start, count, due):
    assert abs((school.add_lesson_periods(at(start), count) - at(due)).total_seconds()) < 1


def test_what_was_added_lies_between(school):
    start = at("2026-11-24 09:20")
    due = school.add_lesson_periods(start, 7)
    assert school.lesson_periods_between(start, due) == pytest.approx(7)
    assert school.lesson_periods_between(due, start) == pytest.approx(-7)


def test_minutes_that_a_class_lost_leave_out_break_and_evening(school):
    assert school.lesson_minutes_between(at("2026-11-24 09:30"), at("2026-11-24 11:30")) == 100
    assert school.lesson_minutes_between(at("2026-11-24 15:10"), at("2026-11-25 08:59")) == 0
    assert school.lesson_minutes_between(at("2026-11-28 09:00"), at("2026-11-29 09:00")) == 0


def test_beyond_the_last_lesson_the_calendar_has_ended(school):
    with pytest.raises(CalendarEnds):
        school.add_lesson_periods(at("2027-07-22 09:00"), 50)
