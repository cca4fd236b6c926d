from __future__ import annotations

from typing import NamedTuple


class Damage(NamedTuple):
    """One cell that no longer says what it once said."""

    column: int
    kind: str  # scientific, lost letters, uncertain letters, spreadsheet error
    sentence: str


class Row(NamedTuple):
    """One line of the file.

    `cells` are as many as there are headers. `raw` is what the file has, for the error file.
    A row with `problems` cannot be used; one with `skipped` is not meant to be.
    """

    line: int
    cells: list[str]
    raw: list[str]
    problems: tuple[str, ...] = ()
    damage: tuple[Damage, ...] = ()
    skipped: str = ""


class RawRow(NamedTuple):
    """A row before it is judged; `flaws` is what the reader of its format already knows of it."""

    line: int
    cells: list[str]
    flaws: tuple[str, ...] = ()
    hidden: bool = False
    damage: tuple[Damage, ...] = ()


class Note(NamedTuple):
    """Something about the whole file that the person should know."""

    code: str
    sentence: str
    line: int = 0
