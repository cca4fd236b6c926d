"""The frame that every page carries, written as strings: as templates it cost more than a whole list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from firstbell.platform.web.components.icons import icon
from firstbell.platform.web.components.ribbon import Cell, Ribbon

Sections = Iterable[Mapping[str, Any]]


def rail(menu: Sections) -> SafeString:
    """The rooms of the house; each link says which letter after `g` goes there."""
    lines: list[str] = []
    taken: set[str] = set()
    for section in menu or ():
        if section["label"]:
            lines.append(f"<h2>{escape(section['label'])}</h2>")
        lines.extend(_rail_item(item, taken) for item in section["items"])
    return mark_safe("".join(lines))  # noqa: S308 -- every word is escaped


def _rail_item(item: Mapping[str, Any], taken: set[str]) -> str:
    letters = (letter for letter in str(item["label"]).lower() if letter.isalpha())
    letter = next((letter for letter in letters if letter not in taken), "")
    taken.add(letter)
    current = ' aria-current="page"' if item.get("active") else ""
    count = item.get("count") or ""
    shown = f'<span class="fb-rail-count">{escape(count)}</span>' if count else ""
    return (
        f'<a href="{escape(item["url"])}" data-g="{letter}"{current}>{icon(item["icon"])}'
        f"<span>{escape(item['label'])}</span>{shown}</a>\n"
    )


def strip(ribbon: Ribbon, nonce: str) -> SafeString:
    """The day under the top bar. Its columns are set by a style block, the only kind the policy allows."""
    cells = "".join(_strip_cell(cell) for cell in ribbon.cells)
    name, off = escape(ribbon.name), "" if ribbon.running else " is-off"
    return mark_safe(  # noqa: S308 -- every word is escaped
        f'<style nonce="{escape(nonce)}">#{name}{{--c:{ribbon.columns};--now:{ribbon.now_share}}}</style>'
        f'<div class="fb-strip" role="img" aria-label="{escape(ribbon.sentence)}">'
        f'<div class="fb-strip-day">{escape(ribbon.day_words)}</div>'
        f'<div class="fb-rib{off}" id="{name}" data-fb-ribbon data-first="{ribbon.first}"'
        f' data-last="{ribbon.last}" data-zone="{escape(ribbon.zone)}" data-day="{ribbon.day:%Y-%m-%d}">'
        f'{cells}<i class="fb-now"><em>{ribbon.clock}</em></i></div></div>'
    )


def _strip_cell(cell: Cell) -> str:
    looks = {"past": " is-past", "now": " is-now", "later": ""}[cell.state]
    looks += " is-right" if cell.label_right else ""
    short = escape(cell.period.short)
    words = (
        f"<b>{short}</b><span>{cell.clock}</span>"
        if cell.period.lesson
        else f"<span>{short}</span>"
    )
    return (
        f'<div class="fb-p{looks}" data-first="{cell.first}" data-last="{cell.last}">{words}</div>'
    )
