from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firstbell.equipment.models import Booking
from firstbell.lib import clock

BOOKINGS = "/api/v1/bookings"


@pytest.fixture
def body(ten, hartley, latitude, okafor):
    """Four of the model for Ms Okafor, for an hour of the day after tomorrow."""
    starts = clock.now() + timedelta(days=2)
    return {
        "school": str(hartley.uid), "lines": [{"model": str(latitude.uid), "quantity": 4}], "person": str(okafor.uid),
        "starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=1)).isoformat(), "purpose": "Ecology",
    }  # fmt: skip


def send(program, url, body, **headers):
    return program.post(url, body, "application/json", headers=headers)


def test_sent_twice_with_its_key_it_is_booked_once(program, body):
    key = {"Idempotency-Key": str(uuid4())}

    answer, again = send(program, BOOKINGS, body, **key), send(program, BOOKINGS, body, **key)

    assert (answer.status_code, answer.json()) == (201, again.json())
    assert Booking.objects.count() == 1
    made = answer.json()
    assert (made["number"], made["state"], made["person"]["name"]) == (
        "BK-0001",
        "reserved",
        "Chi Okafor",
    )
    assert [(line["model"]["name"], line["quantity"]) for line in made["lines"]] == [
        ("Latitude 3340", 4)
    ]
    assert program.get(f"{BOOKINGS}/{made['uid']}").json() == made
    assert program.get(f"{BOOKINGS}?state=reserved").json()["items"] == [made]


def test_how_many_are_free_and_when_they_are_free_next(program, body, latitude):
    send(program, BOOKINGS, body)
    asked = {name: body[name] for name in ("school", "starts_at", "ends_at")}
    asked["model"] = str(latitude.uid)

    six = program.get(f"{BOOKINGS}/free", asked | {"quantity": 6}).json()
    seven = program.get(f"{BOOKINGS}/free", asked | {"quantity": 7}).json()

    assert six == {"free": 6, "next_at": None}
    assert seven["free"] == 6
    assert seven["next_at"][:16] == body["ends_at"][:16]


def test_more_than_there_are_is_a_conflict_with_the_sentence_of_the_page(program, body):
    body["lines"][0]["quantity"] = 11

    answer = send(program, BOOKINGS, body)

    assert answer.status_code == 409
    assert answer.json()["detail"] == "Only 10 × Dell Latitude 3340 are free then."


def test_a_moment_without_its_zone_is_refused(program, body):
    answer = send(program, BOOKINGS, body | {"starts_at": "2030-01-07T09:00:00"})

    assert answer.status_code in (400, 422)
    assert "zone" in answer.json()["detail"]


def test_longer_then_cancelled(program, body):
    uid = send(program, BOOKINGS, body).json()["uid"]
    later = clock.now() + timedelta(days=3)

    longer = send(program, f"{BOOKINGS}/{uid}/end", {"ends_at": later.isoformat()}).json()
    gone = send(program, f"{BOOKINGS}/{uid}/cancellation", {"reason": "Snow"}).json()

    assert longer["ends_at"][:16] == later.isoformat()[:16]
    assert (gone["state"], gone["reason"]) == ("cancelled", "Snow")


def test_a_teacher_sees_and_books_only_hers(
    program, program_of, okoro_account, teacher, body, cole
):
    hers = program_of(okoro_account)
    theirs = send(program, BOOKINGS, body | {"person": str(cole.uid)}).json()

    assert hers.get(BOOKINGS).json()["items"] == []
    assert hers.get(f"{BOOKINGS}/{theirs['uid']}").status_code == 404
    refused = send(hers, BOOKINGS, body | {"person": str(cole.uid)})
    assert refused.status_code in (403, 404)


def test_another_number_is_asked_for_as_if_it_were_booked_anew(program, body):
    made = send(program, BOOKINGS, body).json()
    time = {name: body[name] for name in ("starts_at", "ends_at")}
    url, line = f"{BOOKINGS}/{made['uid']}/time", made["lines"][0]["uid"]

    more = send(program, url, time | {"numbers": [{"line": line, "quantity": 9}]})
    too_many = send(program, url, time | {"numbers": [{"line": line, "quantity": 11}]})

    assert [one["quantity"] for one in more.json()["lines"]] == [9]
    assert too_many.status_code == 409
    assert program.get(f"{BOOKINGS}/{made['uid']}").json()["lines"][0]["quantity"] == 9


def test_a_number_of_a_line_of_another_booking_changes_nothing(program, body):
    made = send(program, BOOKINGS, body).json()
    time = {name: body[name] for name in ("starts_at", "ends_at")}

    answer = send(
        program,
        f"{BOOKINGS}/{made['uid']}/time",
        time | {"numbers": [{"line": str(uuid4()), "quantity": 9}]},
    )

    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "That line is not of this booking. Read the booking for its lines.",
    )
