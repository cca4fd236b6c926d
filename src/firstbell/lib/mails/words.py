"""Encoded words in headers, =?utf-8?q?caf=C3=A9?= (RFC 2047), as they are meant and as they are found."""

from __future__ import annotations

import binascii
import re
from typing import Final

from firstbell.lib.mails.charsets import decoded
from firstbell.lib.mails.transfer import from_base64

_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,4000})\?=")
_BETWEEN: Final = re.compile(r"(\?=)\s+(?==\?)")


def plain(text: str) -> str:
    """Words of one charset that follow each other are one text: some programs cut them inside a letter."""
    if "=?" not in text:
        return text
    text = _BETWEEN.sub(r"\1", text)
    pieces, at = [], 0
    waiting, charset = b"", ""
    for word in _WORD.finditer(text):
        gap = text[at : word.start()]
        if waiting and (gap or word[1].lower() != charset):
            pieces.append(decoded(waiting, charset))
            waiting = b""
        pieces.append(gap)
        waiting, charset, at = waiting + _bytes(word[2], word[3]), word[1].lower(), word.end()
    pieces += [decoded(waiting, charset) if waiting else "", text[at:]]
    return "".join(pieces)


def _bytes(how: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if how in "bB":
        return from_base64(raw)
    return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)
