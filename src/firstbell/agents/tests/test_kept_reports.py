"""The last full report as it came: who reads it, and what is never in it."""

from __future__ import annotations

import json
import zlib

import pytest

from firstbell.agents.actions import ruling
from firstbell.agents.models import Device, RawReport
from firstbell.agents.queries import kept
from firstbell.agents.tests.machines import machine

KEY = "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY"
SECRETS = {
    "processes": [{"user": "s.reeve", "cmd": "game.exe"}],
    "envs": [{"key": "TOKEN", "val": "hunter2"}],
    "licenseinfos": [{"name": "Office 16", "key": KEY, "fullname": "Office 16"}],
}


@pytest.fixture
def reported(agent):
    agent().post(machine(telepathy=[{"range": "<b>far</b>"}]))
    return Device.objects.select_related("school").get()


def page_of(device, more=""):
    return f"/devices/{device.uid}/report/{more}"


def test_a_technician_reads_what_came_with_its_size_and_how_it_was_packed(
    reported, browser_of, ben_account
):
    browser = browser_of(ben_account)

    there = browser.get(f"/devices/{reported.uid}/").content.decode()
    page = browser.get(page_of(reported)).content.decode()

    assert page_of(reported) in there
    for words in ("JSON, zlib", "on the way", "telepathy", "&lt;b&gt;far&lt;/b&gt;"):
        assert words in page, words
    assert "<b>far</b>" not in page


def test_it_is_taken_away_as_a_file_that_no_browser_opens(reported, browser_of, ben_account):
    answer = browser_of(ben_account).get(page_of(reported, "file/"))

    assert json.loads(answer.content)["content"]["telepathy"] == [{"range": "<b>far</b>"}]
    assert answer["Content-Disposition"].startswith('attachment; filename="ict1-01-')
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == (
        "nosniff",
        "application/json; charset=utf-8",
    )


def test_the_api_tells_how_it_came(reported, browser_of, ben_account):
    told = browser_of(ben_account).get(f"/api/v1/devices/{reported.uid}/report").json()

    assert (told["dialect"], told["packing"]) == ("json", "zlib")
    assert told["text_bytes"] > told["sent_bytes"] > 0
    assert json.loads(told["body"])["content"]["telepathy"]


def test_who_only_looks_at_devices_does_not_read_what_came(reported, browser_of, grace_account):
    browser = browser_of(grace_account)

    assert page_of(reported) not in browser.get(f"/devices/{reported.uid}/").content.decode()
    for more in ("", "file/"):
        assert browser.get(page_of(reported, more)).status_code == 403
    answer = browser.get(f"/api/v1/devices/{reported.uid}/report")
    assert answer.status_code == 403


def test_a_device_that_has_only_said_hello_says_so(reported, browser_of, ben_account):
    RawReport.objects.all().delete()

    assert "has not sent a full report yet" in browser_of(ben_account).get(
        page_of(reported)
    ).content.decode()  # fmt: skip
    answer = browser_of(ben_account).get(f"/api/v1/devices/{reported.uid}/report")
    assert (answer.status_code, "full report" in answer.json()["detail"]) == (404, True)


@pytest.mark.parametrize("is_xml", [False, True])
def test_what_is_never_kept_and_what_is_masked_elsewhere_is_not_in_it(agent, is_xml):
    agent(xml=is_xml).post(machine(**SECRETS))

    device = Device.objects.select_related("school").get()
    text = kept.text_of(RawReport.objects.get(), device)

    assert "5CD0001X" in text
    for secret in ("s.reeve", "game.exe", "hunter2", KEY, "HARTLEY"):
        assert secret not in text, secret


def test_what_was_kept_when_names_were_is_not_shown_once_they_are_not(agent, hartley, asha, moment):
    ruling.set_policy(hartley, by=asha, at=moment, last_user="name")
    agent().post(machine())
    device, row = Device.objects.select_related("school").get(), RawReport.objects.get()
    before = kept.text_of(row, device)

    ruling.set_policy(hartley, by=asha, at=moment, last_user="initial")

    assert "s.reeve" in before
    assert "s.reeve" not in kept.text_of(row, device)


@pytest.mark.parametrize(
    "text",
    [
        b'{"action":"inventory","deviceid":"X","content":{"PROCESSES":[{"cmd":"SECRET"}]}}',
        b'{"action":"inventory","deviceid":"X","content":{"licenseinfos":[{"KEY":"SECRET"}]}}',
        b"<REQUEST><QUERY>INVENTORY</QUERY><DEVICEID>X</DEVICEID><CONTENT><LICENSEINFOS>"
        b"<KEY><![CDATA[SECRET]]></KEY></LICENSEINFOS></CONTENT></REQUEST>",
        b"<REQUEST><QUERY>INVENTORY</QUERY><DEVICEID>X</DEVICEID><CONTENT><processes>"
        b"<cmd>SECRET</cmd></processes></CONTENT></REQUEST>",
    ],
)
def test_what_is_not_kept_is_not_on_the_disk_either_however_it_was_written(agent, text):
    agent().post(text)

    assert b"SECRET" not in zlib.decompress(RawReport.objects.get().body)


def test_a_very_long_report_is_shown_at_its_beginning(
    reported, browser_of, ben_account, monkeypatch
):
    monkeypatch.setattr("firstbell.agents.web.views.reports.MOST_SHOWN", 40)

    page = browser_of(ben_account).get(page_of(reported)).content.decode()

    assert "the file has all of it" in page
    assert "telepathy" not in page
