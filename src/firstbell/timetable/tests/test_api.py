from __future__ import annotations

import json

import pytest

from firstbell.timetable.models import Lesson, SchoolEvent


@pytest.fixture
def send(browser_of, asha_account):
    browser = browser_of(asha_account)

    def ask(method, url, body=None, **headers):
        data = json.dumps(body, default=str) if body is not None else ""
        return browser.generic(
            method, f"/api/v1/{url}", data, content_type="application/json", headers=headers
        )

    return ask


@pytest.fixture
def lesson(teach, ict_2, ms_okoro):
    return teach("9B", "Computing", room=ict_2, teacher=ms_okoro)


def test_a_room_answers_now_next_and_free(send, lesson, ict_2):
    said = send("GET", f"rooms/{ict_2.uid}/lessons?at=2026-11-24T09:30:00Z").json()
    assert said["now"]["sentence"] == "9B Computing is in ICT 2 until 10:00"
    assert said["next"]["starts"] == "2026-12-01T09:00:00Z"
    assert (said["next_free"]["starts"], said["next_free"]["minutes"]) == (
        "2026-11-24T10:00:00Z",
        360,
    )
    assert len(said["today"]) == 1


def test_every_room_a_teacher_and_a_freeze_are_asked_about(send, lesson, ict_2, ms_okoro, hartley):
    now = send("GET", f"timetable/now?school={hartley.uid}&at=2026-11-24T09:30:00Z").json()
    assert [(row["name"], row["now"]["title"]) for row in now] == [("ICT 2", "9B Computing")]
    here = send("GET", f"people/{ms_okoro.uid}/whereabouts?at=2026-11-24T09:30:00Z").json()
    assert (here["now"]["room"], here["free_at"]) == ("ICT 2", "2026-11-24T10:00:00Z")
    assert send("GET", f"timetable/frozen?school={hartley.uid}").json() == {
        "frozen": False,
        "freeze": None,
    }


def test_a_lesson_is_added_changed_ended_and_removed(send, two_weeks, ict_2, hartley):
    body = {
        "school": hartley.uid,
        "class_name": "9B",
        "weekday": 1,
        "period": "1",
        "room": ict_2.uid,
    }
    made = send("POST", "lessons", body)
    assert made.status_code == 201, made.content
    url = f"lessons/{made.json()['uid']}"
    assert send("PATCH", url, {"subject": "ICT"}).status_code == 428
    changed = send("PATCH", url, {"subject": "ICT"}, if_match="1").json()
    assert (changed["subject"], changed["class_name"], changed["room"]) == (
        "ICT",
        "9B",
        str(ict_2.uid),
    )
    assert send("PATCH", url, {"subject": "IT"}, if_match="1").status_code == 412
    assert send("POST", f"{url}/end", {"on": "2026-12-01"}).status_code == 204
    assert Lesson.objects.get().until.isoformat() == "2026-11-30"
    assert send("DELETE", url).status_code == 204
    assert send("GET", "lessons").json() == {"items": [], "next": None}


def test_an_event_with_rooms_is_noted_changed_and_removed(send, two_weeks, ict_2, hartley):
    body = {
        "school": hartley.uid, "name": "Mocks", "kind": "mock_exam", "rooms": [ict_2.uid],
        "starts_at": "2026-11-24T09:00:00Z", "ends_at": "2026-11-24T12:00:00Z",
    }  # fmt: skip
    made = send("POST", "school-events", body).json()
    assert (made["is_exam"], made["stops_lessons"], made["rooms"]) == (True, True, [str(ict_2.uid)])
    url = f"school-events/{made['uid']}"
    del body["school"]
    assert send("PUT", url, {**body, "name": "Mock"}, if_match="1").json()["name"] == "Mock"
    assert send("PUT", url, {**body, "ends_at": body["starts_at"]}, if_match="2").status_code == 422
    assert send("DELETE", url).status_code == 204
    assert not SchoolEvent.objects.exists()


@pytest.mark.parametrize("at", ["2026-11-24T09:30:00", "0001-01-01T00:00:00Z", "rubbish"])
def test_a_moment_that_is_none_is_refused(send, lesson, ict_2, at):
    assert send("GET", f"rooms/{ict_2.uid}/lessons?at={at}").status_code in (400, 422)
