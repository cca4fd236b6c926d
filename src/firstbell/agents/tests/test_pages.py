from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.agents.models import ArrivalRule, Device, Key, LogLine
from firstbell.agents.tests.machines import machine

KEYS = "/settings/enrolment-keys/"


@pytest.fixture
def page(browser_of, asha_account, catalogue):
    return browser_of(asha_account)


def test_who_makes_a_key_is_shown_the_lines_to_copy(page):
    shown = page.post(f"{KEYS}new/", {"label": "Group policy"}).content.decode()

    key = Key.objects.get()
    assert key.label == "Group policy"
    assert f"/agent/{key.secret}/" in shown
    assert "msiexec /i" in shown
    assert "sudo apt install" in shown


def test_the_lines_are_shown_again_to_who_may_see_them(page, key, browser_of, ben_account):
    address = f"{KEYS}{key.uid}/lines/"

    assert key.secret in page.post(address).content.decode()
    assert key.secret not in page.get(f"{KEYS}{key.uid}/").content.decode()
    assert browser_of(ben_account).post(address).status_code == 403


def test_a_key_is_revoked_with_a_button(page, key):
    page.post(f"{KEYS}{key.uid}/revocation/")

    assert Key.objects.get().revoked_at is not None
    assert "Revoked" in page.get(KEYS).content.decode()


def test_a_new_device_is_approved_with_a_button(page, agent):
    agent().post(machine("ICT1-01"))
    device = Device.objects.get()
    assert "ICT1-01" in page.get("/new-devices/").content.decode()

    page.post(f"/new-devices/{device.uid}/approval/")

    assert Device.objects.get().approval == "approved"
    assert "No device waits" in page.get("/new-devices/").content.decode()


def test_a_device_is_refused_with_a_button(page, agent):
    agent().post(machine("ICT1-01"))

    page.post(f"/new-devices/{Device.objects.get().uid}/refusal/")

    assert Device.objects.get().approval == "refused"


def test_a_device_that_was_not_registered_is_registered_with_a_button(page, agent, hartley):
    ArrivalRule.objects.create(school=hartley, then="hold")
    agent().post(machine("ICT1-01"))

    page.post(f"/new-devices/{Device.objects.get().uid}/registration/")

    assert Device.objects.get().item.name == "ICT1-01"


def test_files_are_brought_in_and_each_is_told_of(page, hartley):
    good = SimpleUploadedFile("a.json", json.dumps(machine("ICT1-01")).encode())
    bad = SimpleUploadedFile("b.json", b'{"action": "contact"}')

    shown = page.post("/new-devices/files/", {"reports": [good, bad]}).content.decode()

    assert "ICT1-01" in shown
    assert "There is no inventory in it." in shown
    assert Device.objects.count() == 1


def test_the_log_is_read_by_those_of_the_school(page, agent, browser_of, tariq_account):
    agent().post(b"nonsense")
    assert LogLine.objects.count() == 1

    assert "Refused" in page.get("/new-devices/log/").content.decode()
    theirs = browser_of(tariq_account).get("/new-devices/log/").content.decode()
    assert "Nothing in the last 30 days" in theirs
