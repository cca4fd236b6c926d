"""A body made readable for a person: indented, and without what is not to be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from firstbell.lib.agentprotocol.envelope import Kind
from firstbell.lib.agentprotocol.fields import SECTIONS_RENAMED
from firstbell.lib.agentprotocol.unreadable import Unreadable
from firstbell.lib.agentprotocol.xml_tree import as_utf8

# A longer one is shown on one line each: nobody reads it through, and indenting takes its time.
MOST_INDENTED: Final = 2 * 1024 * 1024
_TOKENS: Final = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+|<",
    re.DOTALL,
)
_NAME: Final = re.compile(r"</?\s*([^\s/>]+)")


class Hidden(NamedTuple):
    """By their names in the JSON, in small letters: sections that are left out, and fields whose value is."""

    sections: Collection[str] = frozenset()
    values: Collection[str] = frozenset()


def readable(text: bytes, kind: Kind, hidden: Hidden) -> str:
    """The whole message for a page or a file, or Unreadable."""
    return _xml(text, hidden) if kind == "xml" else _json(text, hidden)


def _json(text: bytes, hidden: Hidden) -> str:
    def blanked(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {name: "" if name.lower() in hidden.values else value for name, value in pairs}

    plain = text.decode("utf-8", "replace")
    try:
        whole = json.loads(plain, strict=False, object_pairs_hook=blanked)
        shown = _without(whole, hidden)
        indent = 2 if len(text) <= MOST_INDENTED else None
        words = json.dumps(shown, ensure_ascii=False, indent=indent)
    except (ValueError, RecursionError) as problem:
        raise Unreadable("What came cannot be read any more.") from problem
    return words.encode("utf-8", "replace").decode()


def _without(whole: Any, hidden: Hidden) -> Any:
    """Sections stand in the content; what some put beside it is none the less one."""
    if not isinstance(whole, dict):
        return whole
    kept = {name: value for name, value in whole.items() if not _is_hidden(name, hidden)}
    content = kept.get("content")
    if isinstance(content, dict):
        kept["content"] = {
            name: value for name, value in content.items() if not _is_hidden(name, hidden)
        }
    return kept


def _is_hidden(name: str, hidden: Hidden) -> bool:
    return name.strip().lower() in hidden.sections


def _xml(text: bytes, hidden: Hidden) -> str:
    return _Indented(hidden).of(as_utf8(text).decode("utf-8", "replace"))


@dataclass
class _Indented:
    """Writes the tokens of an XML a line each; what is inside a hidden element is passed over."""

    hidden: Hidden
    lines: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    # How deep the element stands that is being passed over, and whether its own marks are shown.
    over: int | None = None
    marks: bool = False
    # The last line is an opening mark or text: what closes it stands on the same line.
    open: bool = False

    def of(self, text: str) -> str:
        for token in _tokens(text):
            act: Callable[[str], None] = self._text
            if token.startswith("</"):
                act = self._close
            elif token.startswith("<") and token[1:2] not in ("!", "?", ""):
                act = self._begin
            act(token)
        return "\n".join(self.lines)

    def _begin(self, token: str) -> None:
        name, empty = _name(token), token.endswith("/>")
        if self.over is None:
            section = self._is_section(name)
            if not section:
                self._line(token, is_open=not empty)
            if not empty and (section or name in self.hidden.values):
                self.over, self.marks = len(self.path), not section
        if not empty:
            self.path.append(name)

    def _is_section(self, name: str) -> bool:
        return len(self.path) <= 2 and SECTIONS_RENAMED.get(name, name) in self.hidden.sections

    def _close(self, token: str) -> None:
        if self.path:
            self.path.pop()
        if self.over is not None:
            if len(self.path) > self.over:
                return
            self.over = None
            if not self.marks:
                return
        if self.open:
            self.lines[-1] += token
            self.open = False
        else:
            self._line(token, is_open=False)

    def _text(self, token: str) -> None:
        if self.over is not None or token.isspace():
            return
        if self.open:
            self.lines[-1] += token.strip()
        else:
            self._line(token.strip(), is_open=False)

    def _line(self, words: str, *, is_open: bool) -> None:
        self.lines.append("  " * len(self.path) + words)
        self.open = is_open


def _tokens(text: str) -> Iterator[str]:
    return (found[0] for found in _TOKENS.finditer(text))


def _name(token: str) -> str:
    found = _NAME.match(token)
    return found[1].lower() if found else ""
