from __future__ import annotations

from datetime import date

import pytest

from firstbell.lib.agentprotocol import Antivirus, Encryption, facts
from firstbell.lib.agentprotocol.tests.making import report_of


def protection(*products):
    return facts(report_of({"antivirus": list(products)})).protection


def encryption(*drives):
    return facts(report_of({"drives": list(drives)})).encryption


def firewall(*states):
    rows = [{"profile": f"p{at}", "status": state} for at, state in enumerate(states)]
    return facts(report_of({"firewalls": rows})).firewall


def drive(letter: str, status: str | None = None, **more):
    told = {} if status is None else {"encrypt_name": "BitLocker", "encrypt_status": status}
    return {"letter": letter, "type": "Local Disk", "systemdrive": letter == "C:", **told, **more}


ON, OLD, OFF = (
    {"enabled": True, "uptodate": True},
    {"enabled": True, "uptodate": False},
    {"enabled": False},
)


@pytest.mark.parametrize(
    ("products", "verdict"),
    [
        ([ON], "on"), ([OFF], "off"), ([OLD], "out_of_date"), ([OFF, ON], "on"), ([OLD, ON], "on"), ([OFF, OFF], "off"),
        ([OLD, OFF], "out_of_date"), ([{"enabled": True}], "on"), ([{"enabled": "1", "uptodate": "0"}], "out_of_date"),
        ([{"name": "Sophos"}], "unknown"), ([OFF, {"name": "Sophos"}], "unknown"), ([], "none"),
    ],
)  # fmt: skip
def test_one_antivirus_that_is_on_and_current_is_enough(products, verdict):
    assert protection(*({"name": "a", **product} for product in products)) == verdict


def test_no_word_of_antivirus_is_not_no_antivirus():
    assert facts(report_of({"bios": {"ssn": "1"}})).protection == "unknown"


def test_an_antivirus_comes_with_all_that_is_told_of_it():
    row = {"name": "ESET", "company": "ESET s.r.o.", "version": "11", "enabled": "1", "uptodate": "1", "base_creation": "2024-11-14", "expiration": "31/12/2025"}  # fmt: skip

    assert facts(report_of({"antivirus": [row]})).antivirus == [
        Antivirus("ESET", "ESET s.r.o.", "11", True, True, date(2024, 11, 14), date(2025, 12, 31))
    ]


def test_encryption_is_that_of_the_drives_that_stay():
    assert encryption(drive("C:", "Yes", encrypt_algo="XTS_AES_128")) == Encryption(
        "on", "BitLocker", "XTS_AES_128"
    )
    assert encryption(drive("C:", "No")).state == "off"
    assert encryption(drive("C:", "Yes"), drive("D:", "No")).state == "part"
    assert encryption(drive("C:", "No"), drive("D:", "Yes")).state == "part"
    assert encryption(drive("C:", "Yes"), drive("E:", "No", type="Removable Disk")).state == "on"
    assert encryption(drive("C:"), drive("D:", "Yes")).state == "part"


@pytest.mark.parametrize("status", [None, "Unknown", ""])
def test_no_word_of_encryption_is_not_no_encryption(status):
    assert encryption(drive("C:", status)).state == "unknown"
    assert facts(report_of({})).encryption.state == "unknown"


def test_a_linux_system_is_encrypted_though_its_boot_partition_cannot_be():
    luks = {"encrypt_name": "LUKS1", "encrypt_status": "Yes", "encrypt_algo": "aes-xts-plain64"}
    drives = [{"type": "/", "filesystem": "ext4", **luks}, {"type": "/boot", "filesystem": "ext4"}]

    assert encryption(*drives) == Encryption("on", "LUKS1", "aes-xts-plain64")


@pytest.mark.parametrize(
    ("states", "verdict"),
    [(["on", "on", "on"], "on"), (["on", "off", "on"], "part"), (["off"], "off"), (["?"], "unknown"), ([], "unknown"), (["on", "?"], "on")],
)  # fmt: skip
def test_a_firewall_is_on_when_every_profile_is(states, verdict):
    assert firewall(*states) == verdict
