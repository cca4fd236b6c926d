from __future__ import annotations

import json

import pytest

from firstbell.calendar.models import AcademicYear

YEARS = "/api/v1/calendar/years"
TERMS = [
    {
        "name": "Autumn",
        "first": "2026-09-02",
        "last": "2026-12-18",
        "half_first": "2026-10-26",
        "half_last": "2026-10-30",
    }
]


@pytest.fixture
def send(browser_of, asha_account):
    browser = browser_of(asha_account)

    def ask(method, url, body=None, **headers):
        data = json.dumps(body) if body is not None else ""
        return browser.generic(method, url, data, content_type="application/json", headers=headers)

    return ask


def test_a_year_is_added_changed_and_removed(send, hartley):
    made = send("POST", YEARS, {"school": str(hartley.uid), "terms": TERMS, "weeks": 2})
    assert made.status_code == 201, made.content
    year = made.json()
    assert (year["name"], len(year["terms"])) == ("2026/27", 1)
    change = {"terms": [TERMS[0] | {"last": "2026-12-17"}]}
    url = f"{YEARS}/{year['uid']}"
    assert send("PUT", url, change).status_code == 428
    assert send("PUT", url, change, if_match="1").json()["terms"][0]["last"] == "2026-12-17"
    assert send("PUT", url, {"terms": TERMS}, if_match="1").status_code == 412
    assert send("DELETE", url).status_code == 204
    assert not AcademicYear.objects.exists()


def test_the_api_refuses_with_the_sentence_of_the_page(send, hartley, this_year):
    answer = send("POST", YEARS, {"school": str(hartley.uid), "terms": TERMS})
    assert answer.status_code == 409
    assert (
        answer.json()["detail"]
        == "Hartley Vale School has the year 2026/27 already. Change its dates instead."
    )


def test_days_and_due_times(send, hartley, this_year):
    days = send("GET", f"/api/v1/calendar/days?school={hartley.uid}&first=2026-10-30&days=4").json()
    assert [day["is_open"] for day in days] == [False, False, False, True]
    assert days[0]["closed"] == "Half term until Mon 2 Nov"
    asked = f"/api/v1/calendar/due?school={hartley.uid}&start=2026-10-23T14:00:00Z&minutes=20"
    assert send("GET", asked).json() == {"due": "2026-11-02T08:50:00Z"}


def test_beyond_the_dates_the_api_says_so(send, hartley, this_year):
    asked = f"/api/v1/calendar/due?school={hartley.uid}&start=2026-10-23T14:00:00Z&minutes=1000000"
    answer = send("GET", asked)
    assert answer.status_code == 422
    assert "Add the next year" in answer.json()["detail"]


def test_a_snow_day_by_api(send, hartley, this_year):
    made = send(
        "POST",
        "/api/v1/calendar/closed-days",
        {"school": str(hartley.uid), "kind": "closed", "first": "2026-12-02", "name": "Snow"},
    )
    assert made.status_code == 201, made.content
    assert send("DELETE", f"/api/v1/calendar/closed-days/{made.json()['uid']}").status_code == 204


def test_bells_by_api(send, hartley):
    periods = [{"label": "1", "kind": "lesson", "starts": "09:00", "ends": "10:00"}]
    made = send(
        "POST",
        "/api/v1/calendar/bells",
        {"school": str(hartley.uid), "name": "Ours", "periods": periods},
    )
    assert made.status_code == 201, made.content
    url = f"/api/v1/calendar/bells/{made.json()['uid']}"
    changed = send(
        "PUT", url, {"name": "Ours", "periods": [periods[0] | {"ends": "09:50"}]}, if_match="1"
    )
    assert changed.json()["periods"][0]["ends"] == "09:50:00"
    assert len(send("GET", "/api/v1/calendar/bells").json()["items"]) == 1
    assert send("DELETE", url).status_code == 204


def test_another_schools_dates_are_not_there(browser_of, tariq_account, this_year):
    browser = browser_of(tariq_account)
    assert browser.get(YEARS).json()["items"] == []
    assert browser.delete(f"{YEARS}/{this_year.uid}").status_code in (403, 404)
    assert AcademicYear.objects.exists()
