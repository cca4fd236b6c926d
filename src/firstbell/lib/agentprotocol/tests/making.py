"""Machines that nobody has, for the tests: a laptop as an agent reports it, and what a test changes of it."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

from firstbell.lib.agentprotocol import Report, opened, read

LAPTOP: dict[str, Any] = {
    "versionclient": "GLPI-Agent_v1.18",
    "hardware": {
        "name": "LT-0412",
        "uuid": "4C4C4544-0042-3510-8052-B6C04F583732",
        "chassis_type": "Notebook",
        "memory": 16200,
        "vmsystem": "Physical",
        "lastloggeduser": "j.marsh",
        "workgroup": "school.example",
    },
    "bios": {
        "smanufacturer": "Dell Inc.",
        "smodel": "Latitude 5440",
        "ssn": "B5RX7R2",
        "msn": "/B5RX7R2/CNPE1003BR0042/",
        "assettag": "SCH-00412",
        "bdate": "2024-03-14",
    },
    "operatingsystem": {
        "name": "Windows",
        "full_name": "Microsoft Windows 11 Education",
        "version": "23H2",
        "service_pack": "22631.4460",
        "kernel_version": "10.0.22631",
        "arch": "64-bit",
        "boot_time": "2026-11-20 08:01:00",
        "install_date": "2025-08-01 09:00:00",
        "timezone": {"name": "Europe/London", "offset": "+0000"},
    },
    "cpus": [{"name": "Intel(R) Core(TM) i5-1345U", "core": 10, "thread": 12, "speed": 1600}],
    "memories": [{"capacity": 8192, "numslots": 1}, {"capacity": 8192, "numslots": 2}],
    "storages": [
        {"name": "PhysicalDisk0", "disksize": 512110, "interface": "NVME", "serial": "S1X"}
    ],
    "drives": [
        {
            "letter": "C:",
            "type": "Local Disk",
            "filesystem": "NTFS",
            "systemdrive": True,
            "total": 487000,
            "free": 301000,
            "encrypt_name": "BitLocker",
            "encrypt_status": "Yes",
            "encrypt_algo": "XTS_AES_256",
        },
        {
            "letter": "E:",
            "type": "Removable Disk",
            "filesystem": "FAT32",
            "total": 30000,
            "free": 100,
        },
    ],
    "networks": [
        {
            "description": "Intel(R) Wi-Fi 6E AX211",
            "mac": "F4:3B:D8:11:22:30",
            "type": "wifi",
            "status": "up",
            "ipaddress": "10.20.5.24",
            "pnpdeviceid": "PCI\\VEN_8086&DEV_51F0",
            "virtualdev": False,
        }
    ],
    "antivirus": [
        {"name": "Windows Defender", "enabled": True, "uptodate": True, "version": "4.18"}
    ],
    "firewalls": [{"profile": "DomainProfile", "status": "on"}],
    "batteries": [{"name": "DELL 9JM71", "capacity": 54000, "real_capacity": 43200}],
    "softwares": [
        {
            "name": "Google Chrome",
            "publisher": "Google LLC",
            "version": "130.0.6723.117",
            "arch": "x86_64",
            "from": "registry",
            "guid": "{52E6B438-F2A7-269E-6513-0C5CA6A3A450}",
            "install_date": "2026-11-12",
            "system_category": "application",
        },
        {
            "name": "KB5046633",
            "from": "WMI",
            "release_type": "Security Update",
            "system_category": "security_update",
        },
    ],
}


def body(content: dict[str, Any] | None = None, **around: Any) -> bytes:
    message = {
        "action": "inventory",
        "deviceid": "LT-0412-2025-08-01-09-12-44",
        "itemtype": "Computer",
        "content": LAPTOP if content is None else content,
    }
    return json.dumps(message | around).encode()


def report_of(content: dict[str, Any] | None = None, **around: Any) -> Report:
    """Always with the name of its agent, which every inventory has."""
    whole = dict(LAPTOP if content is None else content)
    whole.setdefault("versionclient", "GLPI-Agent_v1.18")
    message = read(opened("application/json", body(whole, **around)))
    return message.report


def laptop(**sections: Any) -> Report:
    """The laptop with these sections in place of its own; None takes one away."""
    content = LAPTOP | sections
    return report_of({name: value for name, value in content.items() if value is not None})


def xml_body(
    content: str, *, query: str = "INVENTORY", deviceid: str = "OLD-PC-2024-01-02-03-04-05"
) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        f"<REQUEST><CONTENT>{content}</CONTENT>"
        f"<DEVICEID>{deviceid}</DEVICEID><QUERY>{query}</QUERY></REQUEST>"
    ).encode()


def xml_report(content: str, **around: Any) -> Report:
    return read(opened("application/xml", xml_body(content, **around))).report


def section(name: str, /, **fields: str) -> str:
    inside = "".join(
        f"<{field.upper()}>{escape(text)}</{field.upper()}>" for field, text in fields.items()
    )
    return f"<{name.upper()}>{inside}</{name.upper()}>"
