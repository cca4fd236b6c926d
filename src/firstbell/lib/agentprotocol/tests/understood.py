"""What of each inventory becomes a fact and what is only kept, as the tables of docs/agents.md.

python -m firstbell.lib.agentprotocol.tests.understood ../shared/data/agents/inventories docs/agents.md
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firstbell.lib.agentprotocol import Report, facts, opened, read

BEGIN = "<!-- Made by firstbell.lib.agentprotocol.tests.understood; change it there. -->"
END = "<!-- End of what was made. -->"
# The sections that the protocol names; any other is kept under its own name.
KNOWN_NAMES = (
    "accesslog antivirus batteries bios cameras cartridges consumables controllers cpus databases_services drives envs"
    " error firewalls firmwares hardware inputs licenseinfos local_groups local_users logical_volumes memories modems"
    " monitors network_components network_device network_ports networks operatingsystem pagecounters physical_volumes"
    " ports powersupplies printers processes remote_mgmt sensors simcards slots softwares sounds storages usbdevices"
    " users versionprovider videos virtualmachines volume_groups"
)
KNOWN = frozenset(KNOWN_NAMES.split())


class Watched(dict[str, Any]):
    """A row that remembers which of its fields were looked at."""

    looked_at: set[str]

    def get(self, name: str, default: Any = None) -> Any:
        if name in self:
            self.looked_at.add(name)
        return super().get(name, default)


@dataclass
class Sight:
    """What was seen of a section, or of an inventory: values by field, and which of them became facts."""

    files: int = 0
    rows: int = 0
    used: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> str:
        used, kept = self.used.total(), self.kept.total()
        return f"{round(100 * used / (used + kept))} %" if used + kept else "–"


def see(report: Report) -> dict[str, Sight]:
    """By section what the facts were made of."""
    watched = {name: [_watch(row) for row in rows] for name, rows in report.sections.items()}
    facts(
        Report(report.deviceid, report.itemtype, report.tag, report.partial, report.client, watched)
    )
    found = {}
    for name, rows in watched.items():
        sight = found[name] = Sight(files=1, rows=len(rows))
        for row in rows:
            sight.used.update(row.looked_at)
            sight.kept.update(row.keys() - row.looked_at)
    return found


def _watch(row: dict[str, Any]) -> Watched:
    made = Watched(row)
    made.looked_at = set()
    return made


def reports_of(path: Path) -> tuple[Report, ...]:
    message = read(opened("", path.read_bytes()))
    report = getattr(message, "report", None)
    return (report,) if report else getattr(message, "reports", ())


def tables(folder: Path) -> str:
    sections: dict[str, Sight] = {}
    lines = []
    for path in sorted(folder.glob("*.[jx]*")):
        for report in reports_of(path):
            seen = see(report)
            lines.append(_line(path, report, seen))
            for name, sight in seen.items():
                _add(sections.setdefault(name, Sight()), sight)
    return "\n".join(
        [
            "### Each inventory", "",
            "| Inventory | Sections | Values | Become facts | Sections only kept | Sections no protocol names | Oddities |",
            "| --- | ---: | ---: | ---: | --- | --- | ---: |", *lines, "",
            "### Each section", "",
            "| Section | Inventories | Rows | Fields that become facts | Fields that are kept |",
            "| --- | ---: | ---: | --- | --- |", *(_section(name, sections[name]) for name in sorted(sections)),
        ]
    )  # fmt: skip


def _add(whole: Sight, part: Sight) -> None:
    whole.files += part.files
    whole.rows += part.rows
    whole.used += part.used
    whole.kept += part.kept


def _line(path: Path, report: Report, seen: dict[str, Sight]) -> str:
    whole = Sight()
    for sight in seen.values():
        _add(whole, sight)
    only_kept = sorted(name for name, sight in seen.items() if not sight.used)
    strange = sorted(seen.keys() - KNOWN)
    values = whole.used.total() + whole.kept.total()
    return (
        f"| {path.name} | {len(seen)} | {values:,} | {whole.share} | {', '.join(only_kept) or '–'}"
        f" | {', '.join(strange) or '–'} | {len(report.oddities)} |"
    )


def _section(name: str, sight: Sight) -> str:
    used = ", ".join(sorted(sight.used)) or "–"
    kept = ", ".join(sorted(sight.kept.keys() - sight.used.keys())) or "–"
    return f"| {name} | {sight.files} | {sight.rows:,} | {used} | {kept} |"


def write(folder: Path, document: Path) -> None:
    text = document.read_text() if document.is_file() else f"{BEGIN}\n{END}\n"
    head, _, rest = text.partition(BEGIN)
    document.write_text(f"{head}{BEGIN}\n\n{tables(folder)}\n\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
