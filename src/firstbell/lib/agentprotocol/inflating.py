"""Compressed bodies made plain, never past a limit: a bomb is refused after a few steps, not after it went off."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Final

import brotli

from firstbell.lib.agentprotocol.unreadable import Unreadable

_STEP: Final = 1024 * 1024
_RAW: Final = -zlib.MAX_WBITS
_GZIP: Final = zlib.MAX_WBITS | 16


def unzlib(body: bytes, most: int) -> bytes:
    return _inflated(body, zlib.MAX_WBITS, most)


def ungzip(body: bytes, most: int) -> bytes:
    return _inflated(body, _GZIP, most)


def undeflate(body: bytes, most: int) -> bytes:
    """What is called deflate is a zlib stream to some and a bare one to others."""
    try:
        return _inflated(body, zlib.MAX_WBITS, most)
    except Unreadable:
        return _inflated(body, _RAW, most)


def _inflated(body: bytes, window: int, most: int) -> bytes:
    """One stream; what follows it is junk that some agents send, and is let go."""
    stream = zlib.decompressobj(window)
    try:
        plain = stream.decompress(body, min(most + 1, _STEP))
        if stream.unconsumed_tail:
            plain = _rest(plain, stream, most)
    except zlib.error as problem:
        raise _damaged() from problem
    if not stream.eof:
        raise Unreadable("The body does not unpack: it was cut short on the way.")
    refuse_past(len(plain), most)
    return plain


def _rest(first: bytes, stream: zlib._Decompress, most: int) -> bytes:
    pieces, size = [first], len(first)
    while stream.unconsumed_tail and not stream.eof:
        refuse_past(size, most)
        piece = stream.decompress(stream.unconsumed_tail, min(most + 1 - size, _STEP))
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def unbrotli(body: bytes, most: int) -> bytes:
    stream = brotli.Decompressor()
    pieces, size = [], 0
    try:
        piece = stream.process(body, output_buffer_limit=_STEP)
        while piece or not (stream.is_finished() or stream.can_accept_more_data()):
            pieces.append(piece)
            size += len(piece)
            refuse_past(size, most)
            piece = stream.process(b"", output_buffer_limit=_STEP)
    except brotli.error as problem:
        raise _damaged() from problem
    if not stream.is_finished():
        raise Unreadable("The body does not unpack: it was cut short on the way.")
    return b"".join(pieces)


def _damaged() -> Unreadable:
    return Unreadable("The body does not unpack: it was damaged on the way.")


def refuse_past(size: int, most: int) -> None:
    if size > most:
        raise Unreadable(f"The body is larger than {most // (1024 * 1024)} MB when unpacked.")


UNPACK: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "zlib": unzlib,
    "gzip": ungzip,
    "deflate": undeflate,
    "brotli": unbrotli,
}
