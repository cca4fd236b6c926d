from __future__ import annotations

import json
from datetime import timedelta

import pytest

from firstbell.agents.actions import revealing, ruling
from firstbell.agents.actions.sections import KEYS
from firstbell.agents.models import ArrivalRule, CheckIn, Device, Mark, Section
from firstbell.agents.queries import settings
from firstbell.agents.states import MatchKind
from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.audit.models import Event
from firstbell.platform.database.secrets import encrypt


@pytest.fixture
def device(hartley, moment):
    return Device.objects.create(
        school=hartley, hostname="ICT2-01", address="10.20.4.1", first_seen_at=moment, last_contact_at=moment
    )  # fmt: skip


@pytest.fixture
def asha_browser(browser_of, asha_account):
    return browser_of(asha_account)


def order():
    return settings.matching_order()


def test_the_ways_of_recognising_a_device_are_put_in_another_order(asha, moment):
    kinds = [MatchKind.MAC, *[kind for kind in MatchKind if kind != MatchKind.MAC]]

    ruling.order_matching(kinds, off=[MatchKind.DEVICEID], by=asha, at=moment)

    assert order() == [kind for kind in kinds if kind != MatchKind.DEVICEID]
    assert [row.kind for row in ruling.match_rules()] == kinds


@pytest.mark.parametrize(
    ("kinds", "off", "sentence"),
    [
        ([MatchKind.MAC], [], "Every way of recognising a device has one place in the order."),
        (list(MatchKind), list(MatchKind), "At least one way of recognising a device has to stay in use."),
    ],
)  # fmt: skip
def test_an_order_that_recognises_nothing_is_refused(asha, moment, kinds, off, sentence):
    with pytest.raises(Refusal) as refused:
        ruling.order_matching(kinds, off=off, by=asha, at=moment)

    assert refused.value.sentence == sentence
    assert order() == list(MatchKind)


def test_the_page_moves_a_way_up_and_takes_it_out_of_use(db, asha_browser):
    asha_browser.post("/settings/devices/matching/", {"kind": "serial", "act": "up"})
    asha_browser.post("/settings/devices/matching/", {"kind": "uuid", "act": "use"})

    assert order()[:2] == [MatchKind.SERIAL, MatchKind.SERIAL_AND_UUID]
    assert MatchKind.UUID not in order()
    page = asha_browser.get("/settings/devices/").content.decode()
    assert "Not used" in page


def test_a_rule_for_new_devices_is_added_changed_and_removed(hartley, asha_browser):
    asha_browser.post("/settings/devices/arrivals/new/", {"order": 10, "network": "10.20.0.0/16", "then": "hold", "known": "unknown"})  # fmt: skip
    rule = ArrivalRule.objects.get()
    assert (rule.network, rule.then, rule.known) == ("10.20.0.0/16", "hold", None)

    asha_browser.post(f"/settings/devices/arrivals/{rule.uid}/", {"order": 10, "network": "10.20.0.0/16", "then": "refuse", "known": "unknown"})  # fmt: skip
    rule.refresh_from_db()
    assert rule.then == "refuse"

    asha_browser.post(f"/settings/devices/arrivals/{rule.uid}/removal/")
    assert not ArrivalRule.objects.exists()


def test_a_rule_is_one_of_the_first_thousand_on_every_database(asha_browser):
    page = asha_browser.post("/settings/devices/arrivals/new/", {"order": 99_999_999, "then": "hold", "known": "unknown"})  # fmt: skip

    assert "less than or equal to 999" in page.content.decode()
    assert not ArrivalRule.objects.exists()


def test_what_is_no_network_is_told_so_and_what_was_typed_is_kept(hartley, asha_browser):
    page = asha_browser.post("/settings/devices/arrivals/new/", {"order": 10, "network": "upstairs", "then": "hold", "known": "unknown"})  # fmt: skip

    words = page.content.decode()
    assert "“upstairs” is not a network. Write one such as 10.20.4.0/22." in words
    assert 'value="upstairs"' in words
    assert not ArrivalRule.objects.exists()


def test_a_school_says_what_devices_are_to_tell(hartley, asha, moment):
    ruling.set_policy(hartley, last_user="initial", left_out="usb", day_hours=2, night_hours=24, by=asha, at=moment)  # fmt: skip
    hartley.refresh_from_db()

    assert settings.policy_of(hartley).day_hours == 2
    assert settings.left_out(settings.policy_of(hartley)) == ["environment", "process", "usb"]
    with pytest.raises(Refusal):
        ruling.set_policy(hartley, day_hours=0, by=asha, at=moment)


def test_a_technician_does_not_change_the_rules(hartley, ben, moment):
    with pytest.raises(NotAllowed):
        ruling.set_policy(hartley, day_hours=2, by=ben, at=moment)


def test_a_device_is_asked_to_check_in_from_its_page(device, asha_browser):
    asha_browser.post(f"/devices/{device.uid}/check-in/")

    assert CheckIn.objects.get().device == device
    assert "Queued" in asha_browser.get(f"/devices/{device.uid}/").content.decode()


def test_two_devices_are_made_one_from_the_page(device, hartley, moment, asha_browser):
    other = Device.objects.create(school=hartley, hostname="ICT2-02", first_seen_at=moment, last_contact_at=moment)  # fmt: skip

    asha_browser.post(f"/devices/{device.uid}/merge/", {"into": str(other.uid)})

    device.refresh_from_db()
    assert device.merged_into == other
    page = asha_browser.get(f"/devices/{device.uid}/").content.decode()
    assert "It was found to be another device." in page


def test_a_device_is_taken_apart_from_the_page(device, moment, asha_browser):
    marks = [
        Mark.objects.create(device=device, kind="mac", norm=norm, from_at=moment)
        for norm in ("3C219C000001", "3C219C000002")
    ]

    refused = asha_browser.post(f"/devices/{device.uid}/parts/", {"marks": [mark.pk for mark in marks]})  # fmt: skip
    assert "Choose some of what tells it apart, not all and not none." in refused.content.decode()
    asha_browser.post(f"/devices/{device.uid}/parts/", {"marks": [marks[0].pk]})

    assert Device.objects.count() == 2
    assert list(Mark.objects.filter(device=device)) == [marks[1]]


def test_licence_keys_are_shown_to_a_lead_and_it_is_noted(device, asha, ben, moment, asha_browser):
    body = encrypt(json.dumps([["Office 16", "AB12-CD34"]]))
    Section.objects.create(device=device, name=KEYS, document=body, hash="x", changed_at=moment)

    with pytest.raises(NotAllowed):
        revealing.reveal(device, by=ben, at=moment + timedelta(hours=1))
    page = asha_browser.post(f"/devices/{device.uid}/keys/")

    assert "AB12-CD34" in page.content.decode()
    assert Event.objects.get(kind="agents.revealed").actor_name == "Asha Rahman"
    assert "AB12" not in asha_browser.get(f"/devices/{device.uid}/").content.decode()


@pytest.mark.parametrize("words", ["users", "usb, frobnicate"])
def test_a_word_that_no_agent_knows_leaves_nothing_out_and_is_refused(hartley, asha, moment, words):
    with pytest.raises(Refusal, match=f"No agent knows “{words.split(', ')[-1]}”"):
        ruling.set_policy(hartley, left_out=words, by=asha, at=moment)

    assert settings.left_out(settings.policy_of(hartley)) == ["environment", "process", "user"]
