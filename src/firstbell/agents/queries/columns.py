"""From what a report tells to the columns of lists and the words of history. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from firstbell.agents.states import Antivirus, DeviceKind, LastUser, OnOff
from firstbell.lib.agentprotocol import Facts, Report

Columns = dict[str, Any]
_KINDS: Final = {
    "Phone": DeviceKind.PHONE,
    "Printer": DeviceKind.PRINTER,
    "NetworkEquipment": DeviceKind.NETWORK,
}


def kind_of(report: Report) -> DeviceKind:
    return _KINDS.get(report.itemtype, DeviceKind.COMPUTER)


def columns_of(facts: Facts, report: Report, keeps: LastUser) -> Columns:
    """The columns that the report says something of: a part of a report is silent about the rest."""
    found: Columns = {}
    for section, read in _READ:
        if not report.partial or section in report.sections:
            found |= read(facts)
    if not report.partial or "users" in report.sections:
        found["last_user"] = _kept(facts.last_user, keeps)
    if not report.partial or "softwares" in report.sections:
        found["programs"] = (
            len(report.rows("softwares")) if "softwares" in report.sections else None
        )
    return found


def old_since(facts: Facts, known: date) -> date:
    """It is at least as old as its firmware, and as what is known already: newer firmware makes nothing younger."""
    return min(known, facts.firmware_on or known)


def _identity(facts: Facts) -> Columns:
    return {"maker": facts.maker[:120], "model": facts.model[:120], "serial": facts.serial[:120]}


def _system(facts: Facts) -> Columns:
    system = facts.system
    name = f"{system.name} {system.edition}" if system.family == "windows" else system.name
    return {
        "os_name": name.strip()[:120],
        "os_version": system.version[:60],
        "os_build": system.build[:60],
        "arch": system.arch[:20],
    }


def _gb(megabytes: int | None) -> int | None:
    return None if megabytes is None else round(megabytes / 1024)


def _drives(facts: Facts) -> Columns:
    return {
        "disk_free_gb": _gb(facts.disks.system_free_mb),
        "encryption": OnOff(facts.encryption.state),
    }


_READ: Final[tuple[tuple[str, Callable[[Facts], Columns]], ...]] = (
    ("bios", _identity),
    ("hardware", lambda facts: {"hostname": facts.hostname[:120]}),
    ("operatingsystem", _system),
    ("cpus", lambda facts: {"cpu": facts.cpu[:160]}),
    ("memories", lambda facts: {"memory_mb": facts.memory_mb}),
    ("storages", lambda facts: {"disk_gb": _gb(facts.disks.total_mb)}),
    ("drives", _drives),
    ("batteries", lambda facts: {"battery_percent": facts.battery_percent}),
    ("antivirus", lambda facts: {"antivirus": Antivirus(facts.protection)}),
    ("firewalls", lambda facts: {"firewall": OnOff(facts.firewall)}),
)


def _kept(user: str, keeps: LastUser) -> str:
    if keeps == LastUser.NAME:
        return user[:120]
    return user[:1].upper() if keeps == LastUser.INITIAL else ""


# What history tells of when it changes. The first are parts that can be taken out of a machine.
HARDWARE: Final = ("processor", "memory", "disks", "graphics", "mainboard", "serial")


def words_of(facts: Facts, report: Report) -> dict[str, str]:
    """Of what the report holds, in words: what is not there is not told."""
    return {
        name: words[:500]
        for section, name, words in _words(facts, report)
        if words and section in report.sections
    }


def _words(facts: Facts, report: Report) -> Iterator[tuple[str, str, str]]:
    yield "cpus", "processor", facts.cpu
    yield "memories", "memory", _size(facts.memory_mb)
    yield "storages", "disks", _disks(report)
    yield "videos", "graphics", _names(report, "videos", "name")
    yield "bios", "mainboard", _names(report, "bios", "mmanufacturer", "mmodel", "msn")
    yield "bios", "serial", facts.serial
    columns = _system(facts)
    yield "operatingsystem", "system", f"{columns['os_name']} {columns['os_version']}".strip()
    yield "drives", "encryption", _said(OnOff(facts.encryption.state))
    # Signatures grow old and new again by themselves: that is no change of the system.
    running = facts.protection in (Antivirus.ON, Antivirus.OUT_OF_DATE)
    yield "antivirus", "antivirus", "On" if running else _said(Antivirus(facts.protection))
    yield "firewalls", "firewall", _said(OnOff(facts.firewall))


def _said(state: OnOff | Antivirus) -> str:
    return "" if state == OnOff.UNKNOWN else str(state.label)


def _size(megabytes: int | None) -> str:
    if megabytes is None:
        return ""
    return f"{megabytes} MB" if megabytes < 1024 else f"{round(megabytes / 1024, 1):g} GB"


def _disks(report: Report) -> str:
    rows = [row for row in report.rows("storages") if row.get("disksize")]
    described = [
        f"{row.get('model') or row.get('name', '')} {_size(int(row['disksize']))} "
        f"({row.get('serial') or 'no serial'})"
        for row in rows
        if isinstance(row["disksize"], int) and "usb" not in str(row.get("interface", "")).lower()
    ]
    return ", ".join(sorted(described))


def _names(report: Report, section: str, *names: str) -> str:
    rows = [
        " ".join(str(row[name]) for name in names if row.get(name)) for row in report.rows(section)
    ]
    return ", ".join(sorted(filter(None, rows)))


def differences(was: dict[str, str], now: dict[str, str]) -> list[tuple[str, str, str]]:
    """What both told, and told otherwise."""
    return [
        (name, was[name], word) for name, word in now.items() if name in was and was[name] != word
    ]
