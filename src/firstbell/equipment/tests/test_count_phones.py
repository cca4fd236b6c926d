"""The door for phones: its own token, no session, every batch answered alike however often it comes."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from firstbell.equipment.actions import counting as verbs
from firstbell.equipment.models import CountScan
from firstbell.lib import clock
from firstbell.platform.accounts.models import RoleGrant

SYNC = "/counts/phone/sync/"


class Phone:
    """A phone as the server knows it: what it sends, and nothing of a browser."""

    def __init__(self, token: str) -> None:
        self.headers = {"Authorization": f"Count {token}"}
        self.browser = Client(enforce_csrf_checks=True)
        self.cursor = 0

    def list(self):
        return self.browser.get(SYNC, headers=self.headers)

    def scan(self, code, room=None, **more):
        now = round(clock.now().timestamp() * 1000)
        return {"id": str(uuid4()), "kind": "found", "code": code, "room": room and str(room.uid), "seq": 1, "at": now, **more}  # fmt: skip

    def send(self, *scans, raw=None):
        now = round(clock.now().timestamp() * 1000)
        body = raw if raw is not None else json.dumps({"now": now, "cursor": self.cursor, "scans": list(scans)})  # fmt: skip
        return self.browser.post(SYNC, body, content_type="application/json", headers=self.headers)


@pytest.fixture
def open_count(counting, add, ict_2, okafor, moment):
    counting.at = clock.now() - timedelta(hours=1)
    counting.by = counting.by
    add(tag="HV-1", home_id=ict_2.pk, serial="5CD1478X0I")
    add(tag="HV-2", home_id=ict_2.pk, holder=okafor)
    return counting.opened()


@pytest.fixture
def phone(open_count, counting):
    _, secret = verbs.join(
        open_count, counting.lead, device="Asha's phone", by=counting.by, at=counting.at
    )
    return Phone(secret)


def test_joining_tells_a_token_once_and_only_to_who_may_count(
    open_count, browser_of, asha_account, grace_account
):
    url = f"/counts/phone/{open_count.uid}/join/"

    made = browser_of(asha_account).post(url, {"device": "Asha's phone"})

    assert made.status_code == 201
    assert Phone(made.json()["token"]).list().status_code == 200
    assert browser_of(grace_account).post(url).status_code == 403
    assert Client().post(url).status_code == 302


def test_the_list_says_what_is_where_and_no_names_of_people(phone, ict_2):
    told = phone.list().json()

    rows = {row[1]: row for row in told["items"]}
    assert sorted(rows) == ["HV-1", "HV-2"]
    assert told["rooms"][rows["HV-1"][3]][1] == "ICT 2"
    assert rows["HV-1"][7] == ["5CD1478X0I"]
    assert rows["HV-2"][5] == "a member of staff"
    assert "Okafor" not in phone.list().content.decode()
    assert told["count"]["name"] == "Summer count"


def test_what_a_phone_sends_is_answered_alike_however_often_it_comes(phone, ict_2, counting):
    scan = phone.scan("HV-1", ict_2)

    first, again = phone.send(scan).json(), phone.send(scan).json()

    assert first["done"] == again["done"] == {scan["id"]: "counted"}
    assert CountScan.objects.count() == 1
    [line] = first["lines"]
    assert line[1:3] == ["found", str(ict_2.uid)]
    assert counting.verdicts()["HV-1"] == "found"


def test_a_phone_hears_only_what_is_new(phone, open_count, counting, ict_2):
    _, secret = verbs.join(open_count, counting.lead, device="Two", by=counting.by, at=counting.at)
    other = Phone(secret)
    other.cursor = other.send().json()["cursor"]
    phone.send(phone.scan("HV-1", ict_2))

    told = other.send().json()

    assert [line[1] for line in told["lines"]] == ["found"]
    other.cursor = told["cursor"]
    assert other.send().json()["lines"] == []


def test_a_find_that_was_taken_back_is_told_too(phone, ict_2, counting):
    new = phone.scan("HV-1", ict_2)
    phone.cursor = phone.send(new).json()["cursor"]

    told = phone.send(phone.scan("", kind="undo", ref=new["id"])).json()

    assert [line[1] for line in told["lines"]] == ["expected"]


def test_no_token_a_wrong_one_or_one_that_was_sent_away_is_told_so(phone, open_count, counting):
    assert Client().get(SYNC).status_code == 403
    assert Phone("fbc_nonsense").send().status_code == 403

    verbs.part(open_count.joins.get(), by=counting.by, at=counting.at)

    said = phone.send(phone.scan("HV-1"))
    assert said.status_code == 403
    assert said.json()["problem"].startswith("This phone is not part of a count any more.")
    assert CountScan.objects.count() == 0


def test_who_lost_the_right_to_count_is_told_so(phone, asha_account):
    RoleGrant.objects.filter(account=asha_account).delete()

    assert phone.list().status_code == 403


def test_a_token_is_good_for_its_count_alone(phone, open_count, counting, ict_2):
    other = counting.opened("Another count")

    phone.send(phone.scan("HV-1", ict_2))

    assert open_count.lines.get(item__tag="HV-1").verdict == "found"
    assert other.lines.get(item__tag="HV-1").verdict == "expected"


@pytest.mark.parametrize(
    "raw",
    [
        "", "nonsense", "[]", "{}", '{"now": 1, "scans": [1]}', '{"now": "x", "scans": []}', '{"now": 1e30, "scans": []}',
        '{"now": 1, "scans": [{"id": "x", "at": 1}]}',
        '{"now": 1, "scans": [{"id": "01a209d7-8ae2-7132-969b-15cc79ea53fc", "at": 1, "kind": "steal"}]}',
        '{"now": 2.5e14, "scans": []}', '{"now": -6.2e13, "scans": []}', '{"now": NaN, "scans": []}',
        '{"now": 1, "scans": [{"id": "01a209d7-8ae2-7132-969b-15cc79ea53fc", "at": 2.53e14}]}',
        '{"now": 1, "scans": ' + "[" * 9_999 + "]" * 9_999 + "}",
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_words(phone, raw):
    said = phone.send(raw=raw)

    assert said.status_code == 400
    assert "not understood" in said.json()["problem"]
    assert CountScan.objects.count() == 0


def test_half_of_a_character_in_a_code_jams_no_phone(phone, ict_2):
    odd, good = phone.scan("lid \ud83d", ict_2), phone.scan("HV-1", ict_2)

    told = phone.send(odd, good).json()

    assert told["done"] == {odd["id"]: "unknown", good["id"]: "counted"}
    assert CountScan.objects.get(scan_id=odd["id"]).code == "lid ?"


@pytest.mark.parametrize("now", [0, 4_102_444_799_000])
def test_a_phone_whose_clock_is_decades_out_is_still_heard(phone, ict_2, now):
    scan = phone.scan("HV-1", ict_2, at=now)

    said = phone.send(raw=json.dumps({"now": now, "scans": [scan]}))

    assert said.json()["done"] == {scan["id"]: "counted"}


def test_what_is_scanned_after_the_end_is_kept(phone, open_count, counting, ict_2):
    verbs.cancel(open_count, by=counting.by, at=clock.now())
    scan = phone.scan("HV-1", ict_2)

    told = phone.send(scan).json()

    assert told["done"] == {scan["id"]: "late"}
    assert told["count"]["state"] == "cancelled"


def test_the_page_of_a_phone_holds_nothing_of_the_count(open_count, browser_of, asha_account):
    page = browser_of(asha_account).get(f"/counts/phone/{open_count.uid}/")

    assert page.status_code == 200
    assert "HV-1" not in page.content.decode()
    assert "'wasm-unsafe-eval'" in page["Content-Security-Policy"]
