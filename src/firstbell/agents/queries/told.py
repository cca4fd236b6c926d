"""What a device says of itself, read from its sections for a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from firstbell.agents.models import Device, Section
from firstbell.agents.queries import naming
from firstbell.lib.agentprotocol import Row, rows_of

# What the pages show of each section, in words; everything else is on the device's own page.
SHOWN = ("drives", "storages", "memories", "networks", "monitors", "printers", "batteries")
# Never on a page: encrypted, and shown only when it is asked for.
HIDDEN = frozenset({"licence_keys"})


# A machine's address of itself says nothing of its network.
_NOBODY = "00:00:00:00:00:00"


class Line(NamedTuple):
    name: str
    detail: str = ""
    part: int | None = None
    whole: int | None = None


class Group(NamedTuple):
    title: str
    icon: str
    lines: list[Line]


def sections_of(device: Device, names: Iterable[str] | None = None) -> dict[str, list[Row]]:
    rows = Section.objects.filter(device=device)
    rows = rows.filter(name__in=list(names)) if names is not None else rows.exclude(name__in=HIDDEN)
    return {name: rows_of(text) for name, text in rows.order_by("name").values_list("name", "document")}  # fmt: skip


def hardware(device: Device) -> list[Group]:
    """The parts of a machine, in the order in which a technician asks for them; one query."""
    told = sections_of(device, SHOWN)
    groups = [
        Group("Disks", "database", [*_disks(told.get("drives", [])), *_storages(told.get("storages", []))]),
        Group("Memory", "cpu", _memories(told.get("memories", []))),
        Group("Battery", "battery-2", _batteries(told.get("batteries", []))),
        Group("Network", "network", _networks(told.get("networks", []))),
        Group("Monitors", "device-desktop", _monitors(told.get("monitors", []))),
        Group("Printers", "printer", _printers(told.get("printers", []))),
    ]  # fmt: skip
    return [group for group in groups if group.lines]


def _text(row: Row, *names: str) -> str:
    return next((str(row[name]) for name in names if row.get(name)), "")


def _number(row: Row, *names: str) -> int | None:
    text = _text(row, *names)
    return int(float(text)) if text.replace(".", "", 1).isdecimal() else None


def size(megabytes: int | None) -> str:
    if megabytes is None:
        return ""
    if megabytes < 1024:
        return f"{megabytes} MB"
    return f"{megabytes / 1024:,.0f} GB" if megabytes < 1024 * 1024 else f"{megabytes / 1048576:.1f} TB"  # fmt: skip


def _disks(rows: list[Row]) -> list[Line]:
    found = []
    for row in rows:
        total, free = _number(row, "total"), _number(row, "free")
        name = _text(row, "letter", "type", "volumn")
        if total and free is not None:
            words = [f"{size(free)} of {size(total)} free", _text(row, "filesystem")]
            if row.get("encrypt_status"):
                words.append(
                    f"{_text(row, 'encrypt_name') or 'encrypted'}: {_text(row, 'encrypt_status')}"
                )
            found.append(Line(name, ", ".join(filter(None, words)), total - free, total))
    return found[:6]


def _storages(rows: list[Row]) -> list[Line]:
    return [
        Line(
            _text(row, "model", "name"),
            ", ".join(filter(None, [size(_number(row, "disksize")), _text(row, "type", "interface"), _text(row, "serial")])),
        )
        for row in rows[:8]
    ]  # fmt: skip


def _memories(rows: list[Row]) -> list[Line]:
    fitted = [row for row in rows if _number(row, "capacity")]
    return [
        Line(size(_number(row, "capacity")), ", ".join(filter(None, [_text(row, "type"), _speed(row), _text(row, "serialnumber")])))
        for row in fitted[:16]
    ]  # fmt: skip


def _speed(row: Row) -> str:
    speed = _text(row, "speed")
    return f"{speed} MHz" if speed.isdecimal() else speed


def _batteries(rows: list[Row]) -> list[Line]:
    found = []
    for row in rows[:4]:
        new, now = _number(row, "capacity"), _number(row, "real_capacity")
        words = f"holds {100 * now // new}% of what it held when new" if new and now else ""
        found.append(Line(_text(row, "name", "chemistry", "serial"), words))
    return found


def _networks(rows: list[Row]) -> list[Line]:
    """One line an adapter: addresses of one adapter come as rows of their own."""
    merged: dict[str, Line] = {}
    for row in rows:
        mac = _text(row, "mac")
        name = _text(row, "description")
        address = _text(row, "ipaddress", "ipaddress6")
        key = mac or name
        before = merged.get(key)
        words = [before.detail] if before else [mac]
        merged[key] = Line(name, ", ".join(filter(None, [*words, address])))
    return [line for key, line in merged.items() if line.name and key != _NOBODY][:12]


def _monitors(rows: list[Row]) -> list[Line]:
    return [Line(_text(row, "caption", "manufacturer", "name"), _text(row, "serial")) for row in rows[:8]]  # fmt: skip


def _printers(rows: list[Row]) -> list[Line]:
    return [Line(_text(row, "name"), _text(row, "port", "driver")) for row in rows[:8]]


def table(rows: list[Row]) -> tuple[list[str], list[list[Any]]]:
    """A section as it came: the columns that any row has, and a row each."""
    names = sorted({name for row in rows[:500] for name in row})
    words = [naming.field(name) for name in names]
    return words, [[_cell(row.get(name, "")) for name in names] for row in rows[:500]]


def _cell(value: Any) -> Any:
    return ("Yes" if value else "No") if isinstance(value, bool) else value
