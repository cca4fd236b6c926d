from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from firstbell.platform.tags.models import Tag
from firstbell.platform.tags.states import Colour


def chip(tag: Tag) -> SafeString:
    """A tag in its colour; the word says it without."""
    colour = tag.colour if tag.colour in Colour else Colour.PLAIN
    return format_html('<span class="fb-tag fb-tag-{}">{}</span>', str(colour), tag.name)


def chips(tags: Iterable[Tag]) -> SafeString:
    return format_html_join(" ", "{}", ((chip(tag),) for tag in tags))
