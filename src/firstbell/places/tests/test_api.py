from __future__ import annotations

import json

import pytest

from firstbell.places.models import Room

ROOMS = "/api/v1/rooms"


@pytest.fixture
def send_as(browser_of):
    def sender(account):
        browser = browser_of(account)

        def ask(method, url, body=None, **headers):
            data = json.dumps(body) if body is not None else ""
            return browser.generic(
                method, url, data, content_type="application/json", headers=headers
            )

        return ask

    return sender


@pytest.fixture
def send(send_as, asha_account):
    return send_as(asha_account)


def test_buildings_and_rooms_are_added(send, hartley):
    building = send(
        "POST",
        "/api/v1/buildings",
        {
            "school": str(hartley.uid),
            "name": "ICT block",
            "floors": [{"name": "Ground floor", "level": 0}],
        },
    ).json()
    new = {"name": "ICT 1", "building": building["uid"], "floor": building["floors"][0]["uid"]}
    server = {"name": "Server room", "building": building["uid"], "aliases": ["The fridge"]}

    made = send("POST", ROOMS, {"school": str(hartley.uid), "rooms": [new, server]})

    assert made.status_code == 201, made.content
    assert [(room["name"], room["kind"], room["where"]) for room in made.json()] == [
        ("ICT 1", "ict_suite", "ICT block, ground floor"),
        ("Server room", "server", "ICT block"),
    ]
    again = send("POST", ROOMS, {"school": str(hartley.uid), "rooms": [new]})
    assert again.status_code == 409
    assert "has a room called ICT 1 already" in again.json()["detail"]


def test_a_room_is_found_by_any_of_its_names(send, ict_2):
    send("POST", f"{ROOMS}/{ict_2.uid}/aliases", {"name": "The den"})

    for name in ("ICT2", "the den"):
        assert [room["name"] for room in send("GET", f"{ROOMS}?name={name}").json()["items"]] == [
            "ICT 2"
        ]
    assert send("GET", f"{ROOMS}?name=hall").json()["items"] == []
    assert send("GET", f"{ROOMS}?name=---").json()["items"] == []


def test_a_room_is_changed_by_whoever_read_it(send, ict_2):
    url = f"{ROOMS}/{ict_2.uid}"
    assert send("PATCH", url, {"capacity": 20}).status_code == 428

    changed = send("PATCH", url, {"capacity": None, "name": "ICT Two"}, if_match="1").json()

    assert (changed["capacity"], changed["name"], changed["aliases"]) == (
        None,
        "ICT Two",
        ["ICT 2"],
    )
    assert send("PATCH", url, {"capacity": 20}, if_match="1").status_code == 412


def test_a_room_is_placed_archived_restored_and_merged(send, hartley, ict_2, ict_block):
    body = {
        "school": str(hartley.uid),
        "rooms": [{"name": "Lab 1", "building": str(ict_block.uid)}],
    }
    lab = send("POST", ROOMS, body).json()[0]

    assert send("PUT", f"{ROOMS}/{ict_2.uid}/place", {"x": 10, "y": 20}).json()["plan_x"] == 10
    assert send("PUT", f"{ROOMS}/{lab['uid']}/place", {"x": 10, "y": 20}).status_code == 422
    assert send("POST", f"{ROOMS}/{lab['uid']}/archive").json()["archived_at"]
    assert send("POST", f"{ROOMS}/{lab['uid']}/restore").json()["archived_at"] is None
    merged = send("POST", f"{ROOMS}/{lab['uid']}/merge", {"into": str(ict_2.uid)})
    assert merged.json()["aliases"] == ["Lab 1"]
    assert Room.objects.open().get() == ict_2


def test_strangers_get_what_the_pages_give_them(send_as, okoro_account, tariq_account, ict_2):
    teacher, elsewhere = send_as(okoro_account), send_as(tariq_account)

    assert teacher("GET", f"{ROOMS}/{ict_2.uid}").json()["name"] == "ICT 2"
    assert teacher("PATCH", f"{ROOMS}/{ict_2.uid}", {"code": "x"}, if_match="1").status_code == 403
    assert elsewhere("GET", f"{ROOMS}/{ict_2.uid}").status_code == 404
    assert elsewhere("GET", ROOMS).json()["items"] == []


def test_a_building_is_taken_off_the_map_again(send, hartley):
    words = {"school": str(hartley.uid), "name": "Annexe", "latitude": 52.1, "longitude": -1.4}
    made = send("POST", "/api/v1/buildings", words).json()
    here, nowhere = f"/api/v1/buildings/{made['uid']}", {"latitude": None, "longitude": None}

    half = send("PATCH", here, {"latitude": None}, **{"If-Match": "1"})
    unnamed = send("PATCH", here, {"name": None}, **{"If-Match": "1"})
    off = send("PATCH", here, nowhere, **{"If-Match": "1"}).json()

    assert half.json()["detail"] == "A point on the map needs a latitude and a longitude."
    assert unnamed.json()["detail"] == "name cannot be empty."
    assert (off["latitude"], off["longitude"], off["name"]) == (None, None, "Annexe")
