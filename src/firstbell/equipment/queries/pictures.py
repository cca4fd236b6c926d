"""The picture that stands for an item in a list: its own, or else its model's; for a page of rows at once."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html

from firstbell.platform.attachments.queries import cover_urls

SIDE = 96
_PICTURE = '<img src="{}" alt="" loading="lazy">'


def fill(rows: list[dict[str, Any]]) -> None:
    """Add `picture` (an address, or nothing) to a page of rows, with one query."""
    models = {row["model__uid"] for row in rows if row["model__uid"]}
    found = cover_urls([*(row["uid"] for row in rows), *models], SIDE)
    for row in rows:
        row["picture"] = found.get(row["uid"]) or found.get(row["model__uid"], "")


def cell(row: dict[str, Any]) -> str:
    return format_html(_PICTURE, row["picture"]) if row["picture"] else ""
