from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firstbell.support.queries.lessons import InRoom, Lesson
from firstbell.support.queries.urgency import Facts, urgency

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)
NINE_B = Lesson("9B Computing", "Ms Okoro", AT - timedelta(minutes=15), AT + timedelta(minutes=45))
TEN_A = Lesson("10A Art", "Mr Bell", AT + timedelta(minutes=45), AT + timedelta(minutes=105))
LATER = Lesson("11C Maths", "", AT + timedelta(hours=4), AT + timedelta(hours=5))
TOMORROW = Lesson("8D Music", "", AT + timedelta(days=1), AT + timedelta(days=1, hours=1))


def judged(lessons, at=AT, **facts):
    words = {"stops": "now", "opened_at": AT, "room": "ICT 2", **facts}
    return urgency(Facts(**words), lessons, at, LONDON)


def test_a_lesson_that_is_stopped_comes_first_and_says_until_when():
    found = judged(InRoom(known=True, now=NINE_B, next=TEN_A))

    assert found.group == "now"
    assert found.why == "9B Computing is in ICT 2 until 10:00"


def test_the_same_ticket_falls_back_when_the_lesson_is_over():
    during = judged(InRoom(known=True, now=NINE_B, next=LATER))
    after = judged(InRoom(known=True, now=None, next=LATER), at=AT + timedelta(hours=1))

    assert (during.group, after.group) == ("now", "today")
    assert after.why == "11C Maths is in ICT 2 at 13:15"


@pytest.mark.parametrize(
    ("lesson", "group"), [(TEN_A, "next"), (LATER, "today"), (TOMORROW, "later")]
)
def test_a_free_room_waits_as_long_as_it_is_free(lesson, group):
    assert judged(InRoom(known=True, next=lesson)).group == group


def test_an_exam_goes_before_a_lesson():
    room = InRoom(known=True, now=NINE_B)

    assert judged(room, exam=True).score > judged(room).score
    assert judged(room, exam=True).why.startswith("An exam: ")


def test_people_count_and_making_do_waits_a_little():
    room = InRoom(known=True, now=NINE_B)
    alone, crowd, making_do = judged(room), judged(room, people=30), judged(room, workaround=True)

    assert crowd.score > alone.score > making_do.score
    assert crowd.why == "9B Computing is in ICT 2 until 10:00, 30 people"
    assert (making_do.group, making_do.why) == (
        "next",
        "9B Computing is in ICT 2 until 10:00, making do",
    )


def test_without_a_timetable_it_goes_by_what_was_said_that_day():
    today = judged(InRoom(), at=AT + timedelta(hours=2))
    next_day = judged(InRoom(), at=AT + timedelta(days=1))

    assert (today.group, today.why) == ("now", "Stopped a lesson when it was reported, 09:15")
    assert (next_day.group, next_day.why) == (
        "next",
        "Stopped a lesson when it was reported, 24 Nov",
    )


def test_what_stops_no_lesson_waits_for_time_and_a_whole_school_for_today():
    assert judged(InRoom(known=True, now=NINE_B), stops="no").group == "later"
    assert judged(InRoom(known=True, now=NINE_B), stops="no", people=400).group == "today"


def test_what_waits_stands_apart():
    assert judged(InRoom(known=True, now=NINE_B), waits=True).group == "waiting"
