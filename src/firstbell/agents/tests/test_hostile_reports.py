"""Reports that mean harm, or that something broke: an answer in words, a line in the log, and nobody else touched."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest

from firstbell.agents.actions import keys
from firstbell.agents.models import Device, LogLine
from firstbell.agents.tests.machines import agent_id, as_xml, machine, part
from firstbell.equipment.models import Item
from firstbell.platform.accounts.actors import system_actor

ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><REQUEST><CONTENT><HARDWARE><NAME>&c;</NAME></HARDWARE></CONTENT>
<DEVICEID>X</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>"""
OUTSIDE = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><REQUEST><CONTENT><HARDWARE><NAME>&x;</NAME>
</HARDWARE></CONTENT><DEVICEID>X</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>"""


def whole() -> bytes:
    return json.dumps(machine("ICT1-09", 9)).encode()


UNREADABLE = {
    "JSON cut short": whole()[:-700],
    "packed and cut short": zlib.compress(whole())[:-40],
    "XML cut short": as_xml(machine("ICT1-09", 9))[:-200],
    "a bomb of zlib": zlib.compress(b'{"action":"inventory","x":"' + b"a" * 200_000_000),
    "a bomb of gzip": gzip.compress(b"<REQUEST>" + b" " * 200_000_000),
    "a bomb in a bomb": zlib.compress(zlib.compress(b"{" + b" " * 200_000_000)),
    "entities in entities": ENTITIES,
    "an entity from outside": OUTSIDE,
    "deep JSON": b'{"action":"inventory","content":' + b'{"a":' * 50_000,
    "deep XML": b"<REQUEST>" + b"<A>" * 50_000,
    "numbers without end": b'{"action":"inventory","deviceid":' + b"9" * 100_000 + b"}",
    "no device": b'{"action":"inventory","content":{}}',
    "no content": b'{"action":"inventory","deviceid":"X"}',
    "content that is a list": b'{"action":"inventory","deviceid":"X","content":[1,2]}',
    "another message": b'{"action":"register","deviceid":"X"}',
    "nothing at all": b"",
    "only NULs": bytes(5_000),
}


@pytest.fixture
def others(agent, catalogue):
    """A machine that reported before, and all that is known of it."""
    agent(1).post(machine())
    return everything()


def everything() -> list[object]:
    return [
        list(Device.objects.filter(hostname="ICT1-01").values()),
        list(Item.objects.filter(device__hostname="ICT1-01").values()),
        sorted(Device.objects.filter(hostname="ICT1-01").values_list("sections__hash", flat=True)),
        sorted(Item.objects.filter(device__hostname="ICT1-01").values_list("installations__release", flat=True)),
    ]  # fmt: skip


def said(answer) -> bytes:
    packed = "compress" in answer["Content-Type"]
    return zlib.decompress(answer.content) if packed else answer.content


@pytest.mark.parametrize("dialect", ["json", "xml"])
@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_makes_no_sense_harms_nobody(client, address, others, body, dialect):
    extra = {"HTTP_GLPI_AGENT_ID": agent_id(9)} if dialect == "json" else {}
    lines = LogLine.objects.count()

    answer = client.post(address, body, content_type="application/x-compress-zlib", **extra)

    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        text = said(answer)
        assert (b'"error"' in text) if dialect == "json" else (b"error" in text.lower())
        [line] = LogLine.objects.order_by("pk")[lines:]
        assert line.level == "refused"
        assert line.sentence.endswith(".")
    assert everything() == others


ODD = {
    "20,000 programs": {"softwares": [{"name": f"P{n}", "version": str(n)} for n in range(20_000)]},
    "a name of 2 MB": {"softwares": [{"name": "x" * 2_000_000, "version": "1"}]},
    "dates of 1601": {"softwares": [{"name": "Old", "install_date": "1601-01-01"}]},
    "a list for a name": {"softwares": [{"name": ["Two", "names"], "version": {"a": 1}}]},
    "text for a section": {"storages": "none", "memories": 3, "networks": {"mac": "x"}},
    "sections that nobody knows": {"telepathy": [{"range": "far"}], "aura": {"colour": "blue"}},
    "NULs and halves of letters": {"softwares": [{"name": "A\0B\ud83d", "publisher": "\udfff"}]},
    "memory below nothing": {"hardware": {"name": "ICT1-09", "memory": -5, "uuid": []}},
    "memory without end": {"memories": [{"capacity": 10**30}], "drives": [{"total": 1e300}]},
}  # fmt: skip


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_an_odd_report_is_taken_as_far_as_it_makes_sense(client, address, others, content):
    told = json.dumps(machine("ICT1-09", 9, **content))

    answer = client.post(
        address, told, content_type="application/json", HTTP_GLPI_AGENT_ID=agent_id(9)
    )

    assert (answer.status_code, answer.json()["status"]) == (200, "ok"), answer.content
    device = Device.objects.exclude(hostname="ICT1-01").get()
    assert device.item is not None
    if len(content.get("softwares", ())) == 20_000:
        assert device.item.installations.count() == 20_000
    assert everything() == others


def test_a_report_that_is_replayed_changes_nothing(agent, others):
    def at(day: int, **content):
        return machine(accesslog={"logdate": f"2026-09-{day:02} 08:00:00"}, **content)

    agent(1).post(at(20))
    agent(1).post(at(21, memories=[{"capacity": 8192}]))
    newer = everything()
    agent(1).post(at(20))

    assert everything() == newer
    assert "older than its last one" in LogLine.objects.latest("pk").sentence


def test_two_machines_with_one_uuid_never_touch_each_other(agent, others):
    first = Item.objects.get(device__hostname="ICT1-01")
    second = machine("ICT1-09", 9)
    second["content"]["hardware"]["uuid"] = machine()["content"]["hardware"]["uuid"]
    for _ in range(3):
        agent(9).post(second)
        agent(1).post(machine())
        agent(9).post({**second, "tag": "again"})

    assert Device.objects.count() == 2
    first.refresh_from_db()
    assert (first.name, first.serial) == ("ICT1-01", "5CD0001X")
    assert Device.objects.get(hostname="ICT1-09").item.serial == "5CD0009X"


def test_a_revoked_key_brings_nothing_in(agent, key, others, moment):
    keys.revoke(key, by=system_actor(), at=moment)

    answer = agent(1).post(machine(memories=[]))
    heard = agent(2).post(machine("ICT1-02", 2))

    assert (answer.status_code, heard.status_code) == (403, 403)
    assert b"was revoked" in heard.content
    assert everything() == others
    assert Device.objects.count() == 1


def test_who_guesses_a_machine_id_learns_nothing_and_harms_nobody(agent, others):
    machine_id = Device.objects.get().deviceid
    for action in ("getConfig", "getJobs", "setStatus", "setLog", "setAnswer", "jobsDone", "x"):
        heard = agent(9).asks(action=action, machineid=machine_id, uuid="1", status="ok")
        assert heard in ({}, {"schedule": []})
    assert everything() == others


def test_a_part_of_a_stranger_in_another_ones_name_is_another_device(agent, others):
    """Only the device id is guessed: its serial, its UUID and its agent are others."""
    stranger = part("ICT1-09", 9, memories=[])
    stranger["deviceid"] = Device.objects.get().deviceid

    agent(9).post(stranger)

    assert everything() == others
