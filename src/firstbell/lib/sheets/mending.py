from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from firstbell.lib.sheets.likely_text import GARBLED
from firstbell.lib.sheets.rows import Damage

_STRAY: Final = re.compile("[\ud800-\udfff]+")


def mend_letters(cells: list[str]) -> tuple[list[str], list[Damage]]:
    """Show bytes that did not fit the encoding as Windows would, and say that it is a guess."""
    damage: list[Damage] = []
    mended: list[str] | None = None
    for at, cell in enumerate(cells):
        if cell.isascii() or not _STRAY.search(cell):
            continue
        mended = mended or list(cells)
        mended[at] = _STRAY.sub(_as_windows, cell)
        sentence = f"“{mended[at].strip()[:60]}” has letters that do not fit the rest of the file; please check them."
        damage.append(Damage(at, "uncertain letters", sentence))
    return mended or cells, damage


def _as_windows(match: re.Match[str]) -> str:
    try:
        stray = match.group().encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return "\ufffd"
    return stray.decode("cp1252", "replace")


def ungarble(text: str) -> str:
    """Undo UTF-8 that was taken for Windows-1252: "Saint-Ã‰tienne" was "Saint-Étienne".

    Text that cannot be undone whole is returned as it is.
    """
    if text.isascii() or not GARBLED.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def find_garbled(rows: Iterable[Sequence[str]]) -> tuple[int, str, str]:
    """How many cells of a sample are garbled, and one of them before and after."""
    count, before, after = 0, "", ""
    for cells in rows:
        for cell in cells:
            if cell.isascii() or not GARBLED.search(cell):
                continue
            count += 1
            if not after and ungarble(cell) != cell:
                before, after = cell.strip(), ungarble(cell).strip()
    return count, before, after
