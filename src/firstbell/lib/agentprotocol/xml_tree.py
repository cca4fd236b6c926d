"""XML from outside, parsed: no entities, nothing fetched, and not without end."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, ParseError, XMLParser

from firstbell.lib.agentprotocol.unreadable import Unreadable

MOST_MARKS: Final = 500_000
MOST_MENDED: Final = 8 * 1024 * 1024
_DECLARATION: Final = re.compile(rb"\s*<\?xml[^>]{0,200}\?>")
_ENCODING: Final = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_LATIN: Final = frozenset({"iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "iso-8859-15", "us-ascii", "ascii"})  # fmt: skip
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCES: Final = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|(\d{1,8}));")
_BARE: Final = re.compile(r"&(?!(?:#\d{1,8}|#x[0-9a-fA-F]{1,8}|amp|lt|gt|quot|apos);)")
_CLOSING_AT: Final = re.compile(r"<(?![A-Za-z_/!?])")


def parsed(text: bytes) -> Element:
    """The root element. Entities can only come from a DOCTYPE, and a text with one is refused before it is
    parsed; so the fast parser of the standard library has nothing to expand or fetch."""
    if len(text) > MOST_MARKS and text.count(b"<") > MOST_MARKS:
        raise Unreadable(f"The message has more than {MOST_MARKS:,} marks.")
    plain = as_utf8(text)
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise Unreadable("The XML declares a document type, which no agent needs.")
    try:
        return _parse(plain)
    except ParseError as problem:
        return _second_try(plain, problem)


def _second_try(plain: bytes, problem: ParseError) -> Element:
    mended = _mended(plain) if len(plain) <= MOST_MENDED else plain.strip()
    if mended != plain.strip():
        try:
            return _parse(mended)
        except ParseError as second:
            problem = second
    raise Unreadable("The XML is broken off or not well-formed.") from problem


def _parse(plain: bytes) -> Element:
    parser = XMLParser(encoding="utf-8")  # noqa: S314 -- has no DOCTYPE, see parsed()
    parser.feed(plain)
    root: Element = parser.close()
    return root


def as_utf8(text: bytes) -> bytes:
    """Without its declaration, and in UTF-8 whatever that says."""
    head = _DECLARATION.match(text)
    if not head:
        return text
    rest = text[head.end() :]
    named = _ENCODING.search(head[0])
    encoding = named[1].decode().lower() if named else "utf-8"
    return (
        rest.decode("cp1252", "replace").encode()
        if encoding in _LATIN and not _is_utf8(rest)
        else rest
    )


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _mended(plain: bytes) -> bytes:
    """Without what some agents let through: control characters, references to them, bare ampersands."""
    text = _CONTROLS.sub("", plain.decode("utf-8", "replace"))
    text = _BARE.sub("&amp;", _REFERENCES.sub(_allowed, text))
    return _CLOSING_AT.sub("&lt;", text).strip().encode()


def _allowed(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else int(found[2])
    fine = number in {9, 10, 13} or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return found[0] if fine or 0x10000 <= number < 0x110000 else ""
