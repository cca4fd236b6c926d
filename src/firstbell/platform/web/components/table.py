"""Rows of a list, written as plain strings: a component for each cell costs four times as much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe


def cell(
    content: Any,
    *,
    number: bool = False,
    phone: int = 0,
    code: bool = False,
    strong: bool = False,
) -> str:
    """Plain text is escaped and safe HTML is kept. `phone`: 1 name, 2 second line, 3 right edge."""
    classes = " ".join(
        word
        for word, wanted in (
            ("fb-n", number),
            (f"fb-p{phone}", phone),
            ("fb-code", code),
            ("fb-b", strong),
        )
        if wanted
    )
    opening = f'<td class="{classes}">' if classes else "<td>"
    return f"{opening}{conditional_escape('' if content is None else content)}</td>"


def link(url: str, text: object, *, code: bool = False) -> SafeString:
    """The name of the row, and what Enter opens."""
    face = "fb-q fb-b fb-code" if code else "fb-q fb-b"
    return format_html('<a class="{}" href="{}">{}</a>', face, url, text)


def row(uid: object, url: str, label: str, cells: Iterable[str], *, pick: bool = True) -> str:
    """One `<tr>`; `label` is what a screen reader says beside the box."""
    box = (
        f'<td class="fb-ck"><label><input type="checkbox" name="pick" value="{escape(uid)}">'
        f'<span class="fb-sr">Pick {escape(label)}</span></label></td>'
        if pick
        else ""
    )
    return f'<tr data-url="{escape(url)}">{box}{"".join(cells)}</tr>'


def rows(lines: Iterable[str]) -> SafeString:
    return mark_safe("".join(lines))  # noqa: S308 -- row() escaped what came from outside
