"""Panels and the facts in them, written as strings: a page has a dozen of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from firstbell.platform.web.components.icons import icon

Row = Mapping[str, Any]


def facts(pairs: Iterable[tuple[str, Any]]) -> SafeString:
    """Words and what they are of a thing; what it has not is left out."""
    lines = "".join(
        f"<dt>{conditional_escape(label)}</dt><dd>{conditional_escape(value)}</dd>"
        for label, value in pairs
        if value not in (None, "")
    )
    return mark_safe(f'<dl class="fb-dl">{lines}</dl>')  # noqa: S308 -- every word is escaped


def panels(rows: Iterable[Row] | None) -> SafeString:
    return mark_safe("".join(panel(row) for row in rows or ()))  # noqa: S308 -- panels are safe


def panel(row: Row) -> SafeString:
    """`title, icon, fact, link {url, label}` or `right`, and `html` or `body`, or the `url` that it comes from.

    `flush` gives it no margin of its own.
    """
    anchor = f' id="{conditional_escape(row["id"])}"' if row.get("id") else ""
    head = f"<header>{_head(row)}</header>" if row.get("title") else ""
    body: str = conditional_escape(row.get("html") or row.get("body") or "")
    if not row.get("flush"):
        body = _waiting(row["url"]) if row.get("url") else f'<div class="fb-pan-body">{body}</div>'
    return mark_safe(  # noqa: S308 -- every word is escaped
        f'<section class="fb-pan"{anchor}>\n{head}\n{body}\n</section>\n'
    )


def _head(row: Row) -> str:
    drawing = icon(row["icon"]) if row.get("icon") else ""
    fact = row.get("fact")
    told = f'<span class="fb-m">{conditional_escape(fact)}</span>' if fact or fact == 0 else ""
    return f"{drawing}<h2>{conditional_escape(row['title'])}</h2>{told}{_end(row)}"


def _end(row: Row) -> str:
    link = row.get("link") or {}
    if link.get("url"):
        label = conditional_escape(link.get("label") or "All")
        return f'<a class="fb-end" href="{conditional_escape(link["url"])}">{label}</a>'
    right = row.get("right")
    return f'<span class="fb-end fb-row">{conditional_escape(right)}</span>' if right else ""


def _waiting(url: str) -> str:
    return (
        f'<div class="fb-pan-body" hx-get="{conditional_escape(url)}" hx-trigger="load">'
        '<span class="fb-m">One moment</span></div>'
    )
