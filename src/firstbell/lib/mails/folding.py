"""What a mail quotes, folded away: in HTML that `markup.sanitised` made, where every tag that is opened is closed."""

from __future__ import annotations

import html
import re
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^<>"])*)>|([^<]+|<)""")
_EMPTY: Final = frozenset({"br", "img", "hr", "col"})
_FROM: Final = re.compile(r"^\s*(?:from|von|de|da|van|od|oddi wrth)\s?:", re.IGNORECASE)
_SENT: Final = re.compile(r"\b(?:sent|date|gesendet|datum|envoyé|enviado|inviato|verzonden|anfonwyd)\s?:", re.IGNORECASE)  # fmt: skip
_NEAR: Final = 600  # letters within which the headers of a quoted mail stand
_MOST: Final = 20  # quotes that are folded
FOLD: Final = "<details><summary>What was quoted</summary>"


class _Open(NamedTuple):
    tag: str
    at: int
    said: int  # letters before it


def folded(page: str) -> str:
    """Nothing is folded where nothing would be left."""
    ranges = [one for one in _quotes(page) if _says(page[: one[0]])][:_MOST]
    pieces, at = [], 0
    for begin, end in ranges:
        pieces += [page[at:begin], FOLD, page[begin:end], "</details>"]
        at = end
    return "".join([*pieces, page[at:]])


def _says(piece: str) -> bool:
    return "<img" in piece or bool(html.unescape(re.sub(r"<[^<>]*>", "", piece)).strip())


def _quotes(page: str) -> list[tuple[int, int]]:
    """Blockquotes as they are cited, and all that stands below the headers of an earlier mail, as Outlook writes them."""
    reader = _Reader(page)
    for token in _TOKEN.finditer(page):
        close, tag, attributes, text = token.groups()
        if text:
            reader.words(token)
        elif close:
            reader.closes(token)
        elif tag not in _EMPTY:
            reader.opens(token, tag, attributes)
    return reader.ended()


class _Reader:
    def __init__(self, page: str) -> None:
        self.page = page
        self.stack: list[_Open] = []
        self.said = 0
        self.found: list[tuple[int, int]] = []
        # How deep what is quoted lies, where it begins, and whether what follows it there belongs to it.
        self.quote: tuple[int, int, bool] | None = None

    def words(self, token: re.Match[str]) -> None:
        if self.quote is None and _heads(self.page, token):
            self.quote = (*_outermost(self.stack, self.said, token.start()), True)
        self.said += len(token[4].strip())

    def opens(self, token: re.Match[str], tag: str, attributes: str) -> None:
        if self.quote is None and _is_cited(self.page, token.start(), tag, attributes):
            self.quote = (len(self.stack), token.start(), False)
        self.stack.append(_Open(tag, token.start(), self.said))

    def closes(self, token: re.Match[str]) -> None:
        if not self.stack:
            return
        self.stack.pop()
        if self.quote is None:
            return
        depth, begin, to_the_end = self.quote
        if len(self.stack) < depth + (not to_the_end):
            self.found.append((begin, token.start() if to_the_end else token.end()))
            self.quote = None

    def ended(self) -> list[tuple[int, int]]:
        if self.quote is not None and self.quote[2]:
            self.found.append((self.quote[1], len(self.page)))
        return self.found


def _is_cited(page: str, at: int, tag: str, attributes: str) -> bool:
    if tag != "blockquote":
        return False
    before = html.unescape(re.sub(r"<[^<>]*>", "", page[max(0, at - 400) : at])).rstrip()
    return 'type="cite"' in attributes or before.endswith(":")


def _heads(page: str, token: re.Match[str]) -> bool:
    if not _FROM.match(token[4]):
        return False
    near = re.sub(r"<[^<>]*>", " ", page[token.start() : token.start() + 4 * _NEAR])
    return _SENT.search(near[:_NEAR]) is not None


def _outermost(stack: list[_Open], said: int, at: int) -> tuple[int, int]:
    """The largest that begins with it: how deep it lies, and where it begins."""
    for depth, one in enumerate(stack):
        if one.said == said and depth > 0:
            return depth, one.at
    return len(stack), at
