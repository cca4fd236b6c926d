"""Machines of the school as their agents tell of them: made up, and changed by each test as it needs."""

from __future__ import annotations

import json
import zlib
from copy import deepcopy
from typing import Any
from uuid import UUID, uuid5

_SPACE = UUID("00000000-0000-4000-8000-000000000000")
PROGRAMS = [
    {"name": "7-Zip 24.08 (x64)", "publisher": "Igor Pavlov", "version": "24.08", "arch": "x86_64", "from": "registry"},
    {"name": "Scratch 3", "publisher": "Scratch Foundation", "version": "3.30.5", "arch": "x86_64", "from": "registry"},
]  # fmt: skip


def machine(name: str = "ICT1-01", number: int = 1, **content: Any) -> dict[str, Any]:
    """A Windows desktop with a monitor; sections given replace its own, None takes one away."""
    whole: dict[str, Any] = {
        "bios": {"smanufacturer": "Dell Inc.", "smodel": "OptiPlex 7000", "ssn": f"5CD{number:04}X"},
        "hardware": {
            "name": name, "uuid": f"4C4C4544-0000-4A10-8048-{number:012}", "memory": 16384, "chassis_type": "Desktop",
            "vmsystem": "Physical", "lastloggeduser": "s.reeve",
        },
        "operatingsystem": {
            "name": "Windows", "full_name": "Microsoft Windows 11 Education", "version": "23H2", "arch": "64-bit",
            "service_pack": "22631.4460", "kernel_name": "MSWin32",
        },
        "cpus": [{"name": "Intel(R) Core(TM) i5-10500 CPU @ 3.10GHz", "core": 6}],
        "memories": [{"capacity": 8192, "numslots": 1}, {"capacity": 8192, "numslots": 2}],
        "storages": [{"model": "KXG50", "serial": f"DISK{number:05}", "disksize": 256060, "type": "SSD", "name": "D0"}],
        "drives": [{"letter": "C:", "total": 243521, "free": 40646, "systemdrive": True, "type": "Local Disk",
                    "encrypt_name": "BitLocker", "encrypt_status": "Yes"}],
        "networks": [{"description": "Intel I219-LM", "mac": f"a4:bb:6d:00:{number:02x}:01", "ipaddress": "10.20.4.2",
                      "pnpdeviceid": "PCI\\VEN_8086", "type": "ethernet", "status": "up"}],
        "monitors": [{"caption": "DELL P2419H", "manufacturer": "Dell Inc.", "serial": f"CFV{number:06}"}],
        "antivirus": [{"name": "Windows Defender", "enabled": True, "uptodate": True}],
        "firewalls": [{"profile": "DomainProfile", "status": "on"}],
        "users": [{"login": "s.reeve", "domain": "HARTLEY"}],
        "softwares": PROGRAMS,
        "versionclient": "GLPI-Agent_v1.18",
    }  # fmt: skip
    whole |= content
    whole = {section: rows for section, rows in deepcopy(whole).items() if rows is not None}
    return {
        "action": "inventory", "itemtype": "Computer", "tag": "", "deviceid": f"{name}-2026-09-01-08-00-00",
        "content": whole,
    }  # fmt: skip


def part(name: str = "ICT1-01", number: int = 1, **content: Any) -> dict[str, Any]:
    """What an agent sends most of the time: what always comes, and the sections that changed."""
    whole = machine(name, number)
    kept = {section: whole["content"][section] for section in ("bios", "hardware", "versionclient")}
    return {**whole, "partial": True, "content": {**kept, **content}}


def agent_id(number: int = 1) -> str:
    return str(uuid5(_SPACE, str(number)))


def as_xml(message: dict[str, Any]) -> bytes:
    """The same in the old dialect."""
    rows = "".join(_element(name, value) for name, value in message["content"].items())
    head = f"<DEVICEID>{message['deviceid']}</DEVICEID><QUERY>INVENTORY</QUERY>"
    return f'<?xml version="1.0" encoding="UTF-8" ?><REQUEST><CONTENT>{rows}</CONTENT>{head}</REQUEST>'.encode()


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, one) for one in value)
    if isinstance(value, dict):
        value = "".join(_element(key, one) for key, one in value.items())
    elif isinstance(value, bool):
        value = int(value)
    return f"<{name.upper()}>{value}</{name.upper()}>"


class Agent:
    """An agent that speaks to the door: packs what it says, unpacks what it hears."""

    def __init__(self, client: Any, address: str, number: int = 1, *, xml: bool = False) -> None:
        self.client, self.address, self.number, self.xml = client, address, number, xml

    def post(self, message: Any, **headers: Any) -> Any:
        text = message if isinstance(message, bytes) else self._text(message)
        if not self.xml:
            headers.setdefault("HTTP_GLPI_AGENT_ID", agent_id(self.number))
        return self.client.post(
            self.address, zlib.compress(text), content_type="application/x-compress-zlib", **headers
        )

    def _text(self, message: dict[str, Any]) -> bytes:
        return as_xml(message) if self.xml else json.dumps(message).encode()

    def says(self, message: Any, **headers: Any) -> Any:
        """What it hears, unpacked: JSON as a dictionary, XML as text."""
        heard = self.post(message, **headers)
        text = zlib.decompress(heard.content)
        return text.decode() if text.startswith(b"<") else json.loads(text)

    def asks(self, **query: Any) -> Any:
        return self.client.get(self.address, query).json()
