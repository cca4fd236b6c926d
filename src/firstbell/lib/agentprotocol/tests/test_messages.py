from __future__ import annotations

import json

import pytest

from firstbell.lib.agentprotocol import (
    Contact,
    GetParams,
    Inventory,
    NetDiscovery,
    NetInventory,
    Prolog,
    Unknown,
    Unreadable,
    opened,
    read,
)
from firstbell.lib.agentprotocol.tests.making import body, section, xml_body


def told(text: bytes, agent_id: str = ""):
    return read(opened("", text), agent_id)


def said(**message):
    return told(json.dumps(message).encode(), "agent-1")


PROLOG = b"<?xml version='1.0'?><REQUEST><DEVICEID>pc-1</DEVICEID><QUERY>PROLOG</QUERY><TOKEN>1</TOKEN></REQUEST>"


def test_a_prolog_is_answered_in_json_only_to_an_agent_that_names_itself():
    assert told(PROLOG, "agent-1") == Prolog(deviceid="pc-1", agent_id="agent-1", dialect="xml")
    assert told(PROLOG, "agent-1").answer == "json"
    assert told(PROLOG).answer == "xml"


def test_a_contact_tells_the_agent_its_tasks_and_its_port():
    message = said(
        action="contact", deviceid="pc-1", name="GLPI-Agent", version="1.18", tag="SCHOOL-A",
        **{"installed-tasks": ["inventory", "Deploy"], "enabled-tasks": ["inventory"], "httpd-port": "62354"},
    )  # fmt: skip

    assert message == Contact(
        deviceid="pc-1", agent_id="agent-1", dialect="json", name="GLPI-Agent", version="1.18", tag="SCHOOL-A",
        port=62354, installed_tasks=("inventory", "deploy"), enabled_tasks=("inventory",),
    )  # fmt: skip
    assert message.answer == "json"


@pytest.mark.parametrize("port", [None, 0, -1, 70_000, "", "x", True, [62354], 1e400])
def test_a_port_that_is_none_is_none(port):
    assert said(action="contact", deviceid="pc-1", **{"httpd-port": port}).port is None


def test_an_inventory_carries_its_report():
    message = told(body(tag="SCHOOL-A", partial=True), "agent-1")

    assert isinstance(message, Inventory)
    assert (message.report.deviceid, message.report.tag) == (
        "LT-0412-2025-08-01-09-12-44",
        "SCHOOL-A",
    )
    assert message.report.partial is True
    assert message.report.client == "GLPI-Agent_v1.18"
    assert "versionclient" not in message.report.sections


@pytest.mark.parametrize(("value", "partial"), [(True, True), ("1", True), (1, True), ("yes", True), (False, False), (0, False), ("", False), (None, False), ([], False)])  # fmt: skip
def test_partial_is_told_in_many_ways(value, partial):
    assert told(body(partial=value)).report.partial is partial


def test_an_xml_inventory_has_its_tag_in_accountinfo_and_is_answered_in_xml():
    content = "<ACCOUNTINFO><KEYNAME>TAG</KEYNAME><KEYVALUE>SCHOOL-A</KEYVALUE></ACCOUNTINFO>"
    message = told(xml_body(content + section("bios", ssn="X1")), "agent-1")

    assert (message.report.tag, message.answer) == ("SCHOOL-A", "xml")
    assert message.report.sections == {"bios": [{"ssn": "X1"}]}


def test_a_stored_file_without_an_action_is_an_inventory():
    assert isinstance(told(b'{"deviceid":"a","content":{"bios":{"ssn":"1"}}}'), Inventory)
    stored = (
        b"<REQUEST><CONTENT><BIOS><SSN>1</SSN></BIOS></CONTENT><DEVICEID>a</DEVICEID></REQUEST>"
    )
    assert isinstance(told(stored), Inventory)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b'{"action":"inventory","content":{"bios":{"ssn":"1"}}}', "no deviceid"),
        (b'{"action":"inventory","deviceid":" ","content":{"bios":{"ssn":"1"}}}', "no deviceid"),
        (b'{"action":"inventory","deviceid":["a"],"content":{"bios":{"ssn":"1"}}}', "no deviceid"),
        (b'{"action":"inventory","deviceid":"a","content":{}}', "no content"),
        (b'{"action":"inventory","deviceid":"a","content":{"bios":"x"}}', "no content"),
        (xml_body(section("bios", ssn="X1"), deviceid=""), "no deviceid"),
        (xml_body(""), "no content"),
    ],
)
def test_an_inventory_without_what_the_protocol_requires_is_refused(text, sentence):
    with pytest.raises(Unreadable, match=sentence):
        told(text)


def test_the_name_of_the_agent_alone_is_content_as_the_protocol_has_it():
    text = b'{"action":"inventory","deviceid":"a","content":{"versionclient":"GLPI-Agent_v1.18"}}'

    assert told(text).report.client == "GLPI-Agent_v1.18"


def test_network_discovery_comes_in_steps():
    def step(content: str):
        message = told(xml_body(f"{content}<PROCESSNUMBER>7</PROCESSNUMBER>", query="NETDISCOVERY"))
        assert isinstance(message, NetDiscovery)
        assert message.process == "7"
        return message

    found = step(
        "<DEVICE><DNSHOSTNAME>printer-2</DNSHOSTNAME><IP>10.1.2.3</IP><ENTITY>0</ENTITY></DEVICE>"
    )
    assert step("<AGENT><START>1</START></AGENT>").phase == "start"
    assert step("<AGENT><NBIP>4</NBIP></AGENT>").phase == "count"
    assert step("<AGENT><END>1</END></AGENT>").phase == "end"
    assert found.phase == "device"
    assert found.devices == ({"dnshostname": "printer-2", "ip": "10.1.2.3", "entity": "0"},)
    assert found.raw.startswith(b"<?xml")


def test_snmp_results_are_reports_under_the_names_of_the_json():
    content = (
        "<DEVICE><INFO><TYPE>PRINTER</TYPE><SERIAL>PH1</SERIAL><IPS><IP>10.1.1.1</IP><IP>10.1.1.2</IP></IPS></INFO>"
        "<PORTS><PORT><IFNUMBER>1</IFNUMBER><IFNAME>a</IFNAME></PORT><PORT><IFNUMBER>2</IFNUMBER></PORT></PORTS>"
        "<CARTRIDGES><TONERBLACK>71</TONERBLACK></CARTRIDGES></DEVICE>"
    )
    message = told(xml_body(content, query="SNMPQUERY"))

    assert isinstance(message, NetInventory)
    [report] = message.reports
    assert report.itemtype == "Printer"
    assert report.only("network_device") == {
        "type": "PRINTER",
        "serial": "PH1",
        "ips": "10.1.1.1, 10.1.1.2",
    }
    assert report.rows("network_ports") == [{"ifnumber": 1, "ifname": "a"}, {"ifnumber": 2}]
    assert report.only("cartridges") == {"tonerblack": "71"}


def test_what_is_found_on_the_network_is_read_in_json_too():
    content = {"network_device": {"type": "Printer", "name": "printer-2", "ips": ["10.1.2.3"]}}
    found = said(action="netdiscovery", deviceid="pc-1", content=content)
    read_out = said(action="netinventory", deviceid="pc-1", itemtype="Printer", content=content)

    assert (found.phase, found.devices) == (
        "device",
        ({"type": "Printer", "name": "printer-2", "ips": "10.1.2.3"},),
    )
    assert (read_out.phase, read_out.reports[0].itemtype) == ("device", "Printer")


def test_snmp_errors_are_sentences():
    content = "<DEVICE><ERROR><ID>12</ID><MESSAGE>no response from host</MESSAGE></ERROR></DEVICE>"
    message = told(xml_body(content, query="SNMPQUERY"))

    assert (message.phase, message.reports, message.errors) == (
        "error",
        (),
        ("no response from host",),
    )


def test_the_rest_is_known_by_its_name():
    asked = said(action="get_params", deviceid="pc-1", params_id="4", use="db")
    assert asked == GetParams(
        deviceid="pc-1", agent_id="agent-1", dialect="json", params_id="4", use="db"
    )
    assert said(action="dance", deviceid="pc-1") == Unknown(
        deviceid="pc-1", agent_id="agent-1", dialect="json", action="dance"
    )
    assert told(xml_body("", query="DANCE")).action == "DANCE"


@pytest.mark.parametrize(
    "text",
    [
        b"[1,2]",
        b"{",
        b'{"action":"inventory","deviceid":"a"}',
        b'{"action":"inventory","deviceid":"a","content":[]}',
        b'{"a":' + b"[" * 100_000,
        b'{"a":' + b"9" * 10_000 + b"}",
        b"<html><body>Sign in</body></html>",
        b"<REQUEST><QUERY>INVENTORY</QUERY></REQUEST>",
        b"<REQUEST><QUERY>INVENTORY</QUERY><CONTENT><BIOS>",
        b"<" * 1000,
        b"<a>" * 100_000,
    ],
)
def test_what_is_no_message_is_refused_in_a_sentence(text):
    with pytest.raises(Unreadable) as refusal:
        told(text)

    assert refusal.value.sentence.endswith(".")


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<REQUEST><DEVICEID>&b;</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>"""
OUTSIDE = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><REQUEST><DEVICEID>&x;</DEVICEID>
<QUERY>PROLOG</QUERY></REQUEST>"""


@pytest.mark.parametrize(
    "text", [BOMB, OUTSIDE, BOMB.decode().encode("utf-16"), OUTSIDE.decode().encode("utf-16-be")]
)
def test_entities_are_refused_however_they_are_written(text):
    with pytest.raises(Unreadable, match="document type"):
        told(text)


def test_an_entity_that_nobody_declared_is_only_text():
    stored = PROLOG.replace(b"pc-1", b"pc&nobody;1")

    assert told(stored).deviceid == "pc&nobody;1"


def test_more_parts_than_any_machine_has_are_refused():
    with pytest.raises(Unreadable, match="parts"):
        told(b'{"content":[' + b"[]," * 1_100_000 + b"[]]}")
    with pytest.raises(Unreadable, match="marks"):
        told(b"<REQUEST>" + b"<a/>" * 600_000 + b"</REQUEST>")


def test_deep_nesting_is_read_or_refused_but_does_no_harm():
    deep = "<A>" * 50_000 + "</A>" * 50_000

    assert told(xml_body(section("bios", ssn="1") + deep)).report.only("bios") == {"ssn": "1"}
