"""What sort of thing it is, as far as a report can tell: a hint, for the people have the last word."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

from firstbell.lib.agentprotocol.addresses import is_virtual_machine
from firstbell.lib.agentprotocol.dates import as_date
from firstbell.lib.agentprotocol.operating import System
from firstbell.lib.agentprotocol.reports import Report

Category = Literal[
    "laptop", "desktop", "all_in_one", "tablet", "phone", "server", "virtual_machine", "printer", "network", ""
]  # fmt: skip

_BY_CHASSIS: Final[dict[str, Category]] = {
    "desktop": "desktop", "lowprofiledesktop": "desktop", "pizzabox": "desktop", "minitower": "desktop",
    "tower": "desktop", "spacesaving": "desktop", "lunchbox": "desktop", "minipc": "desktop", "stickpc": "desktop",
    "sealedcasepc": "desktop", "embeddedpc": "desktop", "mini": "desktop", "portable": "laptop", "laptop": "laptop",
    "notebook": "laptop", "subnotebook": "laptop", "convertible": "laptop", "macbook": "laptop",
    "allinone": "all_in_one", "tablet": "tablet", "detachable": "tablet", "handheld": "tablet",
    "mainserverchassis": "server", "rackmountchassis": "server", "blade": "server", "bladeenclosure": "server",
    "multisystem": "server", "expansionchassis": "server", "subchassis": "server", "server": "server",
}  # fmt: skip
_BY_MODEL: Final[tuple[tuple[re.Pattern[str], Category], ...]] = (
    (re.compile(r"macbook|latitude|thinkpad|elitebook|probook|zbook|notebook|laptop|travelmate|chromebook|xps 1[3-7]", re.I), "laptop"),
    (re.compile(r"imac|all.?in.?one|\baio\b|eliteone|proone", re.I), "all_in_one"),
    (re.compile(r"macmini|mac mini|macpro|mac pro|mac studio|optiplex|elitedesk|prodesk|thinkcentre|esprimo", re.I), "desktop"),
    (re.compile(r"\bipad|galaxy tab|\bsm-[tx]\d|surface (?:pro|go)|\btab\b", re.I), "tablet"),
    (re.compile(r"poweredge|proliant|thinksystem|primergy", re.I), "server"),
)  # fmt: skip
_BY_ITEM_TYPE: Final[dict[str, Category]] = {"Printer": "printer", "NetworkEquipment": "network"}
_BY_NETWORK_TYPE: Final[dict[str, Category]] = {"printer": "printer", "networking": "network"}
_NOT_WORD: Final = re.compile(r"[^a-z]+")


def category(report: Report, system: System) -> Category:
    fixed = _BY_ITEM_TYPE.get(report.itemtype)
    if fixed:
        return fixed
    if is_virtual_machine(report):
        return "virtual_machine"
    if system.family in {"android", "ios"} or report.itemtype == "Phone":
        return _handheld(report)
    if system.family == "windows" and "server" in system.name.lower():
        return "server"
    by_chassis = _BY_CHASSIS.get(_NOT_WORD.sub("", report.text("hardware", "chassis_type").lower()))
    return by_chassis or _by_model(report.text("bios", "smodel")) or _by_parts(report)


def firmware_on(report: Report) -> date | None:
    """The day of its firmware: the machine is about as old, or older. A virtual machine's says nothing."""
    return None if is_virtual_machine(report) else as_date(report.text("bios", "bdate"))


def _handheld(report: Report) -> Category:
    if _by_model(report.text("bios", "smodel")) == "tablet":
        return "tablet"
    has_card = any(
        "operator_name" in row or "operator_code" in row for row in report.rows("simcards")
    )
    return "phone" if has_card or report.itemtype == "Phone" else "tablet"


def _by_model(model: str) -> Category:
    for pattern, found in _BY_MODEL:
        if pattern.search(model):
            return found
    return ""


def _by_parts(report: Report) -> Category:
    kind = _BY_NETWORK_TYPE.get(report.text("network_device", "type").lower())
    if kind:
        return kind
    return "laptop" if report.rows("batteries") else ""
