from __future__ import annotations

from dataclasses import dataclass, field

from firstbell.lib.sheets.limits import Limits
from firstbell.lib.sheets.unreadable import Unreadable


@dataclass(slots=True)
class SheetFacts:
    """What a worksheet's XML says that the fast reader does not."""

    hidden: set[int] = field(default_factory=set)
    errors: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    filtered: bool = False
    rows: int = 0
    columns: int = 0
    cells: int = 0


def refuse_large(found: SheetFacts, name: str, limits: Limits) -> None:
    """The reader lays a sheet out as a full grid; a single far cell would fill the memory."""
    grid = found.rows * found.columns
    if grid > limits.max_grid or found.cells > limits.max_grid:
        raise Unreadable(
            f"A sheet in {name} reaches to row {found.rows:,} and column {found.columns:,}, which is "
            "too large to open. Copy the table to a new workbook, or save the sheet as CSV.",
            "too_large",
        )


def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z" or number > 20_000:
            raise ValueError(letters)
        number = number * 26 + ord(letter) - 64
    return number
