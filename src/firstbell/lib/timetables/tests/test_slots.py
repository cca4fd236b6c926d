from __future__ import annotations

from datetime import time

import pytest

from firstbell.lib.parsing import Unclear
from firstbell.lib.schooltime import Bell, Kind, presets
from firstbell.lib.timetables import Labels, Slot, parse_day, parse_slots, parse_week


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mon:1", (0, "", "1")),
        ("Mon 1", (0, "", "1")),
        ("Monday Period 1", (0, "", "1")),
        ("Monday, period 1".replace(",", ""), (0, "", "1")),
        ("MonA1", (0, "A", "1")),
        ("MonA:1", (0, "A", "1")),
        ("MON-B-P3", (0, "B", "3")),
        ("MonB:P3", (0, "B", "3")),
        ("1Mon3", (0, "A", "3")),
        ("2Mon3", (0, "B", "3")),
        ("Wk1 Mon P2", (0, "A", "2")),
        ("Mo 3 wk B", (0, "B", "3")),
        ("A Tue P5", (1, "A", "5")),
        ("TueP5", (1, "", "5")),
        ("Week A Monday 3", (0, "A", "3")),
        ("Thurs (B) lesson 4", (3, "B", "4")),
        ("P4 Wed", (2, "", "4")),
        ("3 Fri B", (4, "B", "3")),
        ("ThB2", (3, "B", "2")),
        ("We.6", (2, "", "6")),
        ("F3", (4, "", "3")),
        ("T 2", (1, "", "2")),
        ("Fri:05", (4, "", "5")),
        ("Mon:1a", (0, "", "1a")),
        ("Day 7 P2", (1, "B", "2")),
        ("Mon:Reg", (0, "", "reg")),
        ("TueB:Tutor", (1, "B", "reg")),
        ("Fri AM", (4, "", "am")),
        ("P3", (None, "", "3")),
        ("3", (None, "", "3")),
    ],
)
def test_a_period_is_understood_however_it_is_written(text, said):
    (found,) = parse_slots(text)
    assert (found.weekday, found.week, found.period) == said


def test_a_clock_says_the_period_too():
    assert parse_slots("Mon 09:00-10:00") == [Slot(0, "", "", time(9))]
    assert parse_slots("Tue 9.50") == [Slot(1, "", "", time(9, 50))]


def test_several_lessons_stand_in_one_cell():
    assert [(s.weekday, s.week, s.period) for s in parse_slots("MonA:1, Wed:3; FriB:2")] == [
        (0, "A", "1"), (2, "", "3"), (4, "B", "2"),
    ]  # fmt: skip
    assert [(s.weekday, s.period) for s in parse_slots("Tue P1-2")] == [(1, "1"), (1, "2")]
    assert [(s.weekday, s.period) for s in parse_slots("Tue 3,4")] == [(1, "3"), (1, "4")]


@pytest.mark.parametrize(
    "text", ["", "sometimes", "Mon Tue 3", "MonA B3", "Mon 1 2 3", "25:99", "Mon 99:99"]
)
def test_what_is_no_period_says_so(text):
    with pytest.raises(Unclear):
        parse_slots(text)


def test_a_cell_without_end_is_refused():
    with pytest.raises(Unclear, match="more than 60"):
        parse_slots("Mon:1," * 5_000)


@pytest.mark.parametrize(
    ("text", "weekday", "week"),
    [
        ("Tuesday", 1, ""),
        ("tue", 1, ""),
        ("TueB", 1, "B"),
        ("T", 1, ""),
        ("R", 3, ""),
        ("2", 1, ""),
        ("Day 10", 4, "B"),
    ],
)
def test_a_column_of_days(text, weekday, week):
    found = parse_day(text)
    assert (found.weekday, found.week) == (weekday, week)


@pytest.mark.parametrize("text", ["11", "0", "someday", "P3"])
def test_what_is_no_day_says_so(text):
    with pytest.raises(Unclear):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("A", "A"), ("b", "B"), ("Week A", "A"), ("Wk 2", "B"), ("wkB", "B"), ("2", "B"), ("odd", "A"), ("both", ""),
        ("A/B", ""), ("A and B", ""), ("every", ""), ("1,2", ""), ("Week 1", "A"), ("B week", "B"), ("", ""),
    ],
)  # fmt: skip
def test_weeks_are_spelled_in_many_ways(text, week):
    assert parse_week(text) == week


def test_what_is_no_week_says_so():
    with pytest.raises(Unclear, match="is no week"):
        parse_week("C")


def test_a_period_is_found_by_number_name_or_clock():
    labels = Labels(presets.FIVE_PERIODS)
    assert [labels.find(text) for text in ("1", "P1", "Period 1", "reg", "am", "lunch")] == [
        "1", "1", "1", "Tutor", "Tutor", "Lunch",
    ]  # fmt: skip
    assert (labels.find("", time(11, 20)), labels.find("", time(9, 5)), labels.find("6")) == (
        "3",
        "1",
        None,
    )


def test_bells_with_names_of_their_own_are_found_by_them():
    labels = Labels(
        [
            Bell("Period 1", Kind.LESSON, time(9), time(10)),
            Bell("L2", Kind.LESSON, time(10), time(11)),
        ]
    )
    assert (labels.find("1"), labels.find("p1"), labels.find("2")) == ("Period 1", "Period 1", "L2")
