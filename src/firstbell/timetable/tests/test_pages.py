from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.lib import clock
from firstbell.places import actions as places
from firstbell.timetable import actions
from firstbell.timetable.actions import EventPlan, FreezePlan
from firstbell.timetable.models import Freeze, Lesson, SchoolEvent
from firstbell.timetable.tests.conftest import at


@pytest.fixture
def browser(browser_of, asha_account):
    return browser_of(asha_account)


@pytest.fixture
def now(monkeypatch):
    """Period 1 on Tuesday of week B."""
    moment = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


@pytest.fixture
def lesson(teach, ict_2, ms_okoro):
    return teach("9B", "Computing", room=ict_2, teacher=ms_okoro)


def text(answer):
    return re.sub(
        r"\s+",
        " ",
        re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S),
    )


def test_the_day_says_how_many_rooms_are_in_use_and_who_is_where(browser, lesson, hall, now):
    page = text(browser.get("/timetable/"))
    assert "1 of 2 rooms are in use" in page
    assert "Tue 24 Nov, week B · Period 1 until 10:00 · 1 free for 90 minutes" in page
    assert "ICT 2 9B Okoro free free free free" in page


def test_another_day_is_a_link_away_and_a_closed_one_says_why(browser, lesson, now):
    assert "1 of 1 rooms have lessons on Tue 1 Dec" in text(
        browser.get("/timetable/?day=2026-12-01")
    )
    closed = text(browser.get("/timetable/?day=2026-12-25"))
    assert "Christmas holiday until" in closed
    assert "Look at Mon 4 Jan" in closed


@pytest.mark.parametrize(
    "query", ["day=rubbish", "day=9999-12-31", "show=nothing", "q=%00", "day=0001-01-01"]
)
def test_an_address_that_says_nonsense_still_shows_the_day(browser, lesson, now, query):
    assert browser.get(f"/timetable/?{query}").status_code == 200


def test_the_day_is_narrowed_by_room_class_or_teacher(browser, lesson, hall, now):
    assert "Hall" not in text(browser.get("/timetable/?q=okoro"))
    assert "No room like that" in text(browser.get("/timetable/?q=nobody"))
    assert "Hall" not in text(browser.get("/timetable/?show=ict"))


def test_an_exam_lies_over_the_periods_it_takes(browser, lesson, ict_2, hartley, asha, moment, now):
    plan = EventPlan(
        "Mock", "mock_exam", at("2026-11-24 09:00"), at("2026-11-24 12:20"), rooms=[ict_2]
    )
    actions.add_event(hartley, plan, by=asha, at=moment)
    page = browser.get("/timetable/").content.decode()
    assert re.search(r'class="fb-c fb-s4 fb-ph2 is-now is-exam"', page)
    assert "9B" not in text(browser.get("/timetable/"))


def test_a_double_lesson_is_one_stretch(browser, teach, ict_2, now):
    teach("7C", "Art", period="4", room=ict_2)
    teach("7C", "Art", period="5", room=ict_2)
    assert re.search(
        r'class="fb-c fb-s2 fb-ph0 is-later is-lesson"', browser.get("/timetable/").content.decode()
    )


def test_the_queries_of_the_day_do_not_grow_with_its_rooms(
    browser, lesson, teach, block, hartley, asha, moment, now
):
    browser.get("/timetable/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/timetable/")
    for n in range(20):
        room = places.add_room(hartley, name=f"Room {n}", building=block, by=asha, at=moment)
        teach(f"8{n}", "Maths", room=room)
    browser.get("/timetable/")
    with CaptureQueriesContext(connection) as many:
        browser.get("/timetable/")
    assert len(many) == len(few)


def test_the_week_of_a_room_says_now_next_and_when_it_is_free(browser, lesson, ict_2, now):
    page = text(browser.get(f"/timetable/rooms/{ict_2.uid}/"))
    assert "2 lessons a fortnight" in page
    assert "Now 9B Computing Ms Okoro, until 10:00" in page
    assert "Free for 90 minutes Tue 24 Nov, 10:00" in page


def test_the_week_of_a_teacher_and_of_a_class(browser, lesson, ms_okoro, now):
    assert "Now 9B Computing ICT 2, until 10:00" in text(
        browser.get(f"/timetable/teachers/{ms_okoro.uid}/")
    )
    assert "Computing ICT 2 · AOK" in text(browser.get("/timetable/classes/?class=9B"))
    assert "1 class with lessons this year" in text(browser.get("/timetable/classes/"))
    assert "No lessons are known here" in text(browser.get("/timetable/classes/?class=7Z"))


def test_a_rooms_page_has_its_day_and_a_persons_page_where_they_are(
    browser, lesson, ict_2, ms_okoro, now
):
    room = text(browser.get(f"/rooms/{ict_2.uid}/"))
    assert "Today in ICT 2 free for 90 minutes from 10:00" in room
    assert "9B Ms Okoro" in room
    assert "Now 9B Computing ICT 2, until 10:00" in text(browser.get(f"/people/{ms_okoro.uid}/"))


def test_a_room_without_lessons_says_nothing_of_them(browser, two_weeks, hall, now):
    assert "Today in Hall" not in text(browser.get(f"/rooms/{hall.uid}/"))


def test_a_lesson_is_added_changed_ended_and_taken_out(browser, two_weeks, ict_2, ms_okoro, now):
    words = {
        "class_name": "9B",
        "weekday": "1",
        "period": "1",
        "week": "B",
        "room": ict_2.uid,
        "teacher": ms_okoro.uid,
    }
    browser.post("/timetable/lessons/add/", words)
    lesson = Lesson.objects.get()
    assert (lesson.when, lesson.since.isoformat()) == ("Tue 1, week B", "2026-11-24")
    browser.post(
        f"/timetable/lessons/{lesson.uid}/change/",
        {**words, "subject": "Computing", "since": "2026-09-01"},
    )
    assert "9B Computing" in text(browser.get(f"/timetable/lessons/{lesson.uid}/"))
    browser.post(f"/timetable/lessons/{lesson.uid}/end/")
    lesson.refresh_from_db()
    assert lesson.until.isoformat() == "2026-11-23"
    browser.post(f"/timetable/lessons/{lesson.uid}/removal/")
    assert not Lesson.objects.exists()


def test_a_lesson_of_nobody_is_refused_with_a_sentence(browser, two_weeks, now):
    page = browser.post("/timetable/lessons/add/", {"weekday": "1", "period": "1"})
    assert "A lesson has a class, a subject or a teacher." in text(page)


def test_an_event_is_noted_in_rooms_as_people_call_them(browser, ict_2, hall, two_weeks, now):
    words = {
        "name": "Open evening",
        "kind": "open_evening",
        "first": "26/11/2026",
        "starts": "17:00",
        "ends": "20:00",
    }
    lost = browser.post("/timetable/events/add/", {**words, "rooms": "ict2, Moon base"})
    assert "No room is called Moon base." in text(lost)
    browser.post("/timetable/events/add/", {**words, "rooms": "ict2; HALL"})
    event = SchoolEvent.objects.get()
    assert sorted(str(room) for room in event.rooms.all()) == ["Hall", "ICT 2"]
    assert "Next: Open evening" in text(browser.get("/timetable/events/"))
    assert "Thu 26 Nov, 17:00 to 20:00" in text(browser.get("/timetable/events/"))
    assert "Open evening" in text(browser.get("/"))
    page = browser.get(f"/timetable/events/{event.uid}/").content.decode()
    assert 'value="17:00"' in page
    browser.post(
        f"/timetable/events/{event.uid}/", {**words, "name": "Open day", "starts": "", "ends": ""}
    )
    event.refresh_from_db()
    assert (event.name, event.is_whole_day, f"{event.ends_at:%d %H:%M}") == (
        "Open day",
        True,
        "27 00:00",
    )
    browser.post(f"/timetable/events/{event.uid}/removal/")
    assert not SchoolEvent.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends": ""}, "Until when? Or leave both empty for the whole day."),
        ({"ends": "16:00"}, "It ends before it begins."),
        ({"last": "25/11/2026"}, "It ends before it begins."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_an_event_without_sense_is_refused(browser, two_weeks, now, wrong, sentence):
    words = {
        "name": "Fair",
        "kind": "other",
        "first": "26/11/2026",
        "starts": "17:00",
        "ends": "20:00",
    }
    assert sentence in text(browser.post("/timetable/events/add/", {**words, **wrong}))


def test_a_freeze_is_set_seen_and_lifted(browser, two_weeks, now):
    words = {
        "what": "The network",
        "why": "Results day",
        "first": "24/11/2026",
        "last": "25/11/2026",
    }
    browser.post("/timetable/freezes/add/", words)
    assert "No changes now: the network" in text(browser.get("/timetable/events/"))
    assert "Nothing is changed now: The network, for Results day" in text(
        browser.get("/timetable/")
    )
    freeze = Freeze.objects.get()
    browser.post(f"/timetable/freezes/{freeze.uid}/", {**words, "why": "Mocks"})
    browser.post(f"/timetable/freezes/{freeze.uid}/lift/")
    freeze.refresh_from_db()
    assert (freeze.why, freeze.ends_at) == ("Mocks", now)


def test_whoever_teaches_looks_and_changes_nothing(
    browser_of, okoro_account, lesson, hartley, asha, moment, now
):
    plan = FreezePlan("The network", "Results day", at("2026-11-24 07:00"), at("2026-11-25 18:00"))
    actions.set_freeze(hartley, plan, by=asha, at=moment)
    browser = browser_of(okoro_account)
    page = text(browser.get("/timetable/"))
    assert "1 of 1 rooms are in use" in page
    assert "Bring a timetable in" not in page
    assert "Note an event" not in text(browser.get("/timetable/events/"))
    assert browser.get("/timetable/events/add/").status_code == 403


def test_another_schools_lesson_is_not_there(browser_of, tariq_account, lesson, ict_2):
    browser = browser_of(tariq_account)
    assert browser.get(f"/timetable/lessons/{lesson.uid}/").status_code == 404
    assert browser.get(f"/timetable/rooms/{ict_2.uid}/").status_code == 404


def test_a_school_without_rooms_is_led_to_them(browser, now):
    page = text(browser.get("/timetable/"))

    assert "No room is known yet" in page
    assert "No room like that" not in page
