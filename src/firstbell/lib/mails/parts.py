"""A mail as a tree of parts, by position in its bytes: nothing is copied until somebody wants a part's content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from firstbell.lib.mails import headers, parameters, transfer
from firstbell.lib.mails.headers import Headers
from firstbell.lib.mails.limits import DEEPEST, MOST_BOUNDARIES, MOST_PARTS

_GUESS: Final = re.compile(rb"(?<![^\n])--([^\s-][^\r\n]{0,69}?)[ \t]*\r?\n")
_TYPE: Final = re.compile(r"[\w.+-]+/[\w.+-]+")


@dataclass(slots=True)
class Limits:
    """What is left of the limits, for all parts together."""

    parts: int = MOST_PARTS
    boundaries: int = MOST_BOUNDARIES
    oddities: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Part:
    raw: bytes
    headers: Headers
    content_type: str
    parameters: dict[str, str]
    start: int  # of the body
    end: int
    parts: list[Part] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        return self.raw[self.start : self.end]

    @property
    def data(self) -> bytes:
        """The content as it was before it was sent."""
        return transfer.opened(self.body, self.headers.first("content-transfer-encoding"))

    @property
    def main(self) -> str:
        return self.content_type.partition("/")[0]

    def walk(self) -> Iterator[Part]:
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.parts))


def parse(raw: bytes, limits: Limits | None = None) -> Part:
    return _part(raw, (0, len(raw)), limits or Limits(), depth=0)


def _part(
    raw: bytes, span: tuple[int, int], limits: Limits, *, depth: int, usual: str = "text/plain"
) -> Part:
    found, body = headers.split(raw, *span)
    kind, named = parameters.parsed(found.first("content-type"))
    part = Part(raw, found, _sure(kind, usual), named, body, span[1])
    if part.main == "multipart":
        _divide(part, limits, depth)
    return part


def _sure(kind: str, usual: str) -> str:
    if _TYPE.fullmatch(kind):
        return kind
    return usual if kind not in {"multipart", "html"} else {"html": "text/html"}.get(kind, "multipart/mixed")  # fmt: skip


def _divide(part: Part, limits: Limits, depth: int) -> None:
    if depth >= DEEPEST:
        limits.oddities.add(f"It has more than {DEEPEST} parts inside one another.")
        part.content_type = "application/octet-stream"  # kept as it is
        return
    usual = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    for span in _spans(part, limits):
        if limits.parts <= 0:
            limits.oddities.add(f"It has more than {MOST_PARTS} parts.")
            break
        limits.parts -= 1
        part.parts.append(_part(part.raw, span, limits, depth=depth + 1, usual=usual))
    if not part.parts:
        part.content_type = "text/plain"


def _spans(part: Part, limits: Limits) -> list[tuple[int, int]]:
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace")[:200].rstrip()
    spans = _between(part, boundary, limits) if boundary else []
    guess = None if spans else _GUESS.search(part.raw, part.start, min(part.end, part.start + 4096))
    if guess and guess[1] != boundary:
        limits.oddities.add("Its parts are not where it says they are.")
        spans = _between(part, guess[1], limits)
    return spans


def _between(part: Part, boundary: bytes, limits: Limits) -> list[tuple[int, int]]:
    """A missing last boundary ends with the bytes; what follows the last boundary is nobody's."""
    spans, begun = [], -1
    for before, after, closing in _lines(part, b"--" + boundary, limits):
        if begun >= 0:
            spans.append((begun, max(begun, before)))
        begun = -1 if closing else after
        if closing:
            break
    if begun >= 0:
        limits.oddities.add("Its end is missing.")
        spans.append((begun, part.end))
    return spans


def _lines(part: Part, mark: bytes, limits: Limits) -> Iterator[tuple[int, int, bool]]:
    """Each boundary: where what is before it ends, where what is after it begins, and whether it is the last."""
    raw, at = part.raw, part.start
    whole = re.compile(re.escape(mark) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    while limits.boundaries > 0:
        at = raw.find(mark, at, part.end)
        if at < 0:
            return
        limits.boundaries -= 1
        line = whole.match(raw, at, part.end)
        if line and (at == part.start or raw[at - 1 : at] == b"\n"):
            before = at - 1 if raw[at - 1 : at] == b"\n" and at > part.start else at
            before -= before > part.start and raw[before - 1 : before] == b"\r"
            yield before, line.end(), line[1] is not None
            at = line.end()
        else:
            at += len(mark)
