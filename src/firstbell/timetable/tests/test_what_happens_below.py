from __future__ import annotations

from datetime import date

import pytest

from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.places import actions as places
from firstbell.platform.jobs import outbox
from firstbell.timetable import actions, queries
from firstbell.timetable.actions import EventPlan
from firstbell.timetable.models import Lesson
from firstbell.timetable.tests.conftest import at

ASKED = at("2026-11-24 09:30")


@pytest.fixture
def lesson(teach, ict_2, ms_okoro):
    made = teach("9B", "Computing", room=ict_2, teacher=ms_okoro, teacher_said="AOK")
    assert queries.lesson_now(ict_2, ASKED).teacher == "Ms Okoro"
    return made


def test_a_teacher_who_marries_and_a_room_that_is_renamed_are_called_by_their_new_names(
    lesson, ict_2, ms_okoro, asha, moment
):
    people.change_person(ms_okoro, family_name="Bell", by=asha, at=moment)
    places.rename_room(ict_2, name="Computing 2", by=asha, at=moment)
    outbox.deliver_waiting()
    now = queries.lesson_now(ict_2, ASKED)
    assert (now.teacher, now.room) == ("Ms Bell", "Computing 2")


def test_two_rooms_that_become_one_bring_their_lessons_and_events_along(
    lesson, teach, ict_2, hall, hartley, asha, moment
):
    teach("9C", "PE", period="2", room=hall)
    plan = EventPlan(
        "Fair", "other", at("2026-11-24 16:00"), at("2026-11-24 18:00"), rooms=[hall, ict_2]
    )
    event = actions.add_event(hartley, plan, by=asha, at=moment)
    places.merge_rooms(hall, into=ict_2, by=asha, at=moment)
    assert [one.title for one in queries.room_day(ict_2, ASKED)] == [
        "9B Computing",
        "9C PE",
        "Fair",
    ]
    assert [room.pk for room in event.rooms.all()] == [ict_2.pk]


def test_two_records_of_a_teacher_that_become_one_keep_their_lessons(
    lesson, teach, ms_okoro, hartley, asha, moment
):
    other = people.add_person(
        hartley, kind=MemberKind.STAFF, title="Ms", given_name="A", family_name="Okoro",
        from_on=date(2020, 9, 1), by=asha, at=moment,
    )  # fmt: skip
    teach("8A", "Computing", period="3", teacher=other)
    people.merge_people(other, into=ms_okoro, by=asha, at=moment)
    assert [one.title for one in queries.teacher_day(ms_okoro, ASKED)] == [
        "9B Computing",
        "8A Computing",
    ]


def test_of_somebody_who_is_forgotten_the_initials_go_and_the_lesson_stays(
    lesson, ict_2, ms_okoro, asha, moment
):
    people.leave(ms_okoro.memberships.get(), on=date(2026, 10, 1), by=asha, at=moment)
    people.anonymise(ms_okoro, by=asha, at=moment)
    assert Lesson.objects.get().teacher_said == ""
    now = queries.lesson_now(ict_2, ASKED)
    assert (now.title, "Okoro" in now.teacher, now.initials) == ("9B Computing", False, "")
