"""The HTML of strangers: made harmless by nh3, and made plain text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

import nh3

from firstbell.lib.mails.charsets import storable
from firstbell.lib.mails.limits import (
    LONGEST_HTML,
    LONGEST_TEXT,
    MOST_ENTITIES,
    MOST_NESTED,
    MOST_TAGS,
)

_TAGS: Final = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "div", "dl",
    "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "tt", "u", "ul", "var",
}  # fmt: skip
_ATTRIBUTES: Final = {
    "*": {"dir", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "blockquote": {"type"},
    "ol": {"start"},
}
_WITH_ALL_INSIDE: Final = {"script", "style", "title", "head", "iframe", "object", "svg", "math", "noscript", "template", "select", "textarea"}  # fmt: skip
_SCHEMES: Final = {"http", "https", "mailto", "tel", "cid"}
_TOKEN: Final = re.compile(r"""<(/?)([a-z][a-z0-9]*)([^<>"]*(?:"[^"]*"[^<>"]*)*)>|([^<]+|<)""")
_CARRIED: Final = re.compile(r"data:[a-z]{1,20}/[^\"'\s>]{100,}", re.IGNORECASE)
_ALT: Final = re.compile(r'\balt="([^"]*)"')
_BLOCKS: Final = frozenset({"div", "p", "table", "tr", "ul", "ol", "dl", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "center", "hr", "dt", "dd", "li"})  # fmt: skip
_APART: Final = frozenset({"p", "ul", "ol", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_CRUDE: Final = re.compile(r"<(/?)(script|style)?[^<>]*>", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_OPENED: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_END_THEMSELVES: Final = frozenset({"p", "br", "img", "hr", "li", "td", "th", "tr", "dt", "dd", "meta", "link", "input", "option", "col", "tbody", "o", "base"})  # fmt: skip
_MANY_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Clean:
    html: str
    remote_pictures: int = 0
    cids: frozenset[str] = frozenset()


def sanitised(markup: str, *, remote_too: bool = False) -> Clean:
    """Without script, style and forms. Pictures that come with the mail stay; those from elsewhere are let go, unless
    somebody asked for them.
    """
    markup = _CARRIED.sub("data:,", markup)
    if _is_too_much(markup):
        return Clean("<pre>" + html.escape(crude_text(markup)) + "</pre>")
    remote, cids = 0, set()

    def judge(tag: str, attribute: str, value: str) -> str | None:
        nonlocal remote
        if tag != "img" or attribute != "src":
            return None if attribute == "href" and value.startswith("cid:") else value
        if value.lower().startswith("cid:"):
            cids.add(value[4:])
            return value
        remote += 1
        return value if remote_too and value.lower().startswith("https://") else None

    clean = nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags=_WITH_ALL_INSIDE,
        attributes=_ATTRIBUTES,
        attribute_filter=judge,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    return Clean(storable(clean).strip(), remote, frozenset(cids))


def _is_too_much(markup: str) -> bool:
    tags = markup.count("<")
    if len(markup) > LONGEST_HTML or tags > MOST_TAGS or markup.count("&") > MOST_ENTITIES:
        return True
    return tags > MOST_NESTED and _nested(markup) > MOST_NESTED


def _nested(markup: str) -> int:
    """How deep it goes at most; tags that end by themselves are not counted."""
    depth = deepest = 0
    for close, tag in _OPENED.findall(markup):
        if tag.lower() not in _END_THEMSELVES:
            depth += -1 if close else 1
            deepest = max(deepest, depth)
    return deepest


def text_of(clean: str) -> str:
    """The words of HTML that `sanitised` made; what is quoted begins with `> `."""
    writer = _Writer()
    for close, tag, attributes, text in _TOKEN.findall(clean):
        if text:
            writer.words(html.unescape(text))
        elif close:
            writer.closes(tag)
        else:
            writer.opens(tag, attributes)
    return _MANY_LINES.sub("\n\n", "\n".join([*writer.lines, writer.line.rstrip()])).strip()


def html_of(text: str) -> str:
    return f"<div>{html.escape(text).replace(chr(10), '<br>')}</div>" if text else ""


def crude_text(markup: str) -> str:
    """Of HTML that is too much to read with care."""
    kept, at, hidden = [], 0, False
    for tag in _CRUDE.finditer(markup, 0, LONGEST_HTML * 2):
        if not hidden:
            kept.append(markup[at : tag.start()])
        hidden = not tag[1] and (hidden or bool(tag[2]))
        at = tag.end()
    rest = "" if hidden else markup[at : LONGEST_HTML * 2]
    return html.unescape(" ".join([*kept, rest]))[:LONGEST_TEXT]


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.quoted = self.kept = 0

    def words(self, text: str) -> None:
        if self.kept:
            for piece in text.split("\n"):
                self._add(piece)
                self._end()
            return
        text = _SPACES.sub(" ", text).replace("\xa0", " ")
        self._add(text.lstrip() if self._is_new else text)

    def opens(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self._end()
        elif tag == "blockquote":
            self._block()
            self.quoted += 1
        elif tag == "img":
            alt = _ALT.search(attributes)
            self._add(html.unescape(alt[1]) if alt else "")
        elif tag in _BLOCKS:
            self._block()
            self._apart(tag)
            self.kept += tag == "pre"
            self._add({"li": "- ", "hr": "________________________________"}.get(tag, ""))
        elif tag in {"td", "th"} and not self._is_new:
            self._add(" ")

    def closes(self, tag: str) -> None:
        if tag in _BLOCKS or tag == "blockquote":
            self._block()
            self.kept -= tag == "pre" and self.kept > 0
            self.quoted -= tag == "blockquote" and self.quoted > 0
            self._apart(tag)

    def _apart(self, tag: str) -> None:
        if tag in _APART and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix.rstrip())

    @property
    def _prefix(self) -> str:
        return "> " * min(self.quoted, 5)

    @property
    def _is_new(self) -> bool:
        return self.line in {"", self._prefix}

    def _add(self, text: str) -> None:
        if text:
            self.line = (self.line or self._prefix) + text

    def _end(self) -> None:
        self.lines.append(self.line.rstrip() or self._prefix.rstrip())
        self.line = ""

    def _block(self) -> None:
        if not self._is_new:
            self._end()
        self.line = ""
