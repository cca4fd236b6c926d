"""Counts by API: planned, opened, read line by line and closed; a scanner joins by the phone's door."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from firstbell.equipment.models import Count, CountLine, Item

COUNTS = "/api/v1/counts"


@pytest.fixture
def ask(program, hartley):
    def send(path="", body=None, **headers):
        return program.post(f"{COUNTS}{path}", body or {}, "application/json", headers=headers)

    return send


@pytest.fixture
def planned(ask, hartley):
    def make(**words):
        made = ask("", {"school": str(hartley.uid), "name": "July", **words})
        assert made.status_code == 201, made.content
        return made.json()

    return make


def scanned(told, code, room):
    """What a phone sends to the door that it was told of."""
    at = told["now"]
    scan = {"id": str(uuid4()), "at": at, "code": code, "room": str(room.uid), "seq": 1}
    return {"now": at, "cursor": 0, "scans": [scan]}


def test_a_count_goes_from_its_plan_to_its_figures(ask, program, planned, add, store, ict_2):
    add(tag="HV-1", home_id=store.pk)
    add(tag="HV-2", home_id=ict_2.pk)
    made = planned(scope="rooms", rooms=[str(store.uid), str(ict_2.uid)])
    assert (made["state"], made["scope_words"]) == ("draft", "ICT store, ICT 2")

    opened = ask(f"/{made['uid']}/open").json()
    assert (opened["count"]["state"], opened["progress"]["expected"]) == ("open", 2)

    joined = ask(f"/{made['uid']}/joins", {"device": "Gate scanner"}).json()
    phone = Client(headers={"Authorization": f"Count {joined['token']}"})
    told = phone.get(joined["sync"]).json()
    sent = phone.post(joined["sync"], scanned(told, "HV-1", store), "application/json")
    assert list(sent.json()["done"].values()) == ["counted"]

    whole = program.get(f"{COUNTS}/{made['uid']}").json()
    assert (whole["progress"]["seen"], whole["progress"]["to_find"]) == (1, 1)
    rooms = {room["name"]: (room["expected"], room["found"]) for room in whole["progress"]["rooms"]}
    assert rooms == {"ICT store": (1, 1), "ICT 2": (1, 0)}

    closed = ask(f"/{made['uid']}/close", {"set_missing": True}).json()
    assert closed["count"]["figures"]["missing"] == 1
    assert "value" not in closed["count"]["figures"]
    assert Item.objects.get(tag="HV-2").lifecycle == "missing"
    rows = program.get(f"{COUNTS}/{made['uid']}/lines?verdict=missing").json()["items"]
    assert [(row["tag"], row["expected_in"]["name"], row["resolution"]) for row in rows] == [
        ("HV-2", "ICT 2", "set_missing")
    ]


def test_a_scanner_that_was_sent_away_sends_nothing(ask, program, planned, add):
    add(tag="HV-1")
    made = planned()
    ask(f"/{made['uid']}/open")
    joined = ask(f"/{made['uid']}/joins").json()

    gone = program.delete(f"{COUNTS}/{made['uid']}/joins/{joined['uid']}")

    assert gone.status_code == 204
    phone = Client(headers={"Authorization": f"Count {joined['token']}"})
    assert phone.get(joined["sync"]).status_code == 403


def test_what_is_refused_is_said_as_on_the_page(ask, planned, add, hartley):
    empty = ask("", {"school": str(hartley.uid), "name": "July", "scope": "rooms"})
    assert (empty.status_code, empty.json()["detail"]) == (422, "Say what is to be counted.")
    made = planned()
    nothing = ask(f"/{made['uid']}/open")
    assert nothing.status_code == 422
    assert nothing.json()["detail"].startswith("The register has nothing of Everything")

    add(tag="HV-1")
    ask(f"/{made['uid']}/open")
    twice = ask(f"/{made['uid']}/open")
    assert (twice.status_code, twice.json()["detail"]) == (409, "July was opened already.")
    assert ask(f"/{made['uid']}/cancel").json()["state"] == "cancelled"
    assert ask(f"/{made['uid']}/close").status_code == 409


def test_a_change_takes_the_version_that_was_read(program, planned):
    made = planned()

    def patch(words, version):
        url = f"{COUNTS}/{made['uid']}"
        return program.patch(url, words, "application/json", headers={"If-Match": str(version)})

    changed = patch({"name": "Summer", "due_on": "2099-07-01"}, made["version"]).json()
    assert (changed["name"], changed["due_on"]) == ("Summer", "2099-07-01")
    assert patch({"name": "Winter"}, made["version"]).status_code == 412
    assert patch({"name": None}, changed["version"]).status_code == 422
    assert Count.objects.get().name == "Summer"


def test_a_plan_sent_again_with_its_key_plans_once(ask, hartley):
    words = {"school": str(hartley.uid), "name": "July"}
    first = ask("", words, **{"Idempotency-Key": "k1"})
    again = ask("", words, **{"Idempotency-Key": "k1"})

    assert first.json() == again.json()
    assert Count.objects.count() == 1


def test_counts_are_listed_by_their_state_and_for_their_school_alone(
    ask, program, program_of, tariq_account, planned, add
):
    add(tag="HV-1")
    made, other = planned(), planned(name="August")
    ask(f"/{made['uid']}/open")

    def names(reader, query=""):
        return [row["name"] for row in reader.get(COUNTS + query).json()["items"]]

    assert names(program) == ["July", "August"]
    assert names(program, "?state=draft") == ["August"]
    theirs = program_of(tariq_account)
    assert names(theirs) == []
    assert theirs.get(f"{COUNTS}/{other['uid']}").status_code == 404
    assert CountLine.objects.count() == 1
