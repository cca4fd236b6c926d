from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest

from firstbell.lib.schooltime import SchoolCalendar, presets
from firstbell.lib.sheets import Unreadable
from firstbell.lib.timetables.calendars import is_feed
from firstbell.lib.timetables.feeds import read_feed

LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.fixture(scope="module")
def school():
    """2026/27 in weeks A and B: Tuesday 24 November is in week B."""
    year = replace(presets.usual_year(2026), weeks=2, assumed=False)
    return SchoolCalendar("Europe/London", [year], [presets.day_pattern("five")])


def event(summary, starts, ends, *more, zone="TZID=Europe/London"):
    zone = f";{zone}" if zone else ""
    extra = "".join(f"{line}\n" for line in more)
    return f"BEGIN:VEVENT\nUID:{summary}{starts}\nSUMMARY:{summary}\nDTSTART{zone}:{starts}\nDTEND{zone}:{ends}\n{extra}END:VEVENT\n"


def feed(*events):
    head = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Somebody//EN\n"
    return f"{head}{LONDON}{''.join(events)}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def read(school, *events):
    found = read_feed(feed(*events), school, presets.year_span(2026))
    return [
        (one.what.class_name, one.what.subject, one.weekday, one.week, one.period)
        for one in found.lessons
    ]


def test_a_weekly_rule_is_a_lesson_of_every_week(school):
    weekly = event(
        "9B Computing",
        "20260908T090000",
        "20260908T100000",
        "RRULE:FREQ=WEEKLY;UNTIL=20270720T220000Z",
    )
    assert read(school, weekly) == [("9B", "Computing", 1, "", "1")]


def test_every_other_week_is_week_a_or_b_over_all_holidays(school):
    """The school's weeks go on alternating after a holiday; a program writes each stretch by itself, or each day."""
    days = [
        day for day in school.school_days if day.weekday() == 1 and school.week_letter(day) == "B"
    ]
    each = [
        event("10A/Co2 - Computing", f"{day:%Y%m%d}T100000", f"{day:%Y%m%d}T110000") for day in days
    ]
    assert read(school, *each) == [("10A/Co2", "Computing", 1, "B", "2")]


def test_single_days_without_a_rule_fold_into_one_lesson(school):
    days = [day for day in school.school_days if day.weekday() == 2]
    found = read_feed(
        feed(*(event("7C Maths", f"{day:%Y%m%d}T112000", f"{day:%Y%m%d}T122000") for day in days)),
        school, presets.year_span(2026),
    )  # fmt: skip
    assert [(one.week, one.period, one.since, one.until) for one in found.lessons] == [
        ("", "3", days[0], days[-1])
    ]


def test_days_that_are_left_out_and_moved_do_not_split_a_lesson(school):
    weekly = event(
        "9B Computing", "20260908T090000", "20260908T100000", "RRULE:FREQ=WEEKLY;COUNT=20",
        "EXDATE;TZID=Europe/London:20260922T090000,20261006T090000",
    )  # fmt: skip
    moved = (
        "BEGIN:VEVENT\nUID:9B Computing20260908T090000\nRECURRENCE-ID;TZID=Europe/London:20260915T090000\n"
        "SUMMARY:9B Computing\nDTSTART;TZID=Europe/London:20260916T141000\nDTEND;TZID=Europe/London:20260916T151000\nEND:VEVENT\n"
    )
    assert read(school, weekly, moved) == [
        ("9B", "Computing", 1, "", "1"),
        ("9B", "Computing", 2, "A", "5"),
    ]


def test_a_double_lesson_is_two_periods_and_break_is_none(school):
    double = event("9B Art", "20260908T100000", "20260908T122000", "RRULE:FREQ=WEEKLY;COUNT=10")
    assert [row[4] for row in read(school, double)] == ["2", "3"]


def test_the_zone_of_the_feed_counts(school):
    utc = event("9B Computing", "20260908T080000Z", "20260908T090000Z", zone="")
    assert read(school, utc)[0][4] == "1"
    floating = event("9B Computing", "20260908T090000", "20260908T100000", zone="")
    assert read(school, floating)[0][4] == "1"
    windows = event(
        "9B Computing", "20260908T090000", "20260908T100000", zone='TZID="GMT Standard Time"'
    )
    assert read(school, windows)[0][4] == "1"


def test_whole_days_holidays_and_evenings_are_left_out_and_counted(school):
    lesson = event("9B Computing", "20260908T090000", "20260908T100000")
    inset = "BEGIN:VEVENT\nUID:i\nSUMMARY:INSET\nDTSTART;VALUE=DATE:20260910\nDTEND;VALUE=DATE:20260911\nEND:VEVENT\n"
    evening = event("Open evening", "20260910T180000", "20260910T200000")
    holiday = event("Ghost", "20261027T090000", "20261027T100000")
    found = read_feed(feed(lesson, inset, evening, holiday), school, presets.year_span(2026))
    assert len(found.lessons) == 1
    assert sorted(found.notes) == [
        "Left out, because it is in no period of the bells: 1.",
        "Left out, because it lasts a whole day: 1.",
        "Left out, because there is no school that day: 1.",
    ]


def test_who_and_where_come_from_wherever_the_program_puts_them(school):
    one = event(
        "Computing: 9B/Co1", "20260908T090000", "20260908T100000", "LOCATION:Room: ICT 2",
        "DESCRIPTION:Teacher: Ms Okoro\\nYear: 9", "STATUS:CONFIRMED",
    )  # fmt: skip
    other = event(
        "Lesson", "20260908T100000", "20260908T110000", 'ORGANIZER;CN="Mr Bell":mailto:bell@hartley.example',
        "DESCRIPTION:Class: 8D\\nSubject: History\\nRoom: H4",
    )  # fmt: skip
    found = read_feed(feed(one, other), school, presets.year_span(2026)).lessons
    said = [
        (row.what.class_name, row.what.subject, row.what.teacher, row.what.room) for row in found
    ]
    assert said == [
        ("9B/Co1", "Computing", "Ms Okoro", "ICT 2"),
        ("8D", "History", "Mr Bell", "H4"),
    ]


def test_what_was_cancelled_is_no_lesson(school):
    held = event("9B", "20260908T090000", "20260908T100000")
    off = event("9C", "20260909T090000", "20260909T100000", "STATUS:CANCELLED")
    assert [row[0] for row in read(school, held, off)] == ["9B"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_feed_in_any_encoding_is_known_and_read(school, encoding):
    content = (
        feed(event("9É Français", "20260908T090000", "20260908T100000")).decode().encode(encoding)
    )
    assert is_feed(content)
    assert read_feed(content, school, presets.year_span(2026)).lessons[0].what.subject == "Français"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (feed(), "No lesson of this school year"),
        (feed(event("9B", "20200908T090000", "20200908T100000")), "No lesson of this school year"),
        (feed(event("9B", "20260908T090000", "20260908T100000"))[:-30], "stops in the middle"),
        (
            feed(event("9B", "20260908T090000", "20260908T100000", "RRULE:FREQ=SECONDLY")),
            "repeats by the hour or faster",
        ),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "cannot be read|No lesson"),
    ],
)
def test_a_feed_without_lessons_says_why(school, content, sentence):
    with pytest.raises(Unreadable, match=sentence):
        read_feed(content, school, presets.year_span(2026))


@pytest.mark.parametrize(
    "broken",
    ["DTSTART:rubbish", "RRULE:FREQ=SOMETIMES", "EXDATE:nonsense", "DTEND;TZID=Nowhere/At all:20260908T100000", "\x00",
     "DURATION:soon", "RDATE:x", "RECURRENCE-ID:never"],
)  # fmt: skip
def test_what_is_broken_in_one_event_takes_no_other_along(school, broken):
    good = event("9C", "20260909T090000", "20260909T100000")
    bad = f"BEGIN:VEVENT\nUID:x\nSUMMARY:9B\nDTSTART:20260908T090000\n{broken}\nEND:VEVENT\n"
    assert "9C" in [row[0] for row in read(school, good, bad)]


def test_an_event_for_ever_ends_with_the_year(school):
    rows = read_feed(feed(event("9B", "20150908T090000", "20150908T100000", "RRULE:FREQ=WEEKLY")), school,
                     presets.year_span(2026)).lessons  # fmt: skip
    assert (rows[0].since, rows[0].until) == (date(2026, 9, 8), date(2027, 7, 20))


@pytest.mark.slow
def test_a_whole_schools_year_of_single_days_is_read_in_a_minute(school):
    days = school.school_days[:100]
    each = [
        event(f"{7 + n % 5}{'ABCD'[n % 4]} Subject {n}", f"{day:%Y%m%d}T{hour}0000", f"{day:%Y%m%d}T{hour}4500")
        for day in days for hour in ("09", "10") for n in range(100)
    ]  # fmt: skip
    began = perf_counter()
    found = read_feed(feed(*each), school, presets.year_span(2026))
    assert perf_counter() - began < 60
    assert len(found.lessons) == 5 * 2 * 100
