from __future__ import annotations

import pytest

from firstbell.lib.agentprotocol import Disks, System, facts
from firstbell.lib.agentprotocol.tests.making import LAPTOP, laptop, report_of


def system(**fields):
    return facts(report_of({"operatingsystem": fields})).system


# What it is


@pytest.mark.parametrize(
    ("chassis", "category"),
    [
        ("Notebook", "laptop"), ("Sub Notebook", "laptop"), ("Convertible", "laptop"), ("Desktop", "desktop"),
        ("Low Profile Desktop", "desktop"), ("Mini Tower", "desktop"), ("All in One", "all_in_one"),
        ("Tablet", "tablet"), ("Rack Mount Chassis", "server"), ("Space-saving", "desktop"),
    ],
)  # fmt: skip
def test_the_chassis_says_what_it_is(chassis, category):
    assert facts(report_of({"hardware": {"chassis_type": chassis}})).category == category


@pytest.mark.parametrize(
    ("content", "category"),
    [
        ({"bios": {"smodel": "MacBookPro18,3"}}, "laptop"),
        ({"bios": {"smodel": "iMac21,1"}}, "all_in_one"),
        ({"bios": {"smodel": "Macmini9,1"}}, "desktop"),
        ({"batteries": [{"name": "a"}]}, "laptop"),
        ({"hardware": {"vmsystem": "VMware", "chassis_type": "Desktop"}}, "virtual_machine"),
        ({"hardware": {"vmsystem": "Physical", "chassis_type": "Tower"}, "operatingsystem": {"full_name": "Microsoft Windows Server 2019 Standard"}}, "server"),
        ({"operatingsystem": {"full_name": "Android 13"}, "bios": {"smodel": "SM-T510"}}, "tablet"),
        ({"operatingsystem": {"full_name": "Android 13"}, "simcards": [{"operator_name": "EE"}]}, "phone"),
        ({"operatingsystem": {"full_name": "Android 13"}, "simcards": [{"state": "ABSENT"}]}, "tablet"),
        ({"network_device": {"type": "Printer"}}, "printer"),
        ({"network_device": {"type": "Networking"}}, "network"),
        ({"hardware": {"chassis_type": "Unknown"}}, ""),
    ],
)  # fmt: skip
def test_what_else_says_what_it_is(content, category):
    assert facts(report_of(content)).category == category


def test_the_item_type_comes_first():
    assert facts(report_of({}, itemtype="Printer")).category == "printer"
    assert facts(report_of({}, itemtype="NetworkEquipment")).category == "network"
    assert facts(report_of({}, itemtype="Phone")).category == "phone"


# Operating systems


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"full_name": "Microsoft Windows 10 Enterprise", "version": "10.0.19044"},
         System("windows", "Windows 10", "Enterprise", "", "19044", "")),
        ({"full_name": "Microsoft Windows 10 Pro", "service_pack": "22631.1", "version": "23H2"},
         System("windows", "Windows 11", "Pro", "23H2", "22631.1", "")),
        ({"full_name": "Microsoft Windows Server 2012 R2 Standard", "kernel_version": "6.3.9600"},
         System("windows", "Windows Server 2012 R2", "Standard", "", "9600", "")),
        ({"full_name": "Microsoft® Windows 8.1 Professionnel", "arch": "32-bit"},
         System("windows", "Windows 8.1", "Professionnel", "", "", "x86")),
        ({"full_name": "Windows"}, System("windows", "Windows", "", "", "", "")),
        ({"name": "MacOSX", "full_name": "Mac OS X", "version": "10.6.8 (10K549)"},
         System("macos", "macOS", "", "10.6.8", "10K549", "")),
        ({"name": "macOS", "full_name": "macOS Sonoma", "version": "14.5", "arch": "arm64"},
         System("macos", "macOS", "Sonoma", "14.5", "", "arm64")),
        ({"name": "Debian GNU/Linux", "full_name": "Debian GNU/Linux 12 (bookworm)", "version": "12", "kernel_name": "linux", "kernel_version": "6.1"},
         System("linux", "Debian GNU/Linux", "bookworm", "12", "6.1", "")),
        ({"full_name": "Snow Cone Android 12.0 api 31", "version": "31", "kernel_name": "linux", "arch": "arm64-v8a,armeabi"},
         System("android", "Android", "", "12.0", "API 31", "arm64-v8a")),
        ({"full_name": "Microsoft(R) Windows(R) Server 2003 R2 Standard"},
         System("windows", "Windows Server 2003 R2", "Standard", "", "", "")),
        ({"full_name": "Microsoft Windows 10 IoT Enterprise LTSC", "version": "21H2", "service_pack": "19044.5854"},
         System("windows", "Windows 10", "IoT Enterprise LTSC", "21H2", "19044.5854", "")),
        ({"name": "Fedora", "full_name": "Fedora 31 (Workstation Edition)", "version": "31 (Workstation Edition)", "kernel_name": "linux"},
         System("linux", "Fedora", "Workstation Edition", "31", "", "")),
        ({"name": "Chrome OS", "version": "120"}, System("chromeos", "Chrome OS", "", "120", "", "")),
        ({"name": "FreeBSD", "version": "13"}, System("other", "FreeBSD", "", "13", "", "")),
    ],
)  # fmt: skip
def test_an_operating_system_has_the_name_people_use(told, found):
    assert system(**told) == found


def test_old_agents_told_the_system_among_the_hardware():
    found = facts(
        report_of(
            {"hardware": {"osname": "Microsoft Windows 7 Professional", "osversion": "6.1.7601"}}
        )
    )

    assert found.system == System("windows", "Windows 7", "Professional", "", "7601", "")


# Sizes


@pytest.mark.parametrize(
    ("seen", "modules", "memory"),
    [(7800, [4096, 4096], 8192), (4096, [], 4096), (24105, [0], 24105), (16000, [1], 16000), (None, [8192], 8192), (None, [], None)],
)  # fmt: skip
def test_memory_is_what_the_modules_add_up_to_unless_they_cannot(seen, modules, memory):
    content = {
        "hardware": {"memory": seen, "name": "a"},
        "memories": [{"capacity": size} for size in modules],
    }

    assert facts(report_of(content)).memory_mb == memory


def test_disks_that_can_be_pulled_out_are_none_of_its_own():
    stick = {"disksize": 64000, "interface": "USB", "type": "Disk"}

    assert facts(laptop(storages=[*LAPTOP["storages"], stick])).disks.total_mb == 512110
    assert facts(laptop(storages=[])).disks.total_mb == 487000


def test_a_sccm_export_counts_drives_in_kilobytes():
    content = {"versionclient": "SCCM-v2.4.1", "drives": [{"letter": "Windows", "volumn": "C:", "total": 249083904, "free": 169840640}]}  # fmt: skip

    assert facts(report_of(content)).disks == Disks(243246, 243246, 165860)
