"""Columns that are kept in the notes: what a sheet with `spill` does with `line.values.get(SPILL)`."""

from __future__ import annotations


def with_lines(notes: str, spilt: str) -> str:
    """The notes with these lines, each once."""
    there = notes.splitlines()
    return (
        "\n".join([*there, *(line for line in spilt.splitlines() if line not in there)])
        if spilt
        else notes
    )
