from __future__ import annotations

import json

import pytest

from firstbell.people.models import Organisation, Person, RoomKeeper

API = "/api/v1"


@pytest.fixture
def send_as(browser_of):
    def sender(account):
        browser = browser_of(account)

        def ask(method, url, body=None, **headers):
            data = json.dumps(body) if body is not None else ""
            return browser.generic(
                method, API + url, data, content_type="application/json", headers=headers
            )

        return ask

    return sender


@pytest.fixture
def send(send_as, asha_account):
    return send_as(asha_account)


def test_people_are_taken_on_and_brought_up_to_date(send, hartley, sam_reeve):
    rows = [
        {"mis_id": "10482", "tutor_group": "9D"},
        {"family_name": "Nair", "kind": "staff", "email": "nair@hartley.example"},
    ]

    answer = send("POST", "/people", {"school": str(hartley.uid), "people": rows})

    assert answer.status_code == 200, answer.content
    sam, nair = answer.json()
    assert (sam["uid"], sam["memberships"][0]["tutor_group"]) == (str(sam_reeve.uid), "9D")
    assert (nair["name"], nair["memberships"][0]["kind"]) == ("Nair", "staff")
    assert [one["name"] for one in send("GET", "/people?mis_id=10482").json()["items"]] == [
        "Sam Reeve"
    ]
    refused = send("POST", "/people", {"school": str(hartley.uid), "people": [{"job_title": "?"}]})
    assert refused.status_code == 422
    assert "a first or a last name" in refused.json()["detail"]


def test_a_person_is_changed_leaves_and_is_anonymised(send, hartley, sam_reeve):
    url = f"/people/{sam_reeve.uid}"
    version = str(send("GET", url).json()["version"])

    assert send("PATCH", url, {"known_as": "Sammy"}).status_code == 428
    assert (
        send("PATCH", url, {"known_as": "Sammy"}, if_match=version).json()["name"] == "Sammy Reeve"
    )
    assert send("POST", f"{url}/anonymise").status_code == 409
    left = send("POST", f"{url}/leave", {"school": str(hartley.uid), "on": "2025-07-21"})
    assert left.json()["memberships"][0]["to_on"] == "2025-07-21"
    assert send("POST", f"{url}/anonymise").json()["name"].startswith("Leaver ")


def test_two_records_become_one(send, hartley, ms_okoro):
    body = {"school": str(hartley.uid), "people": [{"family_name": "Okoro"}]}
    double = send("POST", "/people", body).json()[0]

    merged = send("POST", f"/people/{double['uid']}/merge", {"into": str(ms_okoro.uid)})

    assert merged.json()["uid"] == str(ms_okoro.uid)
    assert Person.objects.known().get() == ms_okoro


def test_a_group_has_members(send, hartley, sam_reeve, ms_okoro):
    body = {"school": str(hartley.uid), "name": "9C/Co2", "led_by": str(ms_okoro.uid)}

    group = send("POST", "/groups", body).json()

    members = f"/groups/{group['uid']}/members"
    assert send("POST", members, {"people": [str(sam_reeve.uid)]}).json() == 1
    assert [one["name"] for one in send("GET", members).json()["items"]] == ["Sam Reeve"]
    names = {one["name"] for one in send("GET", "/groups").json()["items"]}
    assert names == {"9C", "Science", "9C/Co2"}


def test_somebody_looks_after_a_room(send, ict_2, ms_okoro):
    url = f"/rooms/{ict_2.uid}/keepers"

    made = send("POST", url, {"person": str(ms_okoro.uid)})

    assert made.status_code == 201
    assert [one["person"] for one in send("GET", url).json()] == [str(ms_okoro.uid)]
    assert send("DELETE", f"/keepers/{made.json()['uid']}").status_code == 204
    assert not RoomKeeper.objects.now().exists()


def test_an_organisation_is_added_changed_and_put_away(send, hartley):
    body = {
        "school": str(hartley.uid),
        "name": "Byte & Co",
        "kind": "both",
        "phone": "01632 960 001",
    }
    made = send("POST", "/organisations", body).json()
    url = f"/organisations/{made['uid']}"

    changed = send("PATCH", url, {"website": "https://byte.example"}, if_match="1").json()

    assert (changed["website"], changed["phone"]) == ("https://byte.example", "01632 960 001")
    assert send("POST", "/organisations", body).status_code == 409
    assert send("POST", f"{url}/archive").json()["archived_at"]
    assert send("GET", "/organisations").json()["items"] == []
    assert send("POST", f"{url}/restore").json()["archived_at"] is None
    assert Organisation.objects.open().count() == 1


def test_strangers_get_what_the_pages_give_them(
    send_as, okoro_account, tariq_account, sam_reeve, ms_okoro
):
    teacher, elsewhere = send_as(okoro_account), send_as(tariq_account)

    assert [one["name"] for one in teacher("GET", "/people").json()["items"]] == ["Ada Okoro"]
    assert teacher("GET", f"/people/{sam_reeve.uid}").status_code == 404
    assert teacher("GET", "/groups").status_code == 403
    assert teacher("GET", "/organisations").status_code == 403
    assert elsewhere("GET", "/people").json()["items"] == []
