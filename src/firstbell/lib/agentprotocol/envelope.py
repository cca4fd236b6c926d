"""The body of a request as it came, made plain; and an answer packed the way the question was."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import brotli

from firstbell.lib.agentprotocol.inflating import UNPACK, refuse_past
from firstbell.lib.agentprotocol.unreadable import Unreadable

Kind = Literal["json", "xml"]
Form = Literal["zlib", "gzip", "deflate", "brotli", "none"]

MOST: Final = 64 * 1024 * 1024
_TYPES: Final[dict[str, Form]] = {
    "application/x-compress-zlib": "zlib",
    "application/x-zlib": "zlib",
    "application/x-compress-gzip": "gzip",
    "application/x-gzip": "gzip",
    "application/x-compress-deflate": "deflate",
    "application/x-deflate": "deflate",
    "application/x-compress-br": "brotli",
    "application/x-br": "brotli",
    "application/json": "none",
    "application/xml": "none",
    "text/xml": "none",
    "text/plain": "none",
}
_ANSWERED: Final[dict[Form, str]] = {
    "zlib": "application/x-compress-zlib",
    "gzip": "application/x-compress-gzip",
    "deflate": "application/x-compress-deflate",
    "brotli": "application/x-compress-br",
}
_MARKS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_BARE_UTF16: Final = {b"<\0": "utf-16-le", b"\0<": "utf-16-be", b"{\0": "utf-16-le", b"\0{": "utf-16-be"}  # fmt: skip
_SPACE: Final = b" \t\r\n\0"
_START: Final = 800


class Packing(NamedTuple):
    """How a body was compressed, and the content type that says so."""

    form: Form
    content_type: str


PLAIN: Final = Packing("none", "")


@dataclass(frozen=True, slots=True)
class Opened:
    text: bytes
    kind: Kind
    packing: Packing
    # How many bytes it was on the way.
    size: int = 0


def opened(content_type: str, body: bytes, *, most: int = MOST) -> Opened:
    """The text of a body, at most `most` bytes of it, or Unreadable."""
    if not body:
        raise Unreadable("The body is empty.")
    declared = content_type.partition(";")[0].strip().lower()
    problem = None
    for form in _candidates(_TYPES.get(declared), body):
        try:
            text = _plain(form, body, most)
            return Opened(text, _kind(text), _packing(form, declared), len(body))
        except Unreadable as refusal:
            problem = problem or refusal
    raise problem or Unreadable(f"The body is neither JSON nor XML ({declared[:60] or 'no type'}).")


def begun(content_type: str, body: bytes) -> tuple[Kind, Packing]:
    """The dialect and the packing of a body that was read before, without unpacking all of it."""
    declared = content_type.partition(";")[0].strip().lower()
    if _TYPES.get(declared) == _sniffed(body) == "zlib":
        start = zlib.decompressobj().decompress(body, _START)
        return _kind(_utf8(start)), Packing("zlib", declared)
    whole = opened(content_type, body)
    return whole.kind, whole.packing


def packed(text: bytes, packing: Packing) -> tuple[str, bytes]:
    """Content type and body of an answer: packed the way the question came."""
    if packing.form == "none":
        kind = "application/xml" if text[:1] == b"<" else "application/json"
        return kind, text
    return packing.content_type, _packed(text, packing.form)


def _packed(text: bytes, form: Form) -> bytes:
    if form == "gzip":
        return gzip.compress(text, mtime=0)
    if form == "brotli":
        return bytes(brotli.compress(text, quality=5))
    if form == "deflate":
        raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return raw.compress(text) + raw.flush()
    return zlib.compress(text)


def _packing(form: Form, declared: str) -> Packing:
    if form == "none":
        return PLAIN
    kept = declared if _TYPES.get(declared) == form else _ANSWERED[form]
    return Packing(form, kept)


def _candidates(declared: Form | None, body: bytes) -> list[Form]:
    """What the body may be: as its type says first, then as its own first bytes say."""
    seen = _sniffed(body)
    found = [form for form in (declared, seen) if form is not None]
    if not found:
        return ["deflate"]
    return list(dict.fromkeys(found))


def _sniffed(body: bytes) -> Form | None:
    if body[:2] == b"\x1f\x8b":
        return "gzip"
    if body[0] & 0x0F == 8 and len(body) > 1 and (body[0] << 8 | body[1]) % 31 == 0:
        return "zlib"
    if body[:2] in _BARE_UTF16 or body[:2] in _MARKS or body[:3] in _MARKS:
        return "none"
    return "none" if body.lstrip(_SPACE)[:1] in {b"{", b"<", b"["} else None


def _plain(form: Form, body: bytes, most: int) -> bytes:
    if form == "none":
        refuse_past(len(body), most)
        return _utf8(body)
    return _utf8(UNPACK[form](body, most))


def _utf8(text: bytes) -> bytes:
    for size in (2, 3):
        encoding = _MARKS.get(text[:size])
        if encoding:
            bare = text[size:]
            return bare if size == 3 else bare.decode(encoding, "replace").encode()
    encoding = _BARE_UTF16.get(text[:2])
    return text.decode(encoding, "replace").encode() if encoding else text


def _kind(text: bytes) -> Kind:
    first = text[:200].lstrip(_SPACE)[:1]
    if first in {b"{", b"["}:
        return "json"
    if first == b"<":
        return "xml"
    raise Unreadable("The body is neither JSON nor XML.")
