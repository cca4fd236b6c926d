"""The headers of a part: found in bytes that may be broken, unfolded, decoded when somebody asks."""

from __future__ import annotations

import re
from typing import Final

from firstbell.lib.mails import words
from firstbell.lib.mails.charsets import decoded, one_line
from firstbell.lib.mails.limits import LONGEST_HEADER, MOST_HEADER_BYTES, MOST_HEADERS

_FIELD: Final = re.compile(rb"([\x21-\x39\x3b-\x7e]{1,100})[ \t]*:[ \t]*")
# What may follow a line that is no header without the body having begun.
_SURELY: Final = re.compile(rb"(?:from|to|cc|subject|date|message-id|reply-to|received|mime-version|content-type|content-transfer-encoding|x-[\w-]{1,40})[ \t]*:", re.IGNORECASE)  # fmt: skip
_MBOX: Final = re.compile(rb">?From [^:\s]")
_BLANK: Final = re.compile(rb"\n\r?\n")


class Headers:
    """Those of one part, in their order. Of two of a name the first counts."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: list[tuple[str, bytes]]) -> None:
        self._pairs = pairs

    def __contains__(self, name: str) -> bool:
        return any(known == name for known, _ in self._pairs)

    def all(self, name: str) -> list[str]:
        """Each as one line, encoded words left as they are: they may hide commas."""
        return [decoded(value).replace("\n", " ") for known, value in self._pairs if known == name]

    def first(self, name: str) -> str:
        for known, value in self._pairs:
            if known == name:
                return decoded(value).replace("\n", " ").strip()
        return ""

    def plain(self, name: str, most: int) -> str:
        return one_line(words.plain(self.first(name)), most)

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self._pairs}


def split(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The headers that begin at `start`, and where the body begins."""
    found: list[tuple[str, list[bytes]]] = []
    at, last = _first_line(raw, start, end), min(end, start + MOST_HEADER_BYTES)
    while at < last:
        line_end = raw.find(b"\n", at, end)
        line_end, after = (end, end) if line_end < 0 else (line_end, line_end + 1)
        line = raw[at : min(line_end, at + LONGEST_HEADER)].rstrip(b"\r")
        if not line or not (_kept(line, found) or _SURELY.match(raw, after, end)):
            return _made(found), after if not line else at
        at = after
    return _made(found), _past(raw, at, end)


def _first_line(raw: bytes, start: int, end: int) -> int:
    while start < end and raw[start : start + 1] in (b"\r", b"\n"):
        start += 1
    if _MBOX.match(raw, start, end):
        line_end = raw.find(b"\n", start, end)
        return end if line_end < 0 else line_end + 1
    return start


def _kept(line: bytes, found: list[tuple[str, list[bytes]]]) -> bool:
    """Whether the line belongs to the headers; it is then among those found."""
    if line[:1] in (b" ", b"\t"):
        if found and len(found[-1][1]) < LONGEST_HEADER // 64:
            found[-1][1].append(line)
        return bool(found)
    field = _FIELD.match(line)
    if field and len(found) < MOST_HEADERS:
        found.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
    return field is not None


def _made(found: list[tuple[str, list[bytes]]]) -> Headers:
    return Headers([(name, b"".join(lines)[:LONGEST_HEADER]) for name, lines in found])


def _past(raw: bytes, at: int, end: int) -> int:
    """Where headers without end do end."""
    if at >= end:
        return end
    blank = _BLANK.search(raw, at, end)
    return blank.end() if blank else end
