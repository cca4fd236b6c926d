from __future__ import annotations

from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from firstbell.platform.web.components.icons import icon

Kind = Literal["ok", "warn", "bad", "live", "quiet"]

DEFAULT_ICONS: dict[Kind, str] = {
    "ok": "circle-check",
    "warn": "alert-triangle",
    "bad": "alert-octagon",
    "live": "progress",
    "quiet": "clock-pause",
}


def status(kind: Kind, word: str, name: str = "", *, pill: bool = False) -> SafeString:
    """An icon and a word, always both: colour alone tells some people nothing."""
    drawing = icon(name or DEFAULT_ICONS[kind])
    shape = " fb-pill" if pill else ""
    return format_html('<span class="fb-st fb-st-{}{}">{}{}</span>', kind, shape, drawing, word)


_UNSAID = mark_safe('aria-hidden="true"')


def meter(
    value: float, most: float, words: str, kind: str = "", *, wide: bool = False
) -> SafeString:
    """SVG numbers are attributes, so the bar is right before any script and under the policy.

    Without words it is only drawn: then the number has to stand beside it.
    """
    share = max(0.0, min(100.0, 100 * value / most if most else 0))
    classes = (
        "fb-meter" + (f" fb-meter-{kind}" if kind else "") + (" fb-meter-wide" if wide else "")
    )
    said = format_html('role="img" aria-label="{}"', words) if words else _UNSAID
    return format_html(
        '<svg class="{}" {} viewBox="0 0 100 6" preserveAspectRatio="none">'
        '<rect width="{}" height="6"/></svg>',
        classes,
        said,
        f"{share:.1f}",
    )


def copy(text: str, label: str = "") -> SafeString:
    return format_html(
        '<button type="button" class="fb-copy" data-fb-copy="{}" aria-label="{}">{}</button>',
        text,
        label or f"Copy {text}",
        icon("copy", size="s"),
    )
