"""What tells one machine from another: serials, uuids, names; what firmware fills in is nothing."""

from __future__ import annotations

import re
from typing import Final, Literal

from firstbell.lib.agentprotocol.reports import Report
from firstbell.lib.parsing import is_junk_serial

SerialSource = Literal["system", "chassis", "board", "device", ""]

_DASHED: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_PLAIN: Final = re.compile(r"[0-9a-f]{32}")
_OTHER_ID: Final = re.compile(r"(?=.*\d)[0-9a-z-]{8,64}")
_DELL_BOARD: Final = re.compile(r"/([A-Z0-9]{5,7})/[A-Z0-9]+/")
_DEVICEID: Final = re.compile(r"(.+?)-\d{4}-\d{2}-\d{2}-\d{2}-\d{2}-\d{2}$")
_ANDROID_ID: Final = re.compile(r"[0-9a-f]{16}")
_WHOLE_NUMBERS: Final = re.compile(r"[0-9.]+")
_JUNK_UUIDS: Final = frozenset(
    {
        "03000200-0400-0500-0006-000700080009",
        "00020003-0004-0005-0006-000700080009",
        "12345678-1234-5678-90ab-cddeefaabbcc",
        "12345678-1234-1234-1234-123456789012",
        "fefefefe-fefe-fefe-fefe-fefefefefefe",
        "11111111-2222-3333-4444-555555555555",
        "00112233-4455-6677-8899-aabbccddeeff",
    }
)
_JUNK: Final = frozenset({"releasekeys", "testkeys", "devkeys", "noassettag", "assettag1234567890", "systemboard"})  # fmt: skip


def serial(report: Report) -> tuple[str, SerialSource]:
    """The system's serial; failing that the chassis' or the board's, and which it was."""
    device = _told(report.text("network_device", "serial"))
    if device:
        return device, "device"
    uuid = report.text("hardware", "uuid").replace("-", "").lower()
    places: tuple[tuple[str, SerialSource], ...] = (
        ("ssn", "system"), ("enclosureserial", "chassis"), ("biosserial", "chassis"), ("msn", "board"),
    )  # fmt: skip
    for name, source in places:
        text = report.text("bios", name)
        dell = _DELL_BOARD.match(text)
        if dell and not is_junk_serial(dell[1]):
            return dell[1], "system"
        told = _told(text)
        if told and told.replace("-", "").lower() != uuid and not _is_android_id(told, report):
            return told, source
    return "", ""


def uuid(report: Report) -> str:
    """The firmware's uuid in capitals; empty when it is one that many machines share."""
    text = report.text("hardware", "uuid").strip("{} ").lower()
    if _PLAIN.fullmatch(text):
        text = f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    if _DASHED.fullmatch(text):
        return "" if text in _JUNK_UUIDS or len(set(text) - {"-"}) < 3 else text.upper()
    return "" if is_junk_serial(text) or not _OTHER_ID.fullmatch(text) else text.upper()


def other_order(uuid: str) -> str:
    """The same uuid with its first three groups byte-swapped, as other systems read the same firmware."""
    if not _DASHED.fullmatch(uuid.lower()):
        return ""
    first, second, third, rest = uuid.split("-", 3)
    return "-".join([*(_swapped(group) for group in (first, second, third)), rest])


def hostname(report: Report) -> str:
    name = (
        report.text("hardware", "name")
        or report.text("network_device", "name")
        or report.text("operatingsystem", "fqdn")
        or _host_of(report.deviceid)
    )
    short = name if _WHOLE_NUMBERS.fullmatch(name) else name.partition(".")[0]
    return short[:255]


def asset_tag(report: Report, serial: str) -> str:
    """The tag that somebody wrote into the firmware; a maker's filler, or the serial again, is none."""
    told = _told(report.text("bios", "assettag"))
    return "" if told.lower() == serial.lower() else told


def told(text: str) -> str:
    """A serial that says something, or nothing."""
    return _told(text)


def _is_android_id(text: str, report: Report) -> bool:
    """What Android gives in place of a serial is another one after each reset."""
    system = f"{report.text('operatingsystem', 'full_name')} {report.text('hardware', 'osname')}"
    return "android" in system.lower() and _ANDROID_ID.fullmatch(text.lower()) is not None


def _told(text: str) -> str:
    text = " ".join(text.split())[:120]
    return "" if is_junk_serial(text, _JUNK) else text


def _host_of(deviceid: str) -> str:
    found = _DEVICEID.match(deviceid)
    return found[1] if found else deviceid


def _swapped(group: str) -> str:
    return "".join(group[at : at + 2] for at in range(len(group) - 2, -1, -2))
