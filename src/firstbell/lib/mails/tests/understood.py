"""What is understood of each mail in a folder, as the table of docs/mails.md.

python -m firstbell.lib.mails.tests.understood ../shared/data/mail docs/mails.md
"""

from __future__ import annotations

import sys
from pathlib import Path

from firstbell.lib.mails import Message, read, split

BEGIN = "<!-- Made by firstbell.lib.mails.tests.understood; change it there. -->"
END = "<!-- End of what was made. -->"


def table(folder: Path) -> str:
    rows = [
        "| Mail | Kind | From | Text | New in it | HTML | Attachments | Besides |",
        "| --- | --- | --- | ---: | ---: | ---: | --- | --- |",
    ]
    for path in sorted(folder.iterdir()):
        rows.append(row(path.name, read(path.read_bytes())))
    return "\n".join(rows)


def row(name: str, found: Message) -> str:
    files = ", ".join(f"{one.name} ({len(one.data):,})" for one in found.attachments) or "–"
    sizes = (len(found.text), len(split(found.text).own), len(found.html))
    cells = [
        name,
        found.kind.value,
        found.sender.email,
        *(f"{size:,}" for size in sizes),
        files,
        besides(found),
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def besides(found: Message) -> str:
    told = []
    if found.bounce:
        told += [
            f"not reached: {one.email}{', for good' if one.permanent else ''}"
            for one in found.bounce.failed
        ]
    if found.forwarded:
        told.append(f"first written by {found.forwarded.sender.email}")
    if found.remote_pictures:
        told.append(f"{found.remote_pictures} pictures from elsewhere left out")
    return "; ".join([*told, *found.oddities]) or "–"


if __name__ == "__main__":
    page = Path(sys.argv[2])
    before, _, rest = page.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n\n{table(Path(sys.argv[1]))}\n\n{END}{after}")
