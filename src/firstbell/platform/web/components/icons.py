from __future__ import annotations

from functools import cache

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

SIZES = {"": "fb-i", "s": "fb-i fb-i-s", "l": "fb-i fb-i-l"}


@cache
def sprite() -> str:
    return static("firstbell/dist/icons.svg")


def icon(name: str, *, size: str = "", label: str = "") -> SafeString:
    """A drawing for the eye alone, unless `label` says it in words."""
    said = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 -- names come from our own code and are escaped
        f'<svg class="{SIZES[size]}" {said}><use href="{sprite()}#i-{escape(name)}"/></svg>'
    )
