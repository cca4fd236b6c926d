"""Antivirus, encryption and firewall as reported. Nothing reported is `unknown`, never `off`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, NamedTuple

from firstbell.lib.agentprotocol.dates import as_date
from firstbell.lib.agentprotocol.reports import Report
from firstbell.lib.agentprotocol.typed import as_boolean
from firstbell.lib.agentprotocol.vocabulary import Row

State = Literal["on", "off", "part", "unknown"]
Protection = Literal["on", "out_of_date", "off", "none", "unknown"]

_NOT_FIXED: Final = re.compile(
    r"removable|\bcd\b|dvd|compact disc|optical|network|ram disk|floppy|usb", re.IGNORECASE
)
_NOT_REAL: Final = frozenset(
    {"tmpfs", "devtmpfs", "overlay", "squashfs", "iso9660", "udf", "cdfs", "nfs", "nfs4", "cifs", "smbfs", "fuse", "proc"}
)  # fmt: skip


class Antivirus(NamedTuple):
    name: str
    company: str = ""
    version: str = ""
    enabled: bool | None = None
    up_to_date: bool | None = None
    signatures_on: date | None = None
    expires_on: date | None = None


class Encryption(NamedTuple):
    state: State = "unknown"
    name: str = ""
    algorithm: str = ""


def antivirus(report: Report) -> list[Antivirus]:
    return [
        Antivirus(
            name=str(row.get("name", "")) or "Antivirus",
            company=str(row.get("company", "")),
            version=str(row.get("version", "")),
            enabled=_verdict(row, "enabled"),
            up_to_date=_verdict(row, "uptodate"),
            signatures_on=as_date(row.get("base_creation")),
            expires_on=as_date(row.get("expiration")),
        )
        for row in report.rows("antivirus")
    ]


def protection(report: Report, found: list[Antivirus]) -> Protection:
    """One that is on and current is enough: Defender steps aside for another by itself."""
    if not found:
        return "none" if "antivirus" in report.sections else "unknown"
    running = [one for one in found if one.enabled]
    if any(one.up_to_date is not False for one in running):
        return "on"
    if running:
        return "out_of_date"
    return "off" if all(one.enabled is False for one in found) else "unknown"


def encryption(report: Report) -> Encryption:
    drives = fixed_drives(report.rows("drives"))
    told = [(drive, state) for drive in drives if (state := _encrypted(drive)) is not None]
    if not told:
        return Encryption()
    names = next((drive for drive, state in told if state), told[0][0])
    return Encryption(
        _whole(drives, told), str(names.get("encrypt_name", "")), str(names.get("encrypt_algo", ""))
    )


def firewall(report: Report) -> State:
    """On when every profile that is reported is on."""
    told = [
        state for row in report.rows("firewalls") if (state := _verdict(row, "status")) is not None
    ]
    return _state(told) if told else "unknown"


def fixed_drives(rows: Iterable[Row]) -> list[Row]:
    """The drives that stay in the machine: no sticks, discs, shares or memory."""
    return [row for row in rows if _is_fixed(row)]


def system_drive(drives: list[Row]) -> Row:
    for drive in drives:
        if drive.get("systemdrive") is True:
            return drive
    for drive in drives:
        if (
            "C:" in {drive.get("letter"), drive.get("volumn")}
            or drive.get("type") == "/"
            or drive.get("mount") == "/"
        ):
            return drive
    return drives[0] if len(drives) == 1 else {}


def _is_fixed(row: Row) -> bool:
    kind, system = str(row.get("type", "")), str(row.get("filesystem", "")).lower()
    if kind.startswith("/"):  # where it is mounted
        return system not in _NOT_REAL and not kind.startswith(
            ("/media/", "/mnt/", "/run/", "/Volumes/")
        )
    described = f"{kind} {row.get('description', '')}"
    return system not in _NOT_REAL and not _NOT_FIXED.search(described)


def _encrypted(drive: Row) -> bool | None:
    return as_boolean(drive.get("encrypt_status", ""))


def _whole(drives: list[Row], told: list[tuple[Row, bool]]) -> State:
    """Of the machine: a system drive that says nothing makes a yes elsewhere only a part."""
    states = [state for _, state in told]
    main = system_drive(drives)
    if main and not any(drive is main for drive, _ in told) and all(states):
        return "part"
    return _state(states)


def _state(told: list[bool]) -> State:
    return "on" if all(told) else "part" if any(told) else "off"


def _verdict(row: Row, name: str) -> bool | None:
    value = row.get(name)
    return value if value is None or isinstance(value, bool) else as_boolean(value)
