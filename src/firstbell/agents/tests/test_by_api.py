"""The fleet, its log and its rules by API, as on the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.agents.actions import joining, logbook, ruling
from firstbell.agents.models import ArrivalRule, Device, Mark, Policy
from firstbell.agents.states import Level, MatchKind
from firstbell.platform.audit.models import Event

# A Tuesday in term.
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def fleet(hartley, monkeypatch):
    monkeypatch.setattr("firstbell.lib.clock.now", lambda: NOW)

    def make(name, *, days=0, **words):
        at = NOW - timedelta(days=days)
        return Device.objects.create(
            school=hartley, hostname=name, first_seen_at=at, last_contact_at=at, **words
        )

    make("A", os_name="Windows 11 Education", os_version="23H2", memory_mb=16_384, disk_gb=512, disk_free_gb=300,
         agent="GLPI-Agent", agent_version="1.18", antivirus="on", old_since=NOW.date(), model="Latitude 5400")  # fmt: skip
    make("B", days=14, os_name="Windows 10", memory_mb=4_096, disk_gb=128, disk_free_gb=3, agent="FusionInventory-Agent",
         agent_version="2.6", encryption="off", kind="printer", old_since=NOW.date() - timedelta(days=3_000),
         approval="approved", battery_percent=40, unexpected_at=NOW, address="10.20.4.7", doubt="Two of them?")  # fmt: skip
    make("C", days=1)


@pytest.fixture
def lead(browser_of, asha_account):
    return browser_of(asha_account)


def names(client, query):
    answer = client.get(f"/api/v1/devices?{query}")
    assert answer.status_code == 200, answer.content
    return [row["hostname"] for row in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("system=windows", "AB"), ("system=windows 11", "A"), ("release=23h2", "A"), ("model=latitude", "A"),
        ("memory_under=8000", "B"), ("memory_over=8000", "A"), ("memory_over=4096&memory_under=16384", ""),
        ("disk_under=256", "B"), ("disk_over=128", "A"), ("free_under=10", "B"), ("free_over=10", "A"),
        ("older_than=5", "B"), ("younger_than=5", "A"), ("agent=glpi", "A"), ("agent_version=2.6", "B"),
        ("silent_over=4", "B"), ("silent_over=0", "BC"), ("silent_under=1", "A"), ("silent_under=2", "AC"),
        ("antivirus=on", "A"), ("encryption=off", "B"), ("kind=printer", "B"), ("approval=approved", "B"),
        ("battery_under=60", "B"), ("unexpected=true", "B"), ("unexpected=false", "AC"), ("firewall=unknown", "ABC"),
        ("registered=false", "ABC"), ("registered=true", ""), ("doubtful=true", "B"), ("doubtful=false", "AC"),
        ("address=10.20.4.7", "B"), ("address=the library", ""), (f"key={NOBODY}", ""),
        ("hostname=a", "A"), (f"room={NOBODY}", ""), (f"item={NOBODY}", ""), ("", "ABC"),
    ],
)  # fmt: skip
def test_devices_are_narrowed_as_the_fleets_own_list_is(fleet, lead, query, found):
    assert names(lead, query) == list(found)


@pytest.mark.parametrize(
    "query",
    ["memory_under=much", "silent_over=-1", "kind=toaster", "approval=", "older_than=nan", "older_than=1000"],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused_in_words(fleet, lead, query):
    answer = lead.get(f"/api/v1/devices?{query}")

    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.json()["detail"]


def test_the_log_tells_what_came_in_and_of_whom(fleet, hartley, other_school, lead):
    device = Device.objects.get(hostname="A")
    stranger = Device.objects.create(
        school=other_school, hostname="N", first_seen_at=NOW, last_contact_at=NOW
    )
    logbook.note("An old one.", at=NOW - timedelta(days=2), device=device)
    logbook.note("A new one.", at=NOW, device=device, level=Level.REFUSED, address="10.20.4.1")
    logbook.note("Another school's.", at=NOW, device=stranger)

    def told(query=""):
        items = lead.get(f"/api/v1/device-log{query}").json()["items"]
        return [line["sentence"] for line in items]

    assert told() == ["An old one.", "A new one."]
    assert told("?level=refused") == told("?since=2026-11-24T00:00:00Z") == ["A new one."]
    assert told(f"?device={device.uid}&school={hartley.uid}") == ["An old one.", "A new one."]
    line = lead.get("/api/v1/device-log?level=refused").json()["items"][0]
    assert (line["device"]["name"], line["school"]["name"], line["address"]) == (
        "A",
        "Hartley Vale School",
        "10.20.4.1",
    )


def test_a_rule_for_new_devices_is_added_put_elsewhere_changed_and_removed(hartley, lead):
    body = {"school": str(hartley.uid), "hostname": "ICT1-*", "then": "approve", "order": 20}
    made = lead.post("/api/v1/arrival-rules", body, "application/json").json()
    url = f"/api/v1/arrival-rules/{made['uid']}"

    changed = lead.patch(url, {"order": 5}, "application/json", headers={"If-Match": "1"}).json()
    late = lead.patch(url, {"order": 6}, "application/json", headers={"If-Match": "1"})
    unsaid = lead.patch(url, {"order": 6}, "application/json")

    assert (made["then"], made["order"], made["known"]) == ("approve", 20, None)
    assert (changed["order"], changed["hostname"], changed["version"]) == (5, "ICT1-*", 2)
    assert (late.status_code, unsaid.status_code) == (412, 428)
    listed = lead.get(f"/api/v1/arrival-rules?school={hartley.uid}").json()["items"]
    assert [row["uid"] for row in listed] == [made["uid"]]
    assert lead.get(url).json() == changed
    assert lead.delete(url).status_code == 204
    assert not ArrivalRule.objects.exists()


def test_a_network_that_is_none_is_refused_as_on_the_page(hartley, lead):
    body = {"school": str(hartley.uid), "network": "the library"}
    answer = lead.post("/api/v1/arrival-rules", body, "application/json")

    assert answer.status_code == 422
    assert "is not a network" in answer.json()["detail"]


def test_the_ways_of_recognising_are_read_and_put_in_order(hartley, lead):
    kinds = [row["kind"] for row in lead.get("/api/v1/match-rules").json()["items"]]
    wanted = [*kinds[1:], kinds[0]]

    answer = lead.put(
        "/api/v1/match-rules", {"order": wanted, "off": ["deviceid"]}, "application/json"
    )

    assert kinds == list(MatchKind)
    told = answer.json()["items"]
    assert [row["kind"] for row in told] == wanted
    assert [row["kind"] for row in told if not row["in_use"]] == ["deviceid"]
    short = lead.put("/api/v1/match-rules", {"order": ["mac"]}, "application/json")
    assert (short.status_code, "one place" in short.json()["detail"]) == (422, True)


def test_what_a_school_wants_to_know_is_read_and_changed(hartley, lead):
    url = f"/api/v1/schools/{hartley.uid}/reporting"
    usual = lead.get(url).json()

    def change(version, **words):
        return lead.patch(url, words, "application/json", headers={"If-Match": str(version)})

    first = change(usual["version"], last_user="initial")
    late = change(usual["version"], last_user="name")
    second = change(first.json()["version"], left_out="usb, printer", day_hours=2)

    assert (usual["last_user"], usual["day_hours"], usual["night_hours"]) == ("none", 4, 12)
    assert (late.status_code, Policy.objects.get().last_user) == (412, "initial")
    assert (second.json()["left_out"], second.json()["last_user"]) == ("usb, printer", "initial")
    assert "No agent knows" in change(second.json()["version"], left_out="pets").json()["detail"]
    assert change(second.json()["version"], day_hours=0).status_code == 422


def test_a_technician_changes_none_of_these(hartley, browser_of, ben_account):
    browser = browser_of(ben_account)

    for answer in (
        browser.get("/api/v1/arrival-rules"),
        browser.get("/api/v1/match-rules"),
        browser.get(f"/api/v1/schools/{hartley.uid}/reporting"),
        browser.put("/api/v1/match-rules", {"order": list(MatchKind)}, "application/json"),
    ):
        assert answer.status_code == 403


def test_the_policy_page_and_the_api_write_the_same_history(hartley, asha, moment, lead):
    ruling.set_policy(hartley, by=asha, at=moment, day_hours=3)
    version = lead.get(f"/api/v1/schools/{hartley.uid}/reporting").json()["version"]
    lead.patch(
        f"/api/v1/schools/{hartley.uid}/reporting", {"day_hours": 6}, "application/json",
        headers={"If-Match": str(version)},
    )  # fmt: skip

    kinds = Event.objects.filter(kind="agents.rules_changed").order_by("pk")
    assert [[(c.was, c.now) for c in one.changes.all()] for one in kinds] == [
        [("4", "3")],
        [("3", "6")],
    ]


def test_devices_that_were_found_to_be_one_are_two_again(hartley, asha, lead, moment):
    """Through the undo that every merge has."""
    pair = [
        Device.objects.create(school=hartley, hostname=name, first_seen_at=NOW, last_contact_at=NOW)
        for name in ("A", "B")
    ]
    for device, norm in zip(pair, ("S1", "S2"), strict=True):
        Mark.objects.create(device=device, kind="serial", norm=norm, from_at=moment)
    joining.merge(pair[0], into=pair[1], by=asha, at=moment)

    [merge] = lead.get(f"/api/v1/merges/of/agents.device/{pair[1].uid}").json()["items"]
    answer = lead.post(f"/api/v1/merges/{merge['uid']}/undo")

    assert answer.status_code == 200, answer.content
    assert names(lead, "") == ["A", "B"]
    assert Mark.objects.get(norm="S1").device == pair[0]


def test_the_devices_of_a_school_are_told_at_a_glance(
    fleet, hartley, other_school, browser_of, lead, ben_account
):
    told = lead.get(f"/api/v1/device-overview?school={hartley.uid}").json()

    assert (told["total"], told["quiet"], told["waiting"]) == (3, 1, 2)
    assert [(one["label"], one["n"]) for one in told["systems"]] == [
        ("Not told", 1),
        ("Windows 10", 1),
        ("Windows 11 Education", 1),
    ]
    assert lead.get("/api/v1/device-overview").status_code == 422
    theirs = browser_of(ben_account).get(f"/api/v1/device-overview?school={other_school.uid}")
    assert theirs.status_code == 404
