"""Text that somebody wrote with a few marks (Markdown) as harmless HTML, and as the words it is found by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import nh3
from markdown_it import MarkdownIt

LONGEST: Final = 60_000
_TAGS: Final = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "a", "img", "table",
    "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}
# One `#` is the title of the page already, so headings begin one lower.
_HEADING: Final = re.compile(r"^(#{1,3})(?=\s)", re.MULTILINE)
_MARKS: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[#*_`>|~\[\]()]+|^\s*[-+]\s|^\s*\d+[.)]\s", re.MULTILINE)  # fmt: skip
_marked = MarkdownIt("js-default", {"html": False, "linkify": False, "breaks": True, "maxNesting": 20})  # fmt: skip


def html(text: str, pictures: Mapping[str, str] | None = None) -> str:
    """`pictures` says where those are that the text calls by their names; others are left out.

    The renderer lets no HTML through, and what it made is cleaned once more by the library that cleans mail.
    """
    known = pictures or {}

    def let(tag: str, name: str, value: str) -> str | None:
        return known.get(value) if (tag, name) == ("img", "src") else value

    made = _marked.render(_HEADING.sub(r"\1#", text[:LONGEST]))
    return nh3.clean(
        made, tags=_TAGS, attributes=_ATTRIBUTES, attribute_filter=let, url_schemes=_SCHEMES, link_rel="noopener noreferrer"
    )  # fmt: skip


def plain(text: str) -> str:
    """Its words without the marks."""
    return re.sub(r"\s+", " ", _MARKS.sub(lambda found: f" {found.group(1) or ''} ", text)).strip()
