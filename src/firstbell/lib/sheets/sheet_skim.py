"""The facts of a worksheet written the way every common program writes it, at the speed of a search.

Anything unusual (another prefix, a comment, an error value, an address in another place) and the sheet is left to
the real XML parser, which is eight times slower and never mistaken.
"""

from __future__ import annotations

import re
from typing import IO, Final

from firstbell.lib.sheets.limits import Limits
from firstbell.lib.sheets.sheet_facts import SheetFacts, column_number, refuse_large
from firstbell.lib.sheets.sources import CHUNK

_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"')
_ROW: Final = re.compile(rb'<row r="([1-9][0-9]{0,6})"([^>]*)>')
_HIDDEN: Final = re.compile(rb' hidden="(1|true|0|false)"')
_UNUSUAL: Final = (
    b"<!",
    b't="e"',
    b"\x00",
    b"<row>",
    b"<row\t",
    b"<row\n",
    b"<c>",
    b"<c\t",
    b"<c\n",
    b"<c/",
    b"<row/",
)


def skim(stream: IO[bytes], name: str, limits: Limits) -> SheetFacts | None:
    """None when the sheet is written in a way that a search could misread."""
    found, columns, rest, first = SheetFacts(), set[bytes](), b"", True
    while chunk := stream.read(CHUNK):
        # Cut where a tag begins, so that no tag is seen in two halves.
        cut = chunk.rfind(b"<")
        if cut < 0:
            return None
        text, rest = rest + chunk[:cut], chunk[cut:]
        if first and text and not _is_usual_start(text):
            return None
        first = first and not text
        if not _skim_text(text, found, columns):
            return None
        _measure(found, columns, name, limits)
    return found if not first and _skim_text(rest, found, columns) else None


def _is_usual_start(text: bytes) -> bool:
    start = text[:400].lower()
    plain = (
        not start.startswith(b"<?xml")
        or b'encoding="utf-8"' in start
        or b"encoding='utf-8'" in start
    )
    return plain and b"<worksheet" in start


def _skim_text(text: bytes, found: SheetFacts, columns: set[bytes]) -> bool:
    if any(sign in text for sign in _UNUSUAL):
        return False
    cells, rows = _CELL.findall(text), _ROW.findall(text)
    if len(cells) != text.count(b"<c ") or len(rows) != text.count(b"<row "):
        return False
    # A name with a prefix: "<x:c".
    if b":c " in text or b":row " in text:
        return False
    found.cells += len(cells)
    columns.update(letters for letters, _number in cells)
    # A cell may claim another row than the one it stands in.
    numbers = {number for _letters, number in cells}
    numbers.update(number for number, _rest in rows)
    found.rows = max(found.rows, *map(int, numbers), 0)
    found.filtered = found.filtered or b"<filterColumn" in text
    return _note_hidden(rows, found)


def _note_hidden(rows: list[tuple[bytes, bytes]], found: SheetFacts) -> bool:
    for number, rest in rows:
        if b"hidden" in rest:
            hidden = _HIDDEN.search(rest)
            if not hidden:
                return False
            if hidden[1] in (b"1", b"true"):
                found.hidden.add(int(number))
    return True


def _measure(found: SheetFacts, columns: set[bytes], name: str, limits: Limits) -> None:
    for letters in columns:
        found.columns = max(found.columns, column_number(letters.decode("ascii")))
    refuse_large(found, name, limits)
