from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from firstbell.agents.models import Device, Section
from firstbell.agents.queries import fleet, told
from firstbell.calendar import actions as calendar
from firstbell.calendar import queries as calendars
from firstbell.platform.accounts.actors import system_actor

# A Tuesday; the half term before it ended on Friday 30 October.
NOW = datetime(2026, 11, 24, 8, 21, tzinfo=UTC)


@pytest.fixture
def heard(hartley):
    """`heard("ICT2-01", days=3)`: a device that was last heard of so many days ago."""

    def make(hostname, *, days=0, **words):
        at = NOW - timedelta(days=days)
        return Device.objects.create(
            school=hartley, hostname=hostname, first_seen_at=at, last_contact_at=at, **words
        )

    return make


@pytest.mark.parametrize(("days", "silent"), [(0, 0), (1, 1), (4, 2), (7, 5), (14, 10)])
def test_silence_counts_school_days_and_no_weekends(heard, hartley, days, silent):
    device = heard("ICT2-01", days=days)

    assert fleet.silent_days(hartley, device.last_contact_at, NOW) == silent


def test_holidays_do_not_make_a_device_silent(hartley):
    plan = calendars.usual_plan(hartley, 2026)
    calendar.add_year(hartley, plan, by=system_actor(), at=NOW)
    before = datetime(2026, 10, 23, 15, 0, tzinfo=UTC)
    after = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)

    assert fleet.silent_days(hartley, before, after) == 1


@pytest.mark.parametrize(
    ("op", "values", "names"),
    [
        ("over", [4], ["C", "D"]),
        ("under", [5], ["A", "B"]),
        ("is", [5], ["C"]),
        ("", [5], ["C"]),
        ("not", [5], ["A", "B", "D"]),
        ("between", [1, 5], ["B", "C"]),
        ("over", [0], ["B", "C", "D"]),
        ("is", [0], ["A"]),
        ("over", [4000], []),
        ("filled", [], ["A", "B", "C", "D"]),
        ("empty", [], []),
    ],
)
def test_the_list_of_silent_devices_says_the_same_as_the_number(heard, op, values, names):
    for name, days in (("A", 0), ("B", 4), ("C", 7), ("D", 60)):
        heard(name, days=days)

    found = Device.objects.filter(fleet.silent(op, values, NOW))

    assert sorted(found.values_list("hostname", flat=True)) == names


@pytest.mark.parametrize(
    "words", ["silent.over=long", "silent.between=1..x", "silent=", "silent.over=99999999"]
)
def test_a_silence_that_is_no_number_is_told_so_and_shows_all(
    heard, browser_of, ben_account, words
):
    heard("ICT2-01")

    page = browser_of(ben_account).get(f"/devices/?{words}").content.decode()

    assert "ICT2-01" in page
    assert words.endswith("=") or "Say for how many school days it is silent" in page


def test_the_numbers_at_a_glance_are_those_of_the_lists(heard, hartley):
    heard("A", os_name="Windows 11 Education", antivirus="on", encryption="on", memory_mb=16_384)
    heard("B", os_name="Windows 11 Education", antivirus="off", encryption="off", memory_mb=4_096)
    heard("C", days=30, os_name="", antivirus="unknown", disk_free_gb=3, approval="approved")

    found = fleet.overview(fleet.of_school(system_actor(), hartley), hartley, NOW)

    assert (found.total, found.heard_today, found.quiet, found.waiting) == (3, 2, 1, 2)
    assert [(one.label, one.n) for one in found.systems] == [
        ("Windows 11 Education", 2),
        ("Not told", 1),
    ]
    numbers = {one.label: one.n for one in (*found.protection, *found.worries)}
    assert numbers["Antivirus on and up to date"] == 1
    assert numbers["Antivirus off, or none"] == 1
    assert numbers["Disk not encrypted"] == 1
    assert numbers["Disk nearly full"] == 1
    assert numbers["Less than 8 GB of memory"] == 1


def test_what_a_device_did_not_tell_counts_neither_as_good_nor_as_bad(heard, hartley):
    heard("A")

    found = fleet.overview(fleet.of_school(system_actor(), hartley), hartley, NOW)

    assert {one.label for one in found.protection if one.n} == {
        "Antivirus not told", "Encryption not told", "Firewall not told",
    }  # fmt: skip
    assert not any(one.kind for one in found.protection if one.n)


def test_where_all_have_told_of_their_protection_no_line_says_otherwise(heard, hartley):
    heard("A", antivirus="on", encryption="on", firewall="on")
    heard("PRINTER", kind="printer")

    found = fleet.overview(fleet.of_school(system_actor(), hartley), hartley, NOW)

    assert not [one.label for one in found.protection if "not told" in one.label]


def section(device, name, *rows):
    Section.objects.create(
        device=device, name=name, document=json.dumps(rows), hash="x", changed_at=NOW
    )


def test_the_parts_of_a_machine_are_told_in_words(heard):
    device = heard("ICT2-01")
    section(device, "drives", {"letter": "C:", "total": 243_521, "free": 121_183, "filesystem": "NTFS",
                               "encrypt_name": "BitLocker", "encrypt_status": "Yes"})  # fmt: skip
    section(
        device, "memories", {"capacity": 8192, "type": "DDR4", "speed": "2666"}, {"type": "empty"}
    )
    section(device, "batteries", {"name": "DELL X", "capacity": 50_000, "real_capacity": 40_000})
    section(device, "networks", {"description": "Intel I219", "mac": "02:00:e0:01:c0:c0", "ipaddress": "10.20.4.226"},
            {"description": "Intel I219", "mac": "02:00:e0:01:c0:c0", "ipaddress6": "fe80::1"},
            {"description": "lo", "mac": "00:00:00:00:00:00", "ipaddress": "127.0.0.1"})  # fmt: skip

    groups = {group.title: group.lines for group in told.hardware(device)}

    assert list(groups) == ["Disks", "Memory", "Battery", "Network"]
    [disk] = groups["Disks"]
    assert disk.name == "C:"
    assert disk.detail == "118 GB of 238 GB free, NTFS, BitLocker: Yes"
    assert (disk.part, disk.whole) == (122_338, 243_521)
    assert groups["Memory"] == [told.Line("8 GB", "DDR4, 2666 MHz")]
    assert groups["Battery"][0].detail == "holds 80% of what it held when new"
    assert [line.detail for line in groups["Network"]] == [
        "02:00:e0:01:c0:c0, 10.20.4.226, fe80::1"
    ]


@pytest.mark.parametrize(
    "rows", [[{}], [{"total": "many", "free": "?"}], [{"capacity": -1}], [{"letter": "C:", "total": 0, "free": 0}]]
)  # fmt: skip
def test_parts_that_make_no_sense_are_left_out_and_break_nothing(heard, rows):
    device = heard("ICT2-01")
    for name in told.SHOWN:
        section(device, name, *rows)

    assert isinstance(told.hardware(device), list)


def test_the_pages_of_devices_answer_a_technician(heard, browser_of, ben_account):
    device = heard("ICT2-01", os_name="Windows 11 Education")
    section(device, "cpus", {"name": "i5", "core": 6})
    browser = browser_of(ben_account)

    for address, words in (
        ("/devices/", "ICT2-01"),
        ("/devices/at-a-glance/", "Windows 11 Education"),
        (f"/devices/{device.uid}/", "Processors"),
    ):
        page = browser.get(address)
        assert page.status_code == 200
        assert words in page.content.decode()


def test_licence_keys_are_never_on_the_page_of_a_device(heard, browser_of, ben_account):
    device = heard("ICT2-01")
    section(device, "licence_keys", {"key": "SECRET-KEY"})

    assert "SECRET-KEY" not in browser_of(ben_account).get(f"/devices/{device.uid}/").content.decode()  # fmt: skip


@pytest.mark.parametrize("address", ["/devices/", "/devices/at-a-glance/"])
def test_where_no_device_has_reported_a_lead_is_led_on_and_a_technician_to_no_closed_door(
    hartley, browser_of, asha_account, ben_account, address
):
    lead = browser_of(asha_account).get(address).content.decode()
    technician = browser_of(ben_account).get(address).content.decode()

    assert "Make an enrolment key</a>" in lead
    assert "No device has reported yet" in technician
    assert "/settings/enrolment-keys/new/" not in technician


def test_the_sections_of_a_report_go_by_plain_words_and_unknown_ones_as_they_came(
    heard, browser_of, ben_account
):
    device = heard("ICT2-01")
    for name, document in (
        ("drives", [{"letter": "C:", "systemdrive": True, "free": 40646}]),
        ("operatingsystem", [{"full_name": "Windows 11"}]),
        ("school_gate", [{"open": False}]),
        ("batteries", []),
    ):
        Section.objects.create(device=device, name=name, document=json.dumps(document), hash=name, changed_at=NOW)  # fmt: skip

    page = browser_of(ben_account).get(f"/devices/{device.uid}/").content.decode()

    for words in (
        "Drives and space",
        "Holds the system",
        "Free, MB",
        "<td>Yes</td>",
        "School gate",
        "<td>No</td>",
    ):
        assert words in page, words
    assert "operatingsystem" not in page
    assert "Batteries" not in page


def test_agents_with_known_holes_are_marked_at_a_glance(heard, hartley):
    for n, (agent, version) in enumerate(
        [("GLPI-Agent", "1.9"), ("GLPI-Agent", "1.18"), ("GLPI-Agent", "1.19-dev"), ("FusionInventory-Agent", "2.6-3"), ("", "")]
    ):  # fmt: skip
        heard(f"ICT1-{n}", agent=agent, agent_version=version)

    found = fleet.overview(fleet.of_school(system_actor(), hartley), hartley, NOW)

    marked = {one.label for one in found.agents if one.kind == "warn"}
    assert marked == {"GLPI-Agent 1.9", "FusionInventory-Agent 2.6-3"}
    assert {one.label for one in found.agents} - marked == {"GLPI-Agent 1.18", "GLPI-Agent 1.19-dev", "Not told"}  # fmt: skip
