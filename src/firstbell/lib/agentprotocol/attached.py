"""What hangs on a machine or sits in it and has a life of its own: monitors, docks, printers, batteries."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from firstbell.lib.agentprotocol.identity import told
from firstbell.lib.agentprotocol.reports import Report
from firstbell.lib.agentprotocol.typed import as_integer
from firstbell.lib.agentprotocol.vocabulary import Row

_DOCK: Final = re.compile(
    r"\b(?:dock|docking|docking station|port replicator|wd1[59]\w*|wd22\w*|tb1[568]\w*|d3100|d6000s?)\b",
    re.IGNORECASE,
)
_PART_OF_DOCK: Final = re.compile(
    r"ethernet|\blan\b|gbe|audio|\bhub\b|reader|billboard", re.IGNORECASE
)
_BUILT_IN: Final = re.compile(r"\b(?:edp|lvds|dsi|internal|built-?in)\b", re.IGNORECASE)
_MOST_PERCENT: Final = 150


class Monitor(NamedTuple):
    name: str
    maker: str
    serial: str
    made: str = ""
    port: str = ""
    built_in: bool = False


class Dock(NamedTuple):
    name: str
    maker: str
    serial: str
    vendor_id: str = ""
    product_id: str = ""


class Printer(NamedTuple):
    name: str
    driver: str
    port: str
    serial: str
    network: bool | None = None


class Battery(NamedTuple):
    name: str
    maker: str
    serial: str
    percent: int | None
    design: int | None = None
    full: int | None = None


def monitors(report: Report) -> list[Monitor]:
    return [
        Monitor(
            name=_text(row, "name") or _text(row, "caption"),
            maker=_text(row, "manufacturer"),
            serial=told(_text(row, "serial")),
            made=_text(row, "description"),
            port=_text(row, "port"),
            built_in=bool(_BUILT_IN.search(_text(row, "port"))),
        )
        for row in report.rows("monitors")
    ]


def docks(report: Report) -> list[Dock]:
    """USB devices that call themselves docks, each serial once."""
    found: dict[str, Dock] = {}
    for row in report.rows("usbdevices"):
        name = _text(row, "name") or _text(row, "caption")
        words = f"{name} {_text(row, 'caption')}"
        if _DOCK.search(words) and not _PART_OF_DOCK.search(words):
            serial = told(_text(row, "serial"))
            dock = Dock(
                name,
                _text(row, "manufacturer"),
                serial,
                _text(row, "vendorid"),
                _text(row, "productid"),
            )
            found.setdefault(serial or name, dock)
    return list(found.values())


def printers(report: Report) -> list[Printer]:
    return [
        Printer(
            name=_text(row, "name"),
            driver=_text(row, "driver"),
            port=_text(row, "port"),
            serial=told(_text(row, "serial")),
            network=shared if isinstance(shared := row.get("network"), bool) else None,
        )
        for row in report.rows("printers")
    ]


def batteries(report: Report) -> list[Battery]:
    return [_battery(row) for row in report.rows("batteries")]


def _battery(row: Row) -> Battery:
    design, full = _positive(row, "capacity"), _positive(row, "real_capacity")
    return Battery(
        name=_text(row, "name"),
        maker=_text(row, "manufacturer"),
        serial=told(_text(row, "serial")),
        percent=_percent(design, full),
        design=design,
        full=full,
    )


def _percent(design: int | None, full: int | None) -> int | None:
    """How much of its first charge a battery still holds. A phone reports only how full it is just now."""
    if not design or full is None:
        return None
    percent = round(100 * full / design)
    return min(percent, 100) if percent <= _MOST_PERCENT else None


def _positive(row: Row, name: str) -> int | None:
    value = row.get(name)
    number = None if value is None else as_integer(value)
    return number if number is not None and 0 < number < 2**31 else None


def _text(row: Row, name: str) -> str:
    return str(row.get(name, ""))
