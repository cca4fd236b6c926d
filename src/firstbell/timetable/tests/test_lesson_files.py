from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest

from firstbell.people import actions as people
from firstbell.people.states import GroupKind
from firstbell.places import actions as places
from firstbell.platform.exchange.models import ImportRow, NewLookup
from firstbell.platform.exchange.states import State
from firstbell.platform.exchange.tests.importing import verdicts
from firstbell.timetable import actions, queries
from firstbell.timetable.models import Lesson
from firstbell.timetable.tests.conftest import at

SIMS = """Class,Subject,Staff,Room,Period
9B/Co1,Computing,AOK,ICT 2,TueB:3
9B/Co1,Computing,AOK,ICT 2,Mon:1
7C/Ma2,Maths,AOK,Hall,WedA:2
"""


def test_a_file_of_a_timetable_program_becomes_lessons(bring_in, ict_2, hall, ms_okoro, hartley):
    session = bring_in(SIMS)
    assert session.state == State.APPLIED
    assert [
        (one.class_name, one.when, str(one.room), str(one.teacher))
        for one in Lesson.objects.order_by("pk")
    ] == [
        ("9B/Co1", "Tue 3, week B", "ICT 2", "Ada Okoro"),
        ("9B/Co1", "Mon 1", "ICT 2", "Ada Okoro"),
        ("7C/Ma2", "Wed 2, week A", "Hall", "Ada Okoro"),
    ]
    assert {one.brought_by for one in Lesson.objects.all()} == {session.uid}
    assert (
        queries.lesson_now(ict_2, at("2026-11-24 11:30")).sentence
        == "9B/Co1 Computing is in ICT 2 until 12:20"
    )


def test_the_same_file_again_changes_nothing(bring, bring_in, ict_2, hall, ms_okoro):
    bring_in(SIMS)
    assert [verdict for _, verdict, _ in verdicts(bring(SIMS))] == ["same"] * 3


def test_taken_back_the_lessons_are_gone(bring_in, take_back, ict_2, hall, ms_okoro):
    session = bring_in(SIMS)
    assert take_back(session) == "3 taken back"
    assert not Lesson.objects.exists()


def test_a_lesson_that_was_changed_since_is_kept(
    bring_in, take_back, ict_2, hall, ms_okoro, asha, moment
):
    session = bring_in(SIMS)
    actions.change_lesson(Lesson.objects.earliest("pk"), subject="ICT", by=asha, at=moment)
    take_back(session)
    assert Lesson.objects.get().subject == "ICT"


def test_the_class_of_the_school_is_known_by_its_name(
    bring_in, hartley, ict_2, hall, ms_okoro, asha, moment
):
    group = people.add_group(hartley, name="9B/Co1", kind=GroupKind.CLASS, by=asha, at=moment)
    bring_in(SIMS)
    assert Lesson.objects.filter(group=group).count() == 2


def test_columns_of_day_period_and_week_say_the_same(bring_in, ict_2, hall, ms_okoro):
    bring_in(
        "Day,Lesson,Week,Group,Tchr,Rm\nTuesday,Period 3,Wk 2,9B,AOK,ICT2\n2,P4,both,9B,AOK,ict 2\n"
    )
    assert [(one.when, str(one.room)) for one in Lesson.objects.order_by("pk")] == [
        ("Tue 3, week B", "ICT 2"), ("Tue 4", "ICT 2"),
    ]  # fmt: skip


def test_a_room_and_a_teacher_that_nobody_knows_are_asked_about_with_what_is_near(
    bring, ict_2, hall, ms_okoro
):
    session = bring("Class,Staff,Room,Period\n9B,A0K,Hal,Mon:1\n9C,ZZZ,Moon base,Mon:2\n")
    found = {
        row.name: [near["name"] for near in row.near]
        for row in NewLookup.objects.filter(session=session)
    }
    assert found["Hal"] == ["Hall"]
    assert set(found) == {"A0K", "Hal", "ZZZ", "Moon base"}


def test_what_stays_unknown_is_kept_as_it_was_written(bring_in, two_weeks):
    bring_in("Class,Staff,Room,Period\n9C,ZZZ,Moon base,Mon:2\n")
    lesson = Lesson.objects.get()
    assert (lesson.teacher, lesson.teacher_said, lesson.room, lesson.room_said) == (
        None,
        "ZZZ",
        None,
        "Moon base",
    )


def test_what_was_once_said_to_be_meant_is_known_the_next_time(bring, teach, ms_okoro, ict_2):
    teach("9A", teacher=ms_okoro, teacher_said="OK2", room=ict_2, room_said="Comp lab")
    session = bring("Class,Staff,Room,Period\n9C,OK2,Comp lab,Mon:2\n")
    assert not NewLookup.objects.filter(session=session).exists()


def test_two_classes_in_a_room_at_once_are_said_and_brought_in(bring, ict_2, hall, ms_okoro):
    session = bring("Class,Room,Period\n9B,ICT 2,Mon:1\n9C,ICT 2,MonA:1\n9D,ICT 2,Tue:1\n")
    assert verdicts(session) == [
        (2, "create", ""), (3, "create", "ICT 2 has 9B then, too (line 2)."), (4, "create", ""),
    ]  # fmt: skip


def test_one_teacher_in_two_rooms_at_once_is_said(bring, ict_2, hall, ms_okoro):
    session = bring("Class,Staff,Room,Period\n9B,AOK,ICT 2,Mon:1\n9C,AOK,Hall,Mon:1\n")
    assert verdicts(session)[1] == (3, "create", "AOK is in another room then, too (line 2).")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "9B,AOK,ICT 2,Mon:9",
            "Period: the school's bells have none called 9. There are: Tutor, 1, 2, Break, 3, Lunch, 4, 5.",
        ),
        (
            "9B,AOK,ICT 2,sometimes",
            "Period: “sometimes” is no day and period. Write them like Mon:3, or MonB:3.",
        ),
        ("9B,AOK,ICT 2,P3", "Day: it does not say on which day of the week."),
        ("9B,AOK,ICT 2,", "Day: it does not say on which day of the week."),
        (",,ICT 2,Mon:1", "It names no class, no subject and no teacher."),
    ],
)
def test_a_line_that_says_too_little_is_refused_with_the_reason(
    bring, ict_2, ms_okoro, line, reason
):
    session = bring(f"Class,Staff,Room,Period\n8A,AOK,ICT 2,Fri:1\n{line}\n")
    assert verdicts(session)[1] == (3, "error", reason)


def test_the_whole_timetable_ends_what_it_does_not_have(
    bring_in, take_back, teach, ict_2, hall, ms_okoro
):
    old = teach(
        "10A", "Computing", day=0, period="2", room=ict_2, teacher=ms_okoro, since=date(2026, 9, 1)
    )
    kept = teach("9B/Co1", "Computing", day=0, room=ict_2, teacher=ms_okoro)
    session = bring_in(SIMS, rest="year")
    assert verdicts(session)[-1] == (5, "update", "Is not in the file: it ends before Tue 24 Nov.")
    old.refresh_from_db()
    kept.refresh_from_db()
    assert (old.until, kept.until) == (date(2026, 11, 23), date(2027, 7, 31))
    assert queries.lesson_now(ict_2, at("2026-11-30 10:30")) is None
    take_back(session)
    old.refresh_from_db()
    assert old.until == date(2027, 7, 31)
    assert Lesson.objects.count() == 2


def test_a_lesson_that_had_not_begun_comes_back_when_the_import_is_taken_back(
    bring_in, take_back, teach, ict_2, hall, ms_okoro
):
    teach(
        "10A", "Computing", day=0, period="2", room=ict_2, teacher=ms_okoro, since=date(2027, 1, 4)
    )
    session = bring_in(SIMS, rest="year")
    assert not Lesson.objects.filter(class_name="10A").exists()
    take_back(session)
    back = Lesson.objects.get()
    assert (back.class_name, back.since, str(back.teacher)) == (
        "10A",
        date(2027, 1, 4),
        "Ada Okoro",
    )


def test_the_lessons_of_somebody_who_left_end_too(
    bring_in, teach, ict_2, hall, ms_okoro, asha, moment
):
    old = teach("10A", "Computing", day=0, period="2", room=ict_2, teacher=ms_okoro)
    people.leave(ms_okoro.memberships.get(), on=date(2026, 11, 20), by=asha, at=moment)
    bring_in("Class,Staff,Room,Period\n9B,,ICT 2,Mon:1\n", rest="year")
    old.refresh_from_db()
    assert old.until == date(2026, 11, 23)


def test_a_rooms_own_file_ends_only_what_was_in_that_room(bring_in, teach, ict_2, hall, ms_okoro):
    teach("10A", "Computing", day=0, period="2", room=ict_2)
    teach("10B", "PE", day=0, period="2", room=hall)
    bring_in("Class,Room,Period\n9B,ICT 2,Mon:1\n", rest="rooms")
    going = Lesson.objects.filter(until=date(2027, 7, 31)).values_list("class_name", flat=True)
    assert sorted(going) == ["10B", "9B"]


def test_a_file_that_adds_ends_nothing(bring_in, teach, ict_2):
    teach("10A", "Computing", day=0, period="2", room=ict_2)
    bring_in("Class,Room,Period\n9B,ICT 2,Mon:1\n")
    assert Lesson.objects.filter(until=date(2027, 7, 31)).count() == 2


def test_the_year_may_be_told_as_if_it_had_always_been_so(bring_in, ict_2):
    bring_in("Class,Room,Period\n9B,ICT 2,Mon:1\n", **{"from": "year"})
    assert Lesson.objects.get().since == date(2026, 8, 1)


def test_dates_of_the_file_win(bring_in, ict_2):
    bring_in("Class,Room,Period,From,To\n9B,ICT 2,Mon:1,04/01/2027,26/03/2027\n")
    lesson = Lesson.objects.get()
    assert (lesson.since, lesson.until) == (date(2027, 1, 4), date(2027, 3, 26))


def test_several_periods_on_one_line_are_several_lessons(bring_in, take_back, ict_2):
    session = bring_in('Class,Room,Periods\n9B,ICT 2,"MonA:1, WedB:2; Fri P4-5"\n')
    assert sorted(one.when for one in Lesson.objects.all()) == [
        "Fri 4",
        "Fri 5",
        "Mon 1, week A",
        "Wed 2, week B",
    ]
    take_back(session)
    assert not Lesson.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_in_any_encoding_is_read(bring_in, encoding):
    bring_in("Class;Subject;Period\nÉcole 9;Français;Mon:1\n".encode(encoding))
    assert (Lesson.objects.get().class_name, Lesson.objects.get().subject) == (
        "École 9",
        "Français",
    )


@pytest.mark.parametrize(
    "content", [b"Class,Room,Period\n", b"\x00\xff\xfe\x00junk", b"PK\x03\x04broken"]
)
def test_a_file_without_a_lesson_fails_with_a_sentence(bring, content):
    session = bring(content)
    assert (session.state, bool(session.problem)) == (State.FAILED, True)


def test_twenty_thousand_lines_are_looked_at_and_brought_in(bring_in, hartley, block, asha, moment):
    rooms = [places.NewRoom(name=f"Room {n}", building=block) for n in range(1, 201)]
    places.add_rooms(hartley, rooms, by=asha, at=moment)
    days = ("Mon", "Tue", "Wed", "Thu", "Fri")
    lines = [
        f"{7 + n % 5}{chr(65 + n % 8)}/{n // 10},Subject {n % 20},,Room {n % 200 + 1},{days[n // 200 % 5]}{'AB'[n // 1000 % 2]}:{n // 2000 % 5 + 1}"
        for n in range(20_000)
    ]
    began = perf_counter()
    session = bring_in("Class,Subject,Staff,Room,Period\n" + "\n".join(lines))
    assert perf_counter() - began < 60
    assert session.counts["created"] == 20_000
    assert ImportRow.objects.filter(session=session, outcome="created").count() == 20_000
    day = moment + timedelta(hours=1)
    began = perf_counter()
    found = queries.rooms_now(hartley, day)
    assert perf_counter() - began < 1
    assert len(found) == 200
