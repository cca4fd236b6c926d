"""How bytes travelled: base64, quoted-printable, uuencode. What is damaged gives what can be saved of it."""

from __future__ import annotations

import binascii
import re
from io import BytesIO
from typing import Final

_BASE64: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64: Final = bytes(sorted(set(range(256)) - set(_BASE64)))
_MOST_PIECES: Final = 1_000
UU_BEGIN: Final = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,250})\r?$", re.MULTILINE)
_UU_END: Final = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)


def opened(raw: bytes, how: str) -> bytes:
    match how.strip(" '\"").lower():
        case "base64" | "b" | "base-64":
            return from_base64(raw)
        case "quoted-printable" | "quoted_printable" | "qp" | "q":
            return binascii.a2b_qp(raw)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return from_uu(raw)
        case _:
            return raw


def from_base64(raw: bytes) -> bytes:
    """Several in a row, with padding between them, are one."""
    clean = raw.translate(None, _NOT_BASE64)
    if b"=" not in clean.rstrip(b"="):
        return _piece(clean.rstrip(b"="))
    return b"".join(_piece(piece) for piece in re.split(b"=+", clean, maxsplit=_MOST_PIECES))


def _piece(clean: bytes) -> bytes:
    if b"=" in clean:
        clean = clean.replace(b"=", b"")
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def from_uu(raw: bytes) -> bytes:
    """The bytes of the first file; without a first line, of all of it."""
    begin = UU_BEGIN.search(raw)
    body = raw[begin.end() :] if begin else raw
    end = _UU_END.search(body)
    return _uu_lines(body[: end.start()] if end else body)


def uu_files(raw: bytes, most: int) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The text without the files that were typed into it, and those files."""
    kept: list[bytes] = []
    files: list[tuple[bytes, bytes]] = []
    at = 0
    for begin in UU_BEGIN.finditer(raw):
        if begin.start() < at:
            continue
        end = _UU_END.search(raw, begin.end())
        if not end or len(files) == most:
            break
        kept.append(raw[at : begin.start()])
        files.append((begin[1], _uu_lines(raw[begin.end() : end.start()])))
        at = end.end()
    return b"".join([*kept, raw[at:]]), files


def _uu_lines(body: bytes) -> bytes:
    found = bytearray()
    for line in BytesIO(body):
        found += _uu_line(line.rstrip(b"\r\n"))
    return bytes(found)


def _uu_line(line: bytes) -> bytes:
    if not line:
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Longer than it says, as some programs pad; shorter is filled by a2b_uu itself.
        size = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:size])
        except binascii.Error:
            return b""
