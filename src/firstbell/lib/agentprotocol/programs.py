"""The programs of a machine, a row each, with what kind of thing each is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final, Literal, NamedTuple

from firstbell.lib.agentprotocol.dates import as_date
from firstbell.lib.agentprotocol.vocabulary import Row

ProgramKind = Literal["program", "app", "package", "update", "component"]

_KB: Final = re.compile(r"KB\d{5,8}$")
_UPDATES: Final = frozenset(
    {"update", "security_update", "hotfix", "service_pack", "update_rollup"}
)
_COMPONENTS: Final = frozenset({"system_component", "system"})
_NAMELESS: Final = frozenset({"n/a", "-", "null", "(null)"})
_BY_SOURCE: Final[dict[str, ProgramKind]] = {
    "uwp": "app",
    "android": "app",
    "deb": "package",
    "rpm": "package",
    "pacman": "package",
    "gentoo": "package",
    "slackware": "package",
    "snap": "package",
    "flatpak": "package",
    "apk": "package",
    "pkg": "package",
    "dpkg": "package",
}


class Program(NamedTuple):
    name: str
    publisher: str
    version: str
    arch: str
    source: str
    installed_on: date | None
    guid: str
    kind: ProgramKind


def programs(rows: Iterable[Row]) -> list[Program]:
    """Rows without a name are nobody's program. Nothing else is left out: what to count is for others to say."""
    found = (_program(row) for row in rows if "name" in row or "guid" in row)
    return [program for program in found if program.name.lower() not in _NAMELESS]


def _program(row: Row) -> Program:
    get = row.get
    name, source = str(get("name") or get("guid")), str(get("from", ""))
    return Program(
        name,
        str(get("publisher", "")),
        str(get("version", "")),
        str(get("arch", "")),
        source,
        as_date(get("install_date")),
        str(get("guid", "")),
        _kind(name, source, row),
    )


def _kind(name: str, source: str, row: Row) -> ProgramKind:
    category = row.get("system_category")
    if category in _UPDATES or (name[:2] == "KB" and _KB.match(name)):
        return "update"
    if category in _COMPONENTS:
        return "component"
    return _BY_SOURCE.get(source.lower(), "program") if source != "registry" else "program"
