"""However often something goes wrong, neither the log nor a table grows without end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache

from firstbell.agents.actions import contacting, keys, logbook
from firstbell.agents.models import Device, LogLine, NetReport
from firstbell.agents.states import Level
from firstbell.agents.tests.machines import machine
from firstbell.platform.accounts.actors import system_actor


def lines():
    return [(line.sentence, line.times) for line in LogLine.objects.order_by("pk")]


def test_the_same_mistake_behind_one_key_is_one_line_with_a_count(client, address):
    for number in range(5):
        client.post(address, b"", "application/json", REMOTE_ADDR=f"10.20.4.{number}")

    [line] = LogLine.objects.all()
    assert (line.sentence, line.times, line.address) == ("The body is empty.", 5, "10.20.4.4")
    assert line.begun_at <= line.at


def test_another_mistake_and_another_key_have_lines_of_their_own(client, address, hartley, moment):
    other = keys.make(hartley, label="Intune", by=system_actor(), at=moment)
    for _ in range(2):
        for body in (b"", b"{"):
            client.post(address, body, content_type="application/json")
        client.post(f"/agent/{other.secret}/", b"", "application/json")

    assert sorted(LogLine.objects.values_list("key_label", "times")) == [
        ("GPO", 2),
        ("GPO", 2),
        ("Intune", 2),
    ]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"action": "%d-format-disk", "deviceid": "X"}', "application/json"),
        (b'{"action": "\\u201d%d \\u201c", "deviceid": "X"}', "application/json"),
        (b"GIF89a", "image/x-%d) made up ("),
        (b"GIF89a", "image/%d%%d"),
    ],
)
def test_what_somebody_says_makes_no_new_kind_of_mistake(client, address, body, content_type):
    for number in range(4):
        words = body.replace(b"%d", str(number).encode() + b"x" * number)
        kind = content_type.replace("%d", f"{number}{'x' * number}")
        client.post(address, words, content_type=kind)

    assert [times for _, times in lines()] == [4]


def test_after_an_hour_a_new_line_begins(key, moment):
    for minutes in (0, 20, 59, 61, 70):
        at = moment + timedelta(minutes=minutes)
        logbook.note("The body is empty.", at=at, level=Level.REFUSED, key=key)

    assert lines() == [("The body is empty.", 3), ("The body is empty.", 2)]
    assert LogLine.objects.earliest("pk").at == moment + timedelta(minutes=59)


def test_a_device_whose_reports_are_odd_has_one_line_whatever_it_calls_itself(agent, catalogue):
    for number in range(4):
        odd = {
            f"telepathy{number}": ["no row"],
            "hardware": {"name": f"PC{'x' * number}", "uuid": ""},
        }
        agent().post(machine(**odd))

    device = Device.objects.get()
    [line] = LogLine.objects.filter(device=device)
    assert line.times == 4


def test_first_reports_are_each_told(agent, catalogue):
    for number in (1, 2, 3):
        agent(number).post(machine(f"ICT1-0{number}", number))

    assert len(lines()) == 3


def test_strangers_of_many_addresses_fill_no_log(client, db):
    for number in range(logbook.MOST_STRANGERS + 20):
        client.get("/agent/guessed/", REMOTE_ADDR=f"10.9.{number // 200}.{number % 200}")

    assert LogLine.objects.count() == logbook.MOST_STRANGERS


def test_what_is_found_on_a_network_is_kept_up_to_so_many(key, moment, monkeypatch):
    monkeypatch.setattr(contacting, "MOST_KEPT", 3)
    for number in range(5):
        contacting.discovered(
            "netdiscovery", str(number).encode(), key, deviceid="X", agent_id="", at=moment
        )

    kept = NetReport.objects.order_by("pk").values_list("body", flat=True)
    assert [bytes(body) for body in kept] == [b"2", b"3", b"4"]


def test_what_breaks_again_and_again_is_told_once_a_minute(agent, monkeypatch, caplog):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("firstbell.agents.web.conversation.posted", fail)
    for _ in range(3):
        assert agent().says(machine())["status"] == "error"

    told = [record for record in caplog.records if record.name == "firstbell.agents"]
    assert [record.getMessage() for record in told] == ["A report could not be taken"]
    cache.clear()
    agent().says(machine())
    assert len([one for one in caplog.records if one.name == "firstbell.agents"]) == 2


def test_the_pages_and_the_api_say_how_often(client, address, browser_of, asha_account):
    for _ in range(7):
        client.post(address, b"", "application/json")
    browser = browser_of(asha_account)

    page = browser.get("/new-devices/log/?level=refused&times.over=6").content.decode()
    assert "The body is empty." in page
    assert (
        "The body is empty." not in browser.get("/new-devices/log/?times.over=7").content.decode()
    )
    sheet = browser.get("/lists/agents.log/export.csv").streaming_content
    assert b"The body is empty." in b"".join(sheet)
    [line] = browser.get("/api/v1/device-log").json()["items"]
    assert (line["times"], line["level"]) == (7, "refused")


def test_an_inventory_that_names_no_device_is_refused_as_the_protocol_has_it(agent):
    nameless = {**machine(), "deviceid": ""}

    heard = agent().says(nameless)
    old = agent(xml=True).says(nameless)

    assert (heard["status"], heard["message"]) == ("error", "The inventory has no deviceid.")
    assert "<ERROR>The inventory has no deviceid.</ERROR>" in old
    assert not Device.objects.exists()
    assert lines() == [("The inventory has no deviceid.", 2)]
