"""How much memory and disk, and which processor."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from firstbell.lib.agentprotocol.reports import Report
from firstbell.lib.agentprotocol.security import fixed_drives, system_drive
from firstbell.lib.agentprotocol.typed import as_integer
from firstbell.lib.agentprotocol.vocabulary import Row

_MOST_MB: Final = 2**31 - 1
_KB: Final = 1024  # the exports of SCCM count drives in KB
_MARKS: Final = re.compile(r"\((?:R|TM|C)\)|®|™", re.IGNORECASE)
_REMOVABLE: Final = re.compile(r"usb|removable|cd|dvd|floppy|card", re.IGNORECASE)


class Disks(NamedTuple):
    """In MB: all the fixed disks together, and the drive the system is on."""

    total_mb: int | None = None
    system_mb: int | None = None
    system_free_mb: int | None = None


def memory_mb(report: Report) -> int | None:
    """What the modules add up to; what the system sees is a little less, and all there is on some machines."""
    seen = whole(report.only("hardware"), "memory")
    modules = [size for row in report.rows("memories") if (size := whole(row, "capacity"))]
    fitted = sum(modules)
    if not fitted or fitted > _MOST_MB:
        return seen
    if seen and not 0.5 <= fitted / seen <= 2:
        return seen
    return fitted


def disks(report: Report) -> Disks:
    drives = fixed_drives(report.rows("drives"))
    main = system_drive(drives)
    unit = _KB if report.client.lower().startswith("sccm") else 1
    free = whole(main, "free", least=0)
    return Disks(
        _in_mb(_total(report, drives), unit), _in_mb(whole(main, "total"), unit), _in_mb(free, unit)
    )


def _in_mb(size: int | None, unit: int) -> int | None:
    return None if size is None else size // unit


def cpu(report: Report) -> str:
    name = report.text("cpus", "name") or report.text("hardware", "processort")
    return " ".join(_MARKS.sub(" ", name).split())[:200]


def whole(row: Row, name: str, *, least: int = 1) -> int | None:
    value = row.get(name)
    number = None if value is None else as_integer(value)
    return number if number is not None and least <= number <= _MOST_MB else None


def _total(report: Report, drives: list[Row]) -> int | None:
    fixed = [
        size
        for row in report.rows("storages")
        if not _REMOVABLE.search(f"{row.get('interface', '')} {row.get('type', '')}")
        and (size := whole(row, "disksize"))
    ]
    sizes = fixed or [size for row in drives if (size := whole(row, "total"))]
    return min(sum(sizes), _MOST_MB) if sizes else None
