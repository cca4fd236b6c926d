from __future__ import annotations

import json

import pytest

from firstbell.lib.agentprotocol import opened, read
from firstbell.lib.agentprotocol.tests.making import body, report_of, section, xml_report


def only(name: str, row: object):
    return report_of({name: row}).only(name)


def test_sections_of_one_thing_are_lists_of_one():
    report = report_of(
        {"bios": {"ssn": "A1"}, "hardware": [{"name": "pc"}], "softwares": {"name": "One"}}
    )

    assert report.sections == {
        "bios": [{"ssn": "A1"}],
        "hardware": [{"name": "pc"}],
        "softwares": [{"name": "One"}],
    }
    assert report.oddities == []


def test_names_are_lower_case_and_texts_trimmed_and_empty_ones_left_out():
    row = {
        "SSN": " A1\n",
        "Smodel": "",
        "assettag": None,
        "bversion": "  ",
        "nothing": [],
        "none": {},
    }

    assert only("BIOS".lower(), row) == {"ssn": "A1"}


def test_arrays_where_texts_belong_are_joined():
    row = {
        "ipaddress": ["10.0.0.1", None, " 10.0.0.2 "],
        "deep": [{"b": 1, "a": [2]}],
        "mac": "AA:BB:CC:00:11:22",
    }

    assert only("networks", row) == {
        "ipaddress": "10.0.0.1, 10.0.0.2",
        "deep": '[{"a": [2], "b": 1}]',
        "mac": "aa:bb:cc:00:11:22",
    }


def test_what_is_inside_a_field_gets_a_name_with_a_dot():
    row = {"timezone": {"name": "Europe/London", "offset": "+0000"}, "name": "Windows"}

    assert only("operatingsystem", row) == {
        "timezone.name": "Europe/London",
        "timezone.offset": "+0000",
        "name": "Windows",
    }


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("8192", 8192),
        ("8192 MB", 8192),
        ("1333.7", 1333),
        (8192, 8192),
        (8192.9, 8192),
        ("-1", -1),
        ("3.954V", 3),
    ],
)
def test_numbers_come_as_texts_and_as_numbers(value, number):
    assert only("memories", {"capacity": value}) == {"capacity": number}


def test_what_is_no_number_where_one_belongs_is_kept_as_it_came():
    assert only("memories", {"capacity": "unknown", "caption": "x"}) == {
        "capacity": "unknown",
        "caption": "x",
    }


@pytest.mark.parametrize(
    ("value", "verdict"), [("1", True), (1, True), ("Yes", True), (True, True), ("0", False), ("false", False), ("maybe", "maybe")]
)  # fmt: skip
def test_yes_and_no_come_in_many_ways(value, verdict):
    assert only("antivirus", {"enabled": value}) == {"enabled": verdict}


@pytest.mark.parametrize(
    ("section_", "field", "text", "read_as"),
    [
        ("softwares", "install_date", "2024-11-12", "2024-11-12"),
        ("softwares", "install_date", "12/11/2024", "2024-11-12"),
        ("softwares", "install_date", "20241112", "2024-11-12"),
        ("softwares", "install_date", "2006-08-20 12:06", "2006-08-20"),
        ("softwares", "install_date", "31/12/24", "2024-12-31"),
        ("softwares", "install_date", "01/01/1970", None),
        ("softwares", "install_date", "1601-01-01", None),
        ("softwares", "install_date", "0000-00-00", None),
        ("softwares", "install_date", "yesterday", None),
        ("softwares", "install_date", "2024-13-45", None),
        ("bios", "bdate", "03/04/2024", "2024-03-04"),
        ("bios", "bdate", "23/04/2024", "2024-04-23"),
        ("operatingsystem", "boot_time", "2024-11-14 07:55:02", "2024-11-14 07:55:02"),
        ("operatingsystem", "boot_time", "2015-04-17T03:02:45Z", "2015-04-17 03:02:45"),
        ("operatingsystem", "boot_time", "2022-21-09 05:21:23", None),
    ],
)
def test_dates_come_in_every_order_and_fillers_are_dropped(section_, field, text, read_as):
    assert only(section_, {field: text, "name": "x"}).get(field) == read_as


def test_a_text_of_two_megabytes_is_cut():
    assert len(only("softwares", {"name": "x" * 2_000_000})["name"]) == 4_000


def test_characters_that_no_database_takes_are_left_out():
    message = b'{"deviceid":"a\\u0000b","content":{"bios":{"ssn":"A\\u00001\\u0007","smodel":"x\\ud800y","ok":"B\\u00fcro"}}}'
    report = read(opened("", message)).report

    assert report.deviceid == "ab"
    assert report.only("bios") == {"ssn": "A1", "smodel": "x?y", "ok": "Büro"}
    json.dumps(report.sections, ensure_ascii=False).encode()


def test_bytes_that_are_no_utf_8_are_replaced():
    report = read(opened("", b'{"deviceid":"a","content":{"bios":{"ssn":"A\xe9\xff1"}}}')).report

    assert report.only("bios") == {"ssn": "A��1"}


def test_numbers_that_are_none_are_left_out():
    report = read(opened("", b'{"deviceid":"a","content":{"bios":{"a":NaN,"b":Infinity,"c":1e999,"ssn":"1","d":12345678901234567890123}}}')).report  # fmt: skip

    assert report.only("bios") == {"ssn": "1", "d": "12345678901234567890123"}


def test_unknown_sections_are_kept_and_wrong_shapes_are_said():
    report = report_of({"teapots": [{"colour": "red"}], "cpus": "many", "bios": [{"ssn": "1"}, {"ssn": "2"}], "users": ["root", {"login": "a"}]})  # fmt: skip

    assert report.sections == {
        "teapots": [{"colour": "red"}],
        "bios": [{"ssn": "1"}],
        "users": [{"login": "a"}],
    }
    assert report.oddities == [
        "cpus: 1 entries are no rows of fields.",
        "bios: 2 came where there is one; the first was kept.",
        "users: 1 entries are no rows of fields.",
    ]


def test_an_empty_list_says_that_there_are_none_and_is_kept():
    assert report_of({"antivirus": [], "printers": None}).sections == {"antivirus": []}


def test_at_most_thirty_thousand_rows_are_kept():
    report = report_of({"softwares": [{"name": "a"}] * 30_001})

    assert len(report.rows("softwares")) == 30_000
    assert report.oddities == ["softwares: 30001 rows came, the first 30000 were kept."]


def test_a_row_of_too_many_fields_and_a_report_of_too_many_sections_are_cut():
    assert len(only("bios", {f"f{at}": {"a": 1} for at in range(1_000)})) == 300
    assert len(only("bios", {f"f{at}": "x" for at in range(1_000)})) == 300
    report = report_of({f"s{at}": {"a": "b"} for at in range(300)})
    assert (len(report.sections), len(report.oddities)) == (200, 1)


def test_an_item_type_that_nobody_knows_is_a_computer():
    assert read(opened("", body(itemtype="Toaster"))).report.itemtype == "Computer"
    assert read(opened("", body(itemtype="Phone"))).report.itemtype == "Phone"


def test_xml_has_the_names_of_the_json():
    report = xml_report(
        section("firewall", profile="DomainProfile", status="on")
        + section("softwares", name="A & B", installdate="12/11/2024", filesize="1234")
        + section("storages", serialnumber="S1", interface="nvme")
        + section("memories", serialnumber="M1", capacity="2048")
        + section("networks", macaddr="00:17:F2:D1:14:32", virtualdev="0", status="Up")
        + "<LOCAL_GROUPS><NAME>wheel</NAME><MEMBER>root</MEMBER><MEMBER>asha</MEMBER></LOCAL_GROUPS>"
        + section("licenseinfos", name="Office", oem="1")
        + "<VERSIONCLIENT>FusionInventory-Agent_v2.6</VERSIONCLIENT>"
        + section("user", login="dpi")
    )

    assert report.client == "FusionInventory-Agent_v2.6"
    assert report.sections == {
        "firewalls": [{"profile": "DomainProfile", "status": "on"}],
        "softwares": [{"name": "A & B", "install_date": "2024-11-12", "filesize": 1234}],
        "storages": [{"serial": "S1", "interface": "NVME"}],
        "memories": [{"serialnumber": "M1", "capacity": 2048}],
        "networks": [{"mac": "00:17:f2:d1:14:32", "virtualdev": False, "status": "up"}],
        "local_groups": [{"name": "wheel", "members": "root, asha"}],
        "licenseinfos": [{"name": "Office"}],
        "users": [{"login": "dpi"}],
    }


def test_xml_that_real_agents_write_badly_is_mended():
    content = "<SOFTWARES><NAME>Tom & Jerry \x01\x0b&#0;&#x1F; < 3</NAME></SOFTWARES>"

    assert xml_report(content).only("softwares") == {"name": "Tom & Jerry  < 3"}


def test_xml_in_another_encoding_is_read():
    message = "<?xml version='1.0' encoding='{}'?><REQUEST><CONTENT><BIOS><SMODEL>Périphérique</SMODEL></BIOS></CONTENT><DEVICEID>a</DEVICEID></REQUEST>"
    for encoding in ("iso-8859-1", "windows-1252", "utf-8"):
        said = message.format(encoding).encode(encoding)
        assert read(opened("", said)).report.only("bios") == {"smodel": "Périphérique"}
    mislabelled = message.format("iso-8859-1").encode()
    assert read(opened("", mislabelled)).report.only("bios") == {"smodel": "Périphérique"}
    nonsense = message.format("klingon").encode()
    assert read(opened("", nonsense)).report.only("bios") == {"smodel": "Périphérique"}
