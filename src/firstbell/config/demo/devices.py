"""Computers of the demonstration trust that report themselves: well kept for the most part, and some that are not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Max

from firstbell.agents.actions import keys, receiving, ruling
from firstbell.agents.models import Key
from firstbell.agents.states import Arrival
from firstbell.config.demo.programs import installed
from firstbell.equipment.models import Item
from firstbell.equipment.states import Lifecycle
from firstbell.lib.agentprotocol import Inventory, opened, read
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.models import Event
from firstbell.platform.tenancy.models import School
from firstbell.software.actions import licensing, requiring
from firstbell.software.models import Title

# Of a school's computers, those that have the agent by now.
_SHARE = 0.55
_SYSTEMS = [
    ("Microsoft Windows 11 Education", "24H2", "26100.7171", 60),
    ("Microsoft Windows 11 Education", "23H2", "22631.6199", 25),
    ("Microsoft Windows 10 Education", "22H2", "19045.6575", 12),
    ("Microsoft Windows 11 Pro", "25H2", "26200.7171", 3),
]
_CPUS = ["Intel(R) Core(TM) i5-1235U", "Intel(R) Core(TM) i3-1215U", "Intel(R) Core(TM) i5-10500 CPU @ 3.10GHz", "AMD Ryzen 5 5625U"]  # fmt: skip


def report_in(school: School, *, by: Actor, at: datetime, luck: Random) -> None:
    """Most were heard of this morning, some of yesterday, and a few have gone quiet."""
    key = keys.make(school, label="Windows, by group policy", approves=True, by=by, at=at - timedelta(days=200))  # fmt: skip
    rows = Item.objects.filter(school=school, category__name__in=("Laptop", "Desktop"), lifecycle=Lifecycle.IN_SERVICE)  # fmt: skip
    found = [item for item in rows.select_related("category", "model__manufacturer", "home").order_by("pk") if item.serial]  # fmt: skip
    last = _last_told(found)
    for number, item in enumerate(found):
        if luck.random() < _SHARE:
            moment = max(at - _silence(luck), last.get(item.uid, at - timedelta(days=400)))
            _report(_machine(item, number, school, luck, at), key, min(moment, at), luck)
    if found:
        _new_ones(found[0], school, by=by, at=at, luck=luck)


def _new_ones(like: Item, school: School, *, by: Actor, at: datetime, luck: Random) -> None:
    """A handful that came this morning, and that a rule keeps out of the register until somebody decides."""
    key = keys.make(school, label="New computers, before they go out", by=by, at=at - timedelta(days=3))  # fmt: skip
    ruling.add_rule(school, key=key, then=Arrival.HOLD, by=by, at=at - timedelta(days=3))
    for number in range(4):
        machine = _machine(like, 900 + number, school, luck, at)
        machine["bios"]["ssn"] = f"NEW{school.pk}{number}X7"
        _send(machine, key, at - timedelta(minutes=20 * number + 5))


def _last_told(items: Sequence[Item]) -> dict[UUID, datetime]:
    """What happened to each last: nothing is told before it that came after."""
    rows = Event.objects.filter(subject_uid__in=[item.uid for item in items])
    told = rows.values_list("subject_uid").annotate(last=Max("at"))
    return {uid: last + timedelta(minutes=5) for uid, last in told}


def _silence(luck: Random) -> timedelta:
    draw = luck.random()
    if draw < 0.82:
        return timedelta(minutes=luck.randrange(5, 170))
    if draw < 0.94:
        return timedelta(days=1, minutes=luck.randrange(5, 400))
    return timedelta(days=luck.randrange(7, 45), minutes=luck.randrange(5, 400))


def _report(machine: dict[str, Any], key: Key, at: datetime, luck: Random) -> None:
    if luck.random() < 0.02:
        # Half of its memory went missing between two reports.
        before = at - timedelta(minutes=3)
        _send({**machine, "memories": machine["memories"] * 2}, key, before)
    _send(machine, key, at)


def _send(machine: dict[str, Any], key: Key, at: datetime) -> None:
    body = {"action": "inventory", "itemtype": "Computer", "deviceid": machine["deviceid"],
            "content": {name: rows for name, rows in machine.items() if name != "deviceid"}}  # fmt: skip
    plain = opened("application/json", json.dumps(body).encode())
    message = read(plain, "")
    assert isinstance(message, Inventory)  # noqa: S101 -- it is ours
    came = receiving.Came(key.school, plain, key=key, address=machine["networks"][0]["ipaddress"])
    receiving.receive(message.report, came, at=at)


def _machine(item: Item, number: int, school: School, luck: Random, at: datetime) -> dict[str, Any]:
    laptop = item.category.name == "Laptop"
    name = f"{school.short_name[:2].upper()}-{'LT' if laptop else 'PC'}-{number + 1:03}"
    maker = str(item.model.manufacturer) if item.model and item.model.manufacturer else "Dell Inc."
    hexes = f"{luck.getrandbits(96):024X}"
    system, version, build, _ = luck.choices(_SYSTEMS, [one[3] for one in _SYSTEMS])[0]
    total = luck.choice([243_521, 243_521, 487_042])
    full = luck.random() < 0.04
    today = at.date()
    return {
        "deviceid": f"{name}-2025-09-01-09-00-00",
        "bios": {"ssn": item.serial, "smanufacturer": maker, "smodel": str(item.model or "")},
        "hardware": {"name": name, "uuid": f"4C4C4544-{hexes[:4]}-{hexes[4:8]}-{hexes[8:12]}-{hexes[12:24]}",
                     "chassis_type": "Laptop" if laptop else "Desktop", "memory": 8192},
        "operatingsystem": {"full_name": system, "name": "Windows", "version": version, "service_pack": build,
                            "kernel_name": "MSWin32", "kernel_version": f"10.0.{build[:5]}", "arch": "64-bit"},
        "cpus": [{"name": luck.choice(_CPUS), "core": 6, "thread": 12}],
        "memories": [{"capacity": luck.choice([8192, 8192, 16384, 4096]), "type": "DDR4", "speed": "3200", "numslots": 1}],
        "storages": [{"model": "KXG50ZNV NVMe", "name": "PhysicalDisk0", "type": "SSD", "disksize": total + 12_000, "serial": f"S{hexes[:9]}"}],
        "drives": [_drive(total, luck, laptop=laptop, full=full)],
        "antivirus": [_antivirus(luck, at)],
        "firewalls": [{"profile": profile, "status": "off" if luck.random() < 0.01 else "on"} for profile in ("Domain", "Public", "Standard")],
        "networks": [{"description": "Intel(R) Wi-Fi 6E AX211" if laptop else "Intel(R) Ethernet Connection I219-LM", "status": "up",
                      "mac": ":".join(["3c", "21", "9c", *(hexes[i : i + 2].lower() for i in (0, 2, 4))]),
                      "ipaddress": f"10.20.{4 + number // 250}.{1 + number % 250}", "ipmask": "255.255.252.0"}],
        "batteries": [_battery(luck)] if laptop else [],
        "softwares": installed(luck, primary=school.phase != "secondary", today=today),
        "versionclient": "GLPI-Agent_v1.18" if luck.random() < 0.9 else "GLPI-Agent_v1.12",
    }  # fmt: skip


def _drive(total: int, luck: Random, *, laptop: bool, full: bool) -> dict[str, Any]:
    free = luck.randrange(2_000, 9_000) if full else luck.randrange(40_000, total - 60_000)
    encrypted = luck.random() < (0.93 if laptop else 0.6)
    return {"letter": "C:", "type": "Local Disk", "filesystem": "NTFS", "systemdrive": True, "total": total, "free": free,
            "encrypt_name": "BitLocker", "encrypt_status": "Yes" if encrypted else "No"}  # fmt: skip


def _antivirus(luck: Random, at: datetime) -> dict[str, Any]:
    draw = luck.random()
    made = at.date() - timedelta(days=30 if draw > 0.95 else 1)
    return {"company": MICROSOFT, "name": "Windows Defender", "enabled": draw < 0.985, "uptodate": draw < 0.95,
            "base_creation": made.isoformat(), "version": "4.18.25100.9008"}  # fmt: skip


MICROSOFT = "Microsoft Corporation"


def _battery(luck: Random) -> dict[str, Any]:
    left = luck.choices([95, 88, 79, 66, 48], [30, 30, 20, 14, 6])[0]
    return {"name": "DELL 4K1VM", "chemistry": "LION", "capacity": 54_000, "real_capacity": 540 * left}  # fmt: skip


def keep_order(school: School, *, by: Actor, at: datetime) -> None:
    """What must be on the computers, what must not, and what was paid for."""
    titles = {title.name: title for title in Title.objects.all()}
    wishes = [
        ("TeamViewer", "forbidden", "Remote control only through the school's own tool"),
        ("Steam", "forbidden", "Games"),
        ("Adobe Flash Player", "forbidden", "Out of support since 2020"),
        ("Smoothwall", "required", "Filtering and monitoring, KCSIE"),
        ("Google Chrome", "required", ""),
    ]
    for name, wanted, reason in wishes:
        if name in titles:
            wish = requiring.Wish(wanted, None, reason)
            requiring.want(titles[name], wish, school=school, by=by, at=at)
    today = at.date()
    for name, metric, seats, days in (
        ("Sibelius", "device", 10, 200), ("2D Design", "device", 25, 400), ("SMART Notebook", "site", None, 40),
        ("Zoom Workplace", "user", 60, -20), ("Blender", "site", None, 3000),
    ):  # fmt: skip
        if name in titles:
            until = today + timedelta(days=days)
            licensing.add(
                school, titles[name], metric=metric, seats=seats, ends_on=until, by=by, at=at
            )
