from __future__ import annotations

from datetime import date

import pytest

from firstbell.lib.agentprotocol import (
    Battery,
    Disks,
    Dock,
    Encryption,
    Monitor,
    Printer,
    Program,
    System,
    facts,
    other_order,
)
from firstbell.lib.agentprotocol.tests.making import LAPTOP, laptop, report_of


def bios(**fields):
    return facts(laptop(bios=LAPTOP["bios"] | fields))


def test_a_laptop_in_one_look():
    found = facts(laptop(), "agent-1")

    assert (found.hostname, found.serial, found.serial_source) == ("LT-0412", "B5RX7R2", "system")
    assert (found.agent_uuid, found.uuid) == ("agent-1", "4C4C4544-0042-3510-8052-B6C04F583732")
    assert (found.maker, found.model, found.asset_tag) == (
        "Dell Inc.",
        "Latitude 5440",
        "SCH-00412",
    )
    assert (found.category, found.chassis, found.cpu) == (
        "laptop",
        "Notebook",
        "Intel Core i5-1345U",
    )
    assert found.system == System(
        "windows", "Windows 11", "Education", "23H2", "22631.4460", "x86_64"
    )
    assert (found.memory_mb, found.disks) == (16384, Disks(512110, 487000, 301000))
    assert (found.protection, found.firewall, found.battery_percent) == ("on", "on", 80)
    assert found.encryption == Encryption("on", "BitLocker", "XTS_AES_256")
    assert (found.last_user, found.addresses, found.domain) == (
        "j.marsh",
        ["10.20.5.24"],
        "school.example",
    )
    assert found.own_macs == ["f4:3b:d8:11:22:30"]


def test_of_nothing_reported_nothing_is_said():
    found = facts(report_of({}))

    assert (found.serial, found.uuid, found.category, found.cpu, found.last_user) == (
        "",
        "",
        "",
        "",
        "",
    )
    assert (found.protection, found.firewall, found.encryption.state) == (
        "unknown",
        "unknown",
        "unknown",
    )
    assert (found.memory_mb, found.disks, found.battery_percent) == (None, Disks(), None)
    assert found.system == System()


# Identity


@pytest.mark.parametrize(
    "filler", ["To Be Filled By O.E.M.", "System Serial Number", "0", "None", "Default string"]
)
def test_a_filler_is_no_serial_and_the_board_speaks_for_the_machine(filler):
    assert (bios(ssn=filler).serial, bios(ssn=filler).serial_source) == ("B5RX7R2", "system")
    found = bios(ssn=filler, msn="PF1X2Y3Z")
    assert (found.serial, found.serial_source) == ("PF1X2Y3Z", "board")
    assert bios(ssn=filler, msn=filler).serial == ""


def test_a_chassis_comes_before_a_board():
    found = bios(ssn="", enclosureserial="CH-778", msn="PF1X2Y3Z")

    assert (found.serial, found.serial_source) == ("CH-778", "chassis")


def test_what_android_gives_for_a_serial_is_none():
    android = {"operatingsystem": {"full_name": "Android 13"}, "bios": {"ssn": "5a30d8711bbadc9d"}}

    assert facts(report_of(android)).serial == ""
    assert facts(report_of(android | {"bios": {"ssn": "R52N70ABCDE"}})).serial == "R52N70ABCDE"


def test_the_uuid_again_is_no_serial():
    same = {"bios": {"ssn": "4C4C4544004235108052B6C04F583732"}, "hardware": LAPTOP["hardware"]}

    assert facts(report_of(same)).serial == ""


@pytest.mark.parametrize(
    ("told", "uuid"),
    [
        ("4c4c4544-0042-3510-8052-b6c04f583732", "4C4C4544-0042-3510-8052-B6C04F583732"),
        (
            "{4C4C454400423510 8052B6C04F583732}".replace(" ", ""),
            "4C4C4544-0042-3510-8052-B6C04F583732",
        ),
        ("00000000-0000-0000-0000-000000000000", ""),
        ("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", ""),
        ("03000200-0400-0500-0006-000700080009", ""),
        ("00000000-0000-1000-8000-0017F2D11432", "00000000-0000-1000-8000-0017F2D11432"),
        ("5a30d8711bbadc9d", "5A30D8711BBADC9D"),
        ("Not Settable", ""),
        ("none", ""),
    ],
)
def test_a_uuid_that_many_machines_share_is_none(told, uuid):
    assert facts(report_of({"hardware": {"uuid": told}})).uuid == uuid


def test_the_same_uuid_in_the_other_order():
    swapped = other_order("4C4C4544-0042-3510-8052-B6C04F583732")

    assert swapped == "44454C4C-4200-1035-8052-B6C04F583732"
    assert other_order(swapped) == "4C4C4544-0042-3510-8052-B6C04F583732"
    assert other_order("5A30D8711BBADC9D") == ""


def test_an_asset_tag_that_is_a_filler_or_the_serial_again_is_none():
    assert [bios(assettag=tag).asset_tag for tag in ("No Asset Tag", "release-keys", "b5rx7r2", " IT 0042 ")] == ["", "", "", "IT 0042"]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "hostname"),
    [("PC-1.school.example", "PC-1"), ("10.1.2.3", "10.1.2.3"), ("", "LT-0412")],
)
def test_a_host_name_is_without_its_domain_and_else_from_the_deviceid(name, hostname):
    assert facts(report_of({"hardware": {"name": name}})).hostname == hostname


@pytest.mark.parametrize(
    ("told", "name"), [("SCHOOL\\j.marsh", "j.marsh"), ("wtmp", ""), ("", "asha")]
)
def test_the_last_user_is_a_name(told, name):
    found = facts(report_of({"hardware": {"lastloggeduser": told}, "users": [{"login": "asha"}]}))

    assert found.last_user == name


# What hangs on it


def test_a_battery_has_a_health_only_when_both_figures_came():
    def percent(**figures):
        return facts(report_of({"batteries": [{"name": "b", **figures}]})).batteries[0].percent

    assert percent(capacity=57532, real_capacity=48807) == 85
    assert percent(capacity=50000, real_capacity=51000) == 100
    assert percent(capacity=50000, real_capacity=0) is None
    assert percent(capacity=0, real_capacity=100) is None
    assert percent(capacity=93) is None
    assert percent(capacity=100, real_capacity=90000) is None


def test_the_worst_battery_speaks_for_the_machine():
    rows = [
        {"capacity": 100, "real_capacity": 90},
        {"capacity": 100, "real_capacity": 40},
        {"capacity": 5},
    ]
    found = facts(report_of({"batteries": rows}))

    assert found.battery_percent == 40
    assert found.batteries[2] == Battery("", "", "", None, 5, None)


def test_monitors_docks_and_printers_come_with_their_serials():
    found = facts(
        report_of(
            {
                "monitors": [
                    {"name": "DELL P2419H", "manufacturer": "Dell Inc.", "serial": "CFV9N9028F6", "description": "12/2021"},
                    {"caption": "B140HAN", "serial": "0", "port": "eDP-1"},
                ],
                "usbdevices": [
                    {"name": "Dock G5", "manufacturer": "HP, Inc", "serial": "0XX1234567", "vendorid": "03F0", "productid": "046B"},
                    {"caption": "HP USB-C Docking Station", "serial": "0XX1234567"},
                    {"name": "docker bridge"},
                    {"name": "ThinkPad USB-C Dock Audio", "serial": "000000000001"},
                    {"caption": "Dell WD19TB", "serial": "5RTX7R2"},
                    {"name": "USB Keyboard", "serial": "K1"},
                ],
                "printers": [{"name": "Office", "driver": "HP", "port": "USB001", "serial": "MY47L1W1J", "network": "0"}],
            }
        )
    )  # fmt: skip

    assert found.monitors == [
        Monitor("DELL P2419H", "Dell Inc.", "CFV9N9028F6", "12/2021"),
        Monitor("B140HAN", "", "", "", "eDP-1", built_in=True),
    ]
    assert found.docks == [
        Dock("Dock G5", "HP, Inc", "0XX1234567", "03F0", "046B"),
        Dock("Dell WD19TB", "", "5RTX7R2"),
    ]
    assert found.printers == [Printer("Office", "HP", "USB001", "MY47L1W1J", network=False)]


# Programs


def test_programs_are_rows_that_say_what_they_are():
    chrome, update = facts(laptop()).programs

    assert chrome == Program("Google Chrome", "Google LLC", "130.0.6723.117", "x86_64", "registry", date(2026, 11, 12), "{52E6B438-F2A7-269E-6513-0C5CA6A3A450}", "program")  # fmt: skip
    assert (update.name, update.kind, update.installed_on) == ("KB5046633", "update", None)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"from": "registry"}, "program"),
        ({"from": "registry", "system_category": "system_component"}, "component"),
        ({"from": "uwp", "system_category": "application"}, "app"),
        ({"from": "Android"}, "app"),
        ({"from": "deb"}, "package"),
        ({"from": "rpm"}, "package"),
        ({"from": "registry", "system_category": "hotfix"}, "update"),
        ({}, "program"),
    ],
)
def test_where_a_program_comes_from_says_what_kind_it_is(row, kind):
    assert facts(report_of({"softwares": [{"name": "x", **row}]})).programs[0].kind == kind


def test_a_program_without_a_name_is_called_by_its_guid_or_is_none():
    rows = [{"guid": "CCleaner"}, {"version": "1"}, {"name": "N/A", "version": "255.255.65535.0"}]

    assert [program.name for program in facts(report_of({"softwares": rows})).programs] == [
        "CCleaner"
    ]


def test_addresses_that_only_the_machine_can_see_are_left_out():
    rows = [
        {"ipaddress": ["10.1.1.1", "10.1.1.2"], "ipaddress6": "fe80::1"},
        {"ipaddress": "127.0.0.1"},
        {"ipaddress": "10.1.1.1"},
        {"ipaddress": "10.9.9.9", "status": "down"},
        {"ipaddress6": "2a0c::1"},
    ]

    assert facts(report_of({"networks": rows})).addresses == ["10.1.1.1", "10.1.1.2", "2a0c::1"]


def test_a_printer_on_the_network_tells_its_own_addresses():
    assert facts(
        report_of({"network_device": {"ips": ["10.59.29.175", "127.0.0.1"]}})
    ).addresses == ["10.59.29.175"]
