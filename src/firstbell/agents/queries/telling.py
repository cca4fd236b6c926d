"""What a report tells its machine apart by, in the form that is compared."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime

from firstbell.agents.queries.matching import Marks
from firstbell.agents.states import MarkKind
from firstbell.equipment.queries import identities
from firstbell.lib.agentprotocol import Facts, Report, other_order
from firstbell.lib.parsing import is_junk_serial

_LOOSE = re.compile(r"usb|removable|cd|dvd|floppy|card|virtual|loop", re.IGNORECASE)
# Kinds that items are told apart by, too.
OF_ITEMS = (MarkKind.SERIAL, MarkKind.UUID, MarkKind.MAC)


def marks_of(facts: Facts, report: Report, junk: Collection[str]) -> dict[str, frozenset[str]]:
    serial = "" if is_junk_serial(facts.serial, junk) else facts.serial
    values: dict[MarkKind, list[str]] = {
        MarkKind.SERIAL: [serial],
        MarkKind.UUID: [facts.uuid],
        MarkKind.MAC: facts.own_macs,
        MarkKind.DISK: disks_of(report),
        MarkKind.AGENT: [facts.agent_uuid],
        MarkKind.DEVICEID: [facts.deviceid],
    }
    found = {}
    for kind, told in values.items():
        norms = frozenset(identities.normal(value) for value in told if value) - {""}
        if norms:
            found[str(kind)] = norms
    return found


def with_other_order(marks: Marks, uuid: str) -> Marks:
    """Other systems write the same UUID in another order of bytes: what is looked for, not what is kept."""
    swapped = identities.normal(other_order(uuid))
    return {**marks, MarkKind.UUID: marks[MarkKind.UUID] | {swapped}} if swapped else marks


def pairs(marks: Marks, kinds: Collection[str] = tuple(MarkKind)) -> set[tuple[str, str]]:
    return {(kind, norm) for kind in kinds for norm in marks.get(kind, ())}


def disks_of(report: Report) -> list[str]:
    """The serials of the disks that stay in the machine."""
    return [
        str(row["serial"])
        for row in report.rows("storages")
        if row.get("serial")
        and not _LOOSE.search(f"{row.get('interface', '')} {row.get('type', '')}")
        and not is_junk_serial(str(row["serial"]))
    ]


def own_time(report: Report) -> datetime | None:
    """When the machine wrote the report, by its own clock."""
    text = report.text("accesslog", "logdate")
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
