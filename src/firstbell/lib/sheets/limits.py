from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may ask of the machine before it is refused with a sentence."""

    max_bytes: int = 200 * MEGABYTE
    max_rows: int = 1_000_000
    max_columns: int = 500
    max_entries: int = 5_000
    max_inflated: int = 500 * MEGABYTE
    max_ratio: int = 300
    # A workbook below this size is never a bomb, however well it packs.
    ratio_from: int = 40 * MEGABYTE
    max_grid: int = 15_000_000
    child_memory: int = 1024 * MEGABYTE
    child_seconds: int = 120


def megabytes(size: int) -> str:
    return f"{max(1, round(size / MEGABYTE)):,} MB"
