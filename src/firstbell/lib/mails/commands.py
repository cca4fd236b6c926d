"""Words to a program in the first lines of a mail: `#take`, `#wait 2 days`."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MOST: Final = 10
_LINE: Final = re.compile(r"^\s*#([a-z]{2,20})\b[ \t:]*(.{0,200}?)\s*$", re.IGNORECASE)


class Command(NamedTuple):
    name: str
    words: str


def parsed(text: str) -> tuple[list[Command], str]:
    """Those before anything else was written, and what was written."""
    lines = text.split("\n")
    found: list[Command] = []
    for at, line in enumerate(lines):
        told = _LINE.match(line)
        if told and len(found) < MOST:
            found.append(Command(told[1].lower(), told[2].strip()))
        elif line.strip():
            return found, "\n".join(lines[at:]).strip()
    return found, ""
