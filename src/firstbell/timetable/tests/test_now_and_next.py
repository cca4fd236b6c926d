from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest

from firstbell.calendar import actions as calendar
from firstbell.calendar.models import BellSchedule
from firstbell.lib.schooltime import Closed, Span, Why
from firstbell.timetable import actions, queries
from firstbell.timetable.actions import EventPlan
from firstbell.timetable.tests.conftest import at


@pytest.fixture
def tuesday(teach, ict_2, ms_okoro):
    """9B in period 1 of every Tuesday, 10A in period 2 of week B, and 7C all of Wednesday morning."""
    first = teach("9B", "Computing", room=ict_2, teacher=ms_okoro)
    teach("10A", "Computing", period="2", week="B", room=ict_2, teacher_said="JXB")
    teach("7C", "Maths", day=2, period="1", room=ict_2)
    teach("7C", "Maths", day=2, period="2", room=ict_2)
    return first


def test_the_room_says_who_is_in_it_and_until_when(tuesday, ict_2):
    now = queries.lesson_now(ict_2, at("2026-11-24 09:30"))
    assert now.sentence == "9B Computing is in ICT 2 until 10:00"
    assert (now.teacher, now.initials, now.what) == ("Ms Okoro", "AOK", "lesson")
    assert now.uid == tuesday.uid


def test_before_the_bell_nothing_is_in_it_and_the_first_lesson_comes(tuesday, ict_2):
    assert queries.lesson_now(ict_2, at("2026-11-24 08:59")) is None
    assert queries.lesson_next(ict_2, at("2026-11-24 08:59")).title == "9B Computing"


def test_a_bell_belongs_to_the_lesson_that_it_begins(tuesday, ict_2):
    assert queries.lesson_now(ict_2, at("2026-11-24 10:00")).title == "10A Computing"
    assert queries.lesson_now(ict_2, at("2026-11-24 11:00")) is None


def test_week_a_and_week_b_have_lessons_of_their_own(tuesday, ict_2):
    assert queries.lesson_now(ict_2, at("2026-11-24 10:30")).title == "10A Computing"
    assert queries.lesson_now(ict_2, at("2026-12-01 10:30")) is None
    assert queries.lesson_now(ict_2, at("2026-12-01 09:30")).title == "9B Computing"


def test_next_may_be_another_day_and_skips_the_weekend(tuesday, ict_2):
    coming = queries.lesson_next(ict_2, at("2026-11-24 10:30"))
    assert (coming.title, f"{coming.starts:%a %H:%M}") == ("7C Maths", "Wed 09:00")
    friday = queries.lesson_next(ict_2, at("2026-11-27 12:00"))
    assert (friday.title, f"{friday.starts:%a %d}") == ("9B Computing", "Tue 01")


def test_next_is_found_beyond_half_term(teach, ict_2):
    teach("9B", "Computing", day=0, room=ict_2)
    coming = queries.lesson_next(ict_2, at("2026-10-23 15:00"))
    assert f"{coming.starts:%d %b}" == "02 Nov"


def test_in_summer_lessons_follow_the_clock_on_the_wall(tuesday, ict_2):
    now = queries.lesson_now(ict_2, at("2026-09-15 08:30"))
    assert (now.title, f"{now.starts:%H:%M}") == ("9B Computing", "09:00")


def test_a_class_that_stays_says_when_it_leaves(tuesday, ict_2):
    now = queries.lesson_now(ict_2, at("2026-11-25 09:05"))
    assert (f"{now.ends:%H:%M}", f"{now.until:%H:%M}") == ("10:00", "11:00")


def test_two_classes_and_two_teachers_in_a_room_are_one_answer(teach, hall, ms_okoro):
    teach("9A", "PE", room=hall, teacher=ms_okoro)
    teach("9B", "PE", room=hall, teacher_said="JXB")
    now = queries.lesson_now(hall, at("2026-11-24 09:30"))
    assert (now.title, now.teacher) == ("9A PE, 9B PE", "Ms Okoro, JXB")


def test_a_lesson_of_a_period_that_does_not_ring_that_day_is_nowhere(teach, ict_2):
    teach("9B", "Computing", period="6", room=ict_2)
    assert queries.room_day(ict_2, at("2026-11-24 09:30")) == ()


def test_the_bells_move_and_the_lesson_moves_with_them(tuesday, ict_2, asha, moment):
    assert queries.lesson_now(ict_2, at("2026-11-24 09:00")) is not None
    bells = BellSchedule.objects.get()
    plan = bells.plain_value()
    later = [
        replace(bell, starts=bell.starts.replace(minute=bell.starts.minute + 10))
        if bell.label == "1" else bell
        for bell in plan.bells
    ]  # fmt: skip
    later = [
        replace(bell, ends=bell.ends.replace(minute=10)) if bell.label == "Tutor" else bell
        for bell in later
    ]
    calendar.change_bells(bells, replace(plan, bells=tuple(later)), by=asha, at=moment)
    assert queries.lesson_now(ict_2, at("2026-11-24 09:05")) is None
    assert queries.lesson_now(ict_2, at("2026-11-24 09:15")) is not None


def test_snow_empties_the_rooms_at_once(tuesday, ict_2, hartley, asha, moment):
    assert queries.lesson_now(ict_2, at("2026-11-24 09:30")) is not None
    snow = Closed(Span(date(2026, 11, 24), date(2026, 11, 24)), Why.CLOSED, "Snow")
    calendar.close_days(hartley, snow, by=asha, at=moment)
    assert queries.lesson_now(ict_2, at("2026-11-24 09:30")) is None


def test_a_lesson_that_ended_is_not_in_the_room(tuesday, ict_2, asha, moment):
    actions.end_lessons([tuesday], on=date(2026, 11, 24), by=asha, at=moment)
    assert queries.lesson_now(ict_2, at("2026-11-24 09:30")) is None
    assert queries.lesson_now(ict_2, at("2026-11-17 09:30")) is not None


def test_an_exam_stands_where_the_lessons_stood(tuesday, ict_2, hall, hartley, asha, moment):
    mocks = EventPlan(
        "Year 11 mocks",
        "mock_exam",
        at("2026-11-24 09:00"),
        at("2026-11-24 12:00"),
        rooms=[ict_2, hall],
    )
    actions.add_event(hartley, mocks, by=asha, at=moment)
    now = queries.lesson_now(ict_2, at("2026-11-24 10:30"))
    assert (now.title, now.is_exam) == ("Year 11 mocks", True)
    assert (
        queries.lesson_now(hall, at("2026-11-24 10:30")).sentence
        == "Year 11 mocks is in Hall until 12:00"
    )
    assert [one.title for one in queries.room_day(ict_2, at("2026-11-24 10:30"))] == [
        "Year 11 mocks"
    ]


def test_an_event_beside_the_lessons_leaves_them_there(tuesday, ict_2, hartley, asha, moment):
    tour = EventPlan(
        "Tour", "open_evening", at("2026-11-24 09:00"), at("2026-11-24 19:00"), rooms=[ict_2]
    )
    actions.add_event(hartley, tour, by=asha, at=moment)
    assert queries.lesson_now(ict_2, at("2026-11-24 09:30")).title == "9B Computing"
    assert queries.lesson_now(ict_2, at("2026-11-24 18:00")).title == "Tour"


def test_a_sports_day_without_rooms_stops_every_lesson(tuesday, ict_2, hartley, asha, moment):
    day = EventPlan("Sports day", "other", at("2026-11-24 00:00"), at("2026-11-25 00:00"), is_whole_day=True,
                    stops_lessons=True)  # fmt: skip
    event = actions.add_event(hartley, day, by=asha, at=moment)
    assert queries.lesson_now(ict_2, at("2026-11-24 09:30")) is None
    actions.remove_event(event, by=asha, at=moment)
    assert queries.lesson_now(ict_2, at("2026-11-24 09:30")) is not None


def test_the_next_free_ninety_minutes_run_over_break_but_not_over_a_lesson(tuesday, ict_2):
    gap = queries.next_free(ict_2, 90, at("2026-11-24 09:30"))
    assert (f"{gap.starts:%H:%M} {gap.ends:%H:%M}", gap.minutes) == ("11:00 16:00", 300)
    short = queries.next_free(ict_2, 30, at("2026-11-24 08:10"))
    assert f"{short.starts:%H:%M} {short.ends:%H:%M}" == "08:10 09:00"


def test_a_full_day_is_free_only_on_the_next(teach, ict_2):
    for period in "12345":
        teach("9B", "Computing", period=period, room=ict_2)
    gap = queries.next_free(ict_2, 90, at("2026-11-24 09:30"))
    assert f"{gap.starts:%a %H:%M}" == "Wed 08:00"


def test_an_hour_that_no_day_has_is_none(teach, ict_2):
    assert queries.next_free(ict_2, 24 * 60, at("2026-11-24 09:30")) is None


def test_the_free_rooms_of_a_moment_say_until_when(tuesday, ict_2, hall, hartley):
    free = queries.free_rooms(hartley, at("2026-11-24 09:30"), 60)
    assert [(room.name, f"{until:%H:%M}") for room, until in free] == [("Hall", "16:00")]
    assert queries.free_rooms(hartley, at("2026-11-28 09:30")) == []


def test_a_teacher_is_found_and_free_between_lessons(tuesday, teach, ms_okoro):
    teach("8D", "Computing", period="3", teacher=ms_okoro, room_said="Field")
    here = queries.teacher_now(ms_okoro, at("2026-11-24 09:30"))
    assert (here.now.room, here.next.title, f"{here.free_at:%H:%M}") == (
        "ICT 2",
        "8D Computing",
        "10:00",
    )
    assert here.next.room == "Field"
    free = queries.teacher_now(ms_okoro, at("2026-11-24 10:30"))
    assert (free.now, f"{free.free_at:%H:%M} {free.free_until:%H:%M}") == (None, "10:30 11:20")
    evening = queries.teacher_now(ms_okoro, at("2026-11-24 18:00"))
    assert (evening.free_at, f"{evening.next.starts:%d %b}") == (None, "01 Dec")


def test_every_room_at_once_in_one_reading_of_the_day(tuesday, ict_2, hall, hartley):
    found = queries.rooms_now(hartley, at("2026-11-24 09:30"))
    assert set(found) == {ict_2.pk}
    assert (found[ict_2.pk].now.title, found[ict_2.pk].next.title) == (
        "9B Computing",
        "10A Computing",
    )
    assert len(found[ict_2.pk].today) == 2


def test_an_answer_costs_one_query_until_something_changes(
    tuesday, ict_2, asha, moment, django_assert_max_num_queries
):
    asked = at("2026-11-24 09:30")
    queries.next_free(ict_2, 24 * 60, asked)
    with django_assert_max_num_queries(4):
        queries.lesson_now(ict_2, asked)
        queries.lesson_next(ict_2, asked)
        queries.next_free(ict_2, 90, asked)
        queries.rooms_now(ict_2.school, asked)
    began = perf_counter()
    for _ in range(50):
        queries.lesson_now(ict_2, asked)
        queries.lesson_next(ict_2, asked)
        queries.next_free(ict_2, 90, asked)
    assert (perf_counter() - began) / 150 < 0.005


def test_another_school_has_lessons_of_its_own(tuesday, other_school):
    assert queries.rooms_now(other_school, at("2026-11-24 09:30")) == {}
