"""The loan desk by API: what another program scans is what a technician scans."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import custody
from firstbell.equipment.models import Custody, DeskScan, Handover

HANDOVERS = "/api/v1/handovers"


@pytest.fixture
def desk(program, hartley):
    return Desk(program, hartley)


class Desk:
    """A program at the desk, with its open basket."""

    def __init__(self, program, school):
        self.program, self.school, self.uid = program, school, ""

    def begin(self, **words):
        answer = self.post("", {"school": str(self.school.uid), **words})
        self.uid = answer["uid"]
        return answer

    def ask(self, path, body, **headers):
        url = f"{HANDOVERS}/{self.uid}/{path}" if self.uid else HANDOVERS
        return self.program.post(url, body, "application/json", headers=headers)

    def post(self, path, body=None, *, expect=(200, 201)):
        answer = self.ask(path, body or {})
        assert answer.status_code in expect, answer.content
        return answer.json()

    def scan(self, code, scan_id=None):
        return self.post("scans", {"code": code, "scan_id": str(scan_id or uuid4())})

    def shown(self):
        return self.program.get(f"{HANDOVERS}/{self.uid}").json()

    def tags(self):
        return [line["tag"] for line in self.shown()["lines"]]


def test_a_basket_is_scanned_and_handed_over_whole(desk, add, okafor):
    add(tag="HV-1")
    add(tag="HV-2")
    desk.begin()

    who = desk.scan("Okafor")
    assert (who["outcome"], who["title"]) == ("holder", "Lending to Chi Okafor")
    assert desk.scan("HV-1")["tone"] == "good"
    assert desk.scan("HV-2")["item"]["name"] == "Laptop (HV-2)"
    done = desk.post("complete", {})

    assert done["state"] == "done"
    assert done["number"].startswith("LN-")
    assert done["holder"]["name"] == "Chi Okafor"
    assert [line["tag"] for line in done["lines"]] == ["HV-1", "HV-2"]
    assert Custody.objects.open().filter(person=okafor).count() == 2


def test_the_end_of_line_that_a_scanner_sends_belongs_to_no_code(desk, add):
    add(tag="HV-1")
    desk.begin()

    assert desk.scan("HV-1\r\n")["tone"] == "good"


def test_the_same_scan_sent_twice_counts_once(desk, add, leads, store):
    add(leads, tag="CAB-1", quantity=9, home_id=store.pk)
    desk.begin()
    once = uuid4()

    first, again = desk.scan("CAB-1", once), desk.scan("CAB-1", once)

    assert first == again
    assert desk.shown()["lines"][0]["quantity"] == 1
    assert DeskScan.objects.count() == 1


def test_a_basket_asked_for_again_with_its_key_is_answered_the_same(desk, hartley):
    words = {"school": str(hartley.uid)}
    first = desk.ask("", words, **{"Idempotency-Key": "morning"})
    again = desk.ask("", words, **{"Idempotency-Key": "morning"})

    assert first.json() == again.json()
    assert Handover.objects.count() == 1


def test_what_cannot_be_lent_is_said_as_at_the_desk(desk, add, okafor, cole, asha, moment):
    laptop = add(tag="HV-1")
    custody.give(laptop, to=cole, by=asha, at=moment)
    desk.begin()
    desk.scan("Okafor")

    said = desk.scan("HV-1")
    assert (said["outcome"], said["title"]) == ("careful", "HV-1 is with Jon Cole")
    assert said["more"] == {"take_over": str(laptop.uid)}
    assert desk.scan("5012345678900")["title"] == "5012345678900 is a maker’s barcode"
    refused = desk.ask("complete", {})
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["detail"] == "There is nothing in the basket yet."

    desk.post("take-over", {"item": str(laptop.uid), "scan_id": str(uuid4())})
    desk.post("complete", {})
    assert laptop.custodies.open().get().person == okafor


def test_somebody_faster_stops_the_whole_basket_with_409(desk, add, okafor, cole, asha, moment):
    laptop = add(tag="HV-1")
    desk.begin()
    desk.scan("Okafor")
    desk.scan("HV-1")
    custody.give(laptop, to=cole, by=asha, at=moment)

    refused = desk.ask("complete", {})

    assert refused.status_code == 409
    assert "is with Jon Cole. Take it out, or back first." in refused.json()["detail"]
    assert desk.shown()["lines"][0]["problem"] == refused.json()["detail"]


def test_lines_are_taken_out_counted_and_undone(desk, add, leads, store):
    add(tag="HV-1")
    add(leads, tag="CAB-1", quantity=9, home_id=store.pk)
    desk.begin()
    desk.scan("HV-1")
    desk.scan("CAB-1")
    laptop, cables = desk.shown()["lines"]
    here = f"{HANDOVERS}/{desk.uid}/lines"

    counted = desk.program.patch(f"{here}/{cables['uid']}", {"quantity": 4}, "application/json")
    assert counted.json()["lines"][1]["quantity"] == 4
    few = desk.program.patch(f"{here}/{cables['uid']}", {"quantity": 40}, "application/json")
    assert (few.status_code, few.json()["detail"]) == (409, "9 of Patch leads (CAB-1) are left, not 40.")  # fmt: skip
    desk.program.delete(f"{here}/{laptop['uid']}")
    assert desk.tags() == ["CAB-1"]
    assert desk.post("undo")["undone_at"]
    assert desk.tags() == []


def test_terms_take_the_version_that_was_read(desk, moment):
    row = desk.begin()
    here = f"{HANDOVERS}/{desk.uid}"

    def patch(words, version=None):
        headers = {"If-Match": str(version)} if version else {}
        return desk.program.patch(here, words, "application/json", headers=headers)

    assert patch({"note": "Trip"}).status_code == 428
    changed = patch({"note": "Trip", "due_on": "2099-07-01"}, row["version"])
    assert (changed.json()["note"], changed.json()["due_on"]) == ("Trip", "2099-07-01")
    assert patch({"note": "Late"}, row["version"]).status_code == 412
    assert patch({"due_on": None}, changed.json()["version"]).json()["note"] == "Trip"
    assert patch({"note": None}, changed.json()["version"] + 1).status_code == 422


def test_who_gets_it_is_said_by_uid(desk, add, store, okafor):
    desk.begin()
    scan_id = str(uuid4())

    assert desk.post("holder", {"room": str(store.uid), "scan_id": scan_id})["title"] == "Lending to ICT store"  # fmt: skip
    both = {"room": str(store.uid), "person": str(okafor.uid), "scan_id": str(uuid4())}
    assert desk.post("holder", both, expect=(422,))["detail"] == "Say who gets it: either a person or a room."  # fmt: skip
    assert desk.shown()["holder"]["name"] == "ICT store"


def test_a_pile_takes_back_at_once_and_says_how_it_came(desk, add, okafor, store, asha, moment):
    laptop = add(tag="HV-1")
    custody.give(laptop, to=okafor, by=asha, at=moment)
    row = desk.begin(direction="back")
    here = f"{HANDOVERS}/{desk.uid}"
    words = {"room": str(store.uid), "condition": "good"}
    put = desk.program.patch(here, words, "application/json", headers={"If-Match": str(row["version"])})  # fmt: skip
    assert (put.json()["room"]["name"], put.json()["condition"]) == ("ICT store", "good")

    assert desk.scan("HV-1")["outcome"] == "back"
    assert not Custody.objects.open().exists()
    [line] = desk.shown()["lines"]
    broken = desk.program.patch(f"{here}/lines/{line['uid']}", {"condition": "broken"}, "application/json")  # fmt: skip
    assert broken.json()["lines"][0]["condition"] == "broken"
    assert desk.post("complete")["state"] == "done"


def test_what_a_pile_took_back_is_not_dropped_or_taken_out(desk, add, okafor, asha, moment):
    """Its line would be gone, and the thing back all the same."""
    custody.give(add(tag="HV-1"), to=okafor, by=asha, at=moment)
    desk.begin(direction="back")
    desk.scan("HV-1")
    [line] = desk.shown()["lines"]

    out = desk.program.delete(f"{HANDOVERS}/{desk.uid}/lines/{line['uid']}")
    assert (out.status_code, out.json()["detail"]) == (409, "It is back already. Undo the last scan, or lend it again.")  # fmt: skip
    dropped = desk.ask("drop", {})
    assert dropped.json()["detail"] == "What was scanned is back already. Finish the pile, or undo its scans."  # fmt: skip

    desk.post("undo")
    assert desk.post("drop")["state"] == "dropped"
    assert Custody.objects.open().count() == 1


def test_of_what_is_counted_who_brings_it_is_said(desk, add, leads, store, okafor, cole, asha, moment):  # fmt: skip
    cables = add(leads, tag="CAB-1", quantity=9, home_id=store.pk)
    for who in (okafor, cole):
        custody.give(cables, to=who, by=asha, at=moment, quantity=2)
    desk.begin(direction="back")

    said = desk.scan("CAB-1")
    assert said["outcome"] == "careful"
    theirs = {words: uid for uid, words in said["more"]["rows"]}
    desk.post("bring", {"custody": theirs["Jon Cole, 2"], "scan_id": str(uuid4())})

    assert {str(row): row.quantity for row in Custody.objects.open()} == {
        "Chi Okafor": 2,
        "Jon Cole": 1,
    }


def test_a_dropped_basket_takes_nothing_more(desk, add):
    add(tag="HV-1")
    desk.begin()
    desk.scan("HV-1")
    assert desk.post("drop")["state"] == "dropped"

    late = desk.ask("scans", {"code": "HV-1", "scan_id": str(uuid4())})

    assert (late.status_code, late.json()["detail"]) == (409, "This basket was dropped.")
    assert not Custody.objects.exists()


def test_hand_overs_are_listed_by_who_got_them(desk, add, okafor, cole):
    for tag, who in (("HV-1", "Okafor"), ("HV-2", "Cole")):
        add(tag=tag)
        desk.uid = ""
        desk.begin()
        desk.scan(who)
        desk.scan(tag)
        desk.post("complete", {})

    rows = desk.program.get(f"{HANDOVERS}?person={cole.uid}&state=done").json()["items"]

    assert [line["tag"] for row in rows for line in row["lines"]] == ["HV-2"]


def test_another_school_has_no_part_in_it(desk, program_of, tariq_account):
    desk.begin()
    theirs = program_of(tariq_account)

    assert theirs.get(f"{HANDOVERS}/{desk.uid}").status_code == 404
    words = {"code": "HV-1", "scan_id": str(uuid4())}
    answer = theirs.post(f"{HANDOVERS}/{desk.uid}/scans", words, "application/json")
    assert answer.status_code == 404
    assert theirs.post(HANDOVERS, {"school": str(desk.school.uid)}, "application/json").status_code == 404  # fmt: skip


@pytest.mark.parametrize("code", ["", " ", "a\x00b"])
def test_a_scan_of_nothing_is_no_scan(desk, code):
    desk.begin()

    answer = desk.ask("scans", {"code": code, "scan_id": str(uuid4())})

    assert answer.status_code == 422
    assert not DeskScan.objects.exists()


def test_a_governor_reads_and_lends_nothing(desk, program_of, grace_account):
    desk.begin()
    reader = program_of(grace_account)

    assert reader.get(f"{HANDOVERS}/{desk.uid}").status_code == 200
    answer = reader.post(f"{HANDOVERS}/{desk.uid}/complete", {}, "application/json")
    assert answer.status_code == 403


def test_a_list_asks_no_more_for_three_hand_overs_than_for_one(desk, add, okafor):
    def handed(tag):
        add(tag=tag)
        desk.uid = ""
        desk.begin()
        desk.scan("Okafor")
        desk.scan(tag)
        desk.post("complete", {})

    handed("HV-1")
    desk.program.get(HANDOVERS)
    with CaptureQueriesContext(connection) as one:
        desk.program.get(HANDOVERS)
    handed("HV-2")
    handed("HV-3")
    with CaptureQueriesContext(connection) as three:
        rows = desk.program.get(HANDOVERS).json()["items"]

    assert len(rows) == 3
    assert len(three) == len(one)
