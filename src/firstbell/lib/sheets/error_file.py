from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final

# The columns put before the person's own. A corrected file may come back with them: they are no fields.
LINE_HEADING: Final = "Line in your file"
REASON_HEADING: Final = "What to put right"
ERROR_FILE_HEADINGS: Final = (LINE_HEADING, REASON_HEADING)

_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_NUMBER: Final = re.compile(r"[-+][\d.,\s]+%?")
_GUARDED: Final = re.compile(r"'[=+\-@]")


def guard_formula(text: str) -> str:
    """An apostrophe keeps a spreadsheet from running the cell; "-5.00" is a number and stays."""
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unguard_formula(text: str) -> str:
    """The cell as it was before guard_formula, for a file that comes back."""
    return text[1:] if _GUARDED.match(text) else text


def write_error_file(
    out: BinaryIO,
    headers: Sequence[str],
    rows: Iterable[tuple[int, Sequence[str], str]],
    *,
    guard: bool = True,
) -> int:
    """The rows that were refused, as they came, each with its line number and its reason.

    The reasons stand in front, so that a row with too many cells keeps its own in line. Returns how many
    rows were written. UTF-8 with a byte order mark and CRLF: what Excel opens without asking.
    """
    out.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(out, encoding="utf-8", errors="surrogateescape", newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*ERROR_FILE_HEADINGS, *headers])
    count = 0
    try:
        for line, raw, reason in rows:
            cells = [guard_formula(cell) for cell in raw] if guard else raw
            writer.writerow([line, reason, *cells])
            count += 1
    finally:
        # The stream is the caller's: leave it open.
        text.detach()
    return count
