"""An inventory in one shape, whichever agent sent it and whichever way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from firstbell.lib.agentprotocol.fields import SINGLE
from firstbell.lib.agentprotocol.rows import clean_text
from firstbell.lib.agentprotocol.typed import make_typed
from firstbell.lib.agentprotocol.unreadable import Unreadable
from firstbell.lib.agentprotocol.vocabulary import Row, Sections

# Makes a row of what stands for one in a content.
Reader = Callable[[dict[str, Any]], Row]
MOST_ROWS: Final = 30_000
MOST_SECTIONS: Final = 200
ITEM_TYPES: Final = frozenset({"Computer", "Phone", "NetworkEquipment", "Printer", "Unmanaged"})
_TEXT_SECTIONS: Final = frozenset({"versionclient", "autoupdatesystems"})


@dataclass(slots=True)
class Report:
    deviceid: str
    itemtype: str = "Computer"
    tag: str = ""
    partial: bool = False
    client: str = ""
    sections: Sections = field(default_factory=dict)
    oddities: list[str] = field(default_factory=list)

    def rows(self, section: str) -> list[Row]:
        return self.sections.get(section, [])

    def only(self, section: str) -> Row:
        """The one row of a section that has one; empty when it did not come."""
        rows = self.sections.get(section)
        return rows[0] if rows else {}

    def text(self, section: str, name: str) -> str:
        value = self.only(section).get(name, "")
        return value if isinstance(value, str) else str(value)


def fill(report: Report, content: dict[str, Any], read: Reader) -> None:
    """Read the sections of the content into the report, noting what is not as it should be."""
    for name in list(content)[:MOST_SECTIONS]:
        section = clean_text(name[:100]).lower()
        value = content[name]
        if section == "versionclient":
            report.client = _one_line(value)
        elif value not in (None, "", {}):
            read_section(report, section, value, read)
    if len(content) > MOST_SECTIONS:
        report.oddities.append(f"Only the first {MOST_SECTIONS} sections were read.")


def refuse_empty(report: Report) -> Report:
    """The protocol requires of an inventory the name of its device, and at least what agent wrote it."""
    if not report.deviceid.strip():
        raise Unreadable("The inventory has no deviceid.")
    if not report.sections and not report.client:
        raise Unreadable("The inventory has no content.")
    return report


def read_section(report: Report, name: str, value: Any, read: Reader) -> None:
    rows = value if isinstance(value, list) else [value]
    if len(rows) > MOST_ROWS:
        report.oddities.append(f"{name}: {len(rows)} rows came, the first {MOST_ROWS} were kept.")
        rows = rows[:MOST_ROWS]
    whole = [row for row in rows if isinstance(row, dict)]
    if len(whole) < len(rows):
        report.oddities.append(f"{name}: {len(rows) - len(whole)} entries are no rows of fields.")
    if name in SINGLE and len(whole) > 1:
        report.oddities.append(f"{name}: {len(whole)} came where there is one; the first was kept.")
        del whole[1:]
    kept = [row for row in map(read, whole) if row]
    make_typed(name, kept)
    if kept or value == []:
        report.sections[name] = kept


def item_type(text: str) -> str:
    return text if text in ITEM_TYPES else "Computer"


def _one_line(value: Any) -> str:
    return " ".join(value.split())[:200] if isinstance(value, str) else ""
