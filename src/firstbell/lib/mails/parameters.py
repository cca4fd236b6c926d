"""`text/plain; charset=utf-8; name*0*=…`: values with parameters, continued and encoded (RFC 2231, RFC 2047)."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from firstbell.lib.mails import words
from firstbell.lib.mails.charsets import decoded

_PARAMETER: Final = re.compile(r""";\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)""", re.DOTALL)  # fmt: skip
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_CONTINUED: Final = re.compile(r"([^*]+)\*(?:(\d{1,3})(\*)?)?")
_COMMENT: Final = re.compile(r"\([^()]*\)")


def parsed(header: str) -> tuple[str, dict[str, str]]:
    """The value in small letters, and its parameters, decoded."""
    value = _COMMENT.sub("", header.partition(";")[0]).strip(" \t'\"").lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(header):
        name, text = found[1].lower(), _unquoted(found[2])
        continued = _CONTINUED.fullmatch(name)
        if continued:
            encoded = continued[2] is None or continued[3] is not None
            pieces.setdefault(continued[1], {})[int(continued[2] or 0)] = text, encoded
        else:
            plain.setdefault(name, words.plain(text))
    return value, plain | {name: _joined(parts) for name, parts in pieces.items()}


def _unquoted(text: str) -> str:
    text = text.strip()
    if text[:1] != '"':
        return text.partition(" (")[0].strip()
    return _ESCAPED.sub(r"\1", text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:])


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """The charset stands before the first piece: utf-8'en'caf%C3%A9."""
    charset, raw = "", b""
    for number in sorted(parts):
        text, encoded = parts[number]
        if encoded and not raw and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return words.plain(decoded(raw, charset))
