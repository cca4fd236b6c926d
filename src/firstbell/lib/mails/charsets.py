"""Bytes into text, whatever they are said to be in. Never raises, and what comes out can always be stored."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

_SAMPLE: Final = 3_000
_ENOUGH: Final = 20  # bytes that a guess can be built on
_NOT_CYRILLIC: Final = re.compile(rb"[\x80-\x8f\x90\x98-\x9f\xa1-\xa2\xa4-\xa7\xa9-\xb2\xb4-\xb7\xb9-\xbf]")  # fmt: skip
# What browsers read under these names, which is what their senders meant.
_MEANT: Final = {
    "ascii": "cp1252", "us-ascii": "cp1252", "ansi": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859_8", "iso-8859-8-e": "iso8859_8", "iso-8859-6-i": "iso8859_6", "windows-874": "cp874",
    "x-mac-roman": "mac_roman", "macintosh": "mac_roman", "unicode-1-1-utf-7": "utf-7", "big5": "big5hkscs",
}  # fmt: skip
# Python's codecs that are no character sets, or take very long over bytes made for it.
_NEVER: Final = frozenset({"idna", "punycode", "unicode-escape", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})  # fmt: skip
_NO_NAME: Final = frozenset({"", "unknown", "unknown-8bit", "x-unknown", "default", "utf-8", "utf8", "ascii", "us-ascii", "binary", "8bit", "7bit", "none", "default_charset"})  # fmt: skip
_UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_ENDS: Final = re.compile(r"\r\n?|\u2028|\u2029")
_HIDING: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")  # fmt: skip
_JAPANESE: Final = re.compile(rb"\x1b\$[@B]|\x1b\([BJ]")


def decoded(raw: bytes, label: str = "", *, guess: bool = False) -> str:
    """Text with plain line ends. What is in no charset it could be in has its odd bytes replaced.

    To `guess` takes fifty times as long, and is for text alone.
    """
    name = label.strip(" '\"").lower()[:60].partition("*")[0]
    return storable(
        _as_said(raw, name, guess=guess)
        if name not in _NO_NAME
        else _as_it_looks(raw, name, guess=guess)
    )


def storable(text: str) -> str:
    """Without NULs, control characters and halves of letters, which a database or a page would refuse."""
    return _UNSTORABLE.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str, most: int) -> str:
    """For names and subjects: nothing hides in it, and nothing turns it round."""
    return " ".join(_HIDING.sub(" ", text[: most * 4]).split())[:most].strip()


def _as_said(raw: bytes, name: str, *, guess: bool) -> str:
    codec = _codec(_MEANT.get(name, name))
    if not codec:
        return _as_it_looks(raw, "", guess=guess)
    for attempt in (codec, "utf-8"):
        text = _strict(raw, attempt)
        if text is not None:
            return text
    if codec.startswith("utf") or not raw.isascii():
        try:
            return raw.decode(codec, "replace")
        except (UnicodeError, ValueError, LookupError):
            return raw.decode("utf-8", "replace")
    return raw.decode("ascii")


def _as_it_looks(raw: bytes, name: str, *, guess: bool) -> str:
    if _JAPANESE.search(raw[: _SAMPLE * 10]) and raw.isascii():
        japanese = _strict(raw, "iso2022_jp_ext")
        if japanese is not None:
            return japanese
    text = _strict(raw, "utf-8-sig")
    if text is not None:
        return text
    if name in {"utf-8", "utf8"} and _mostly_utf8(raw):
        return raw.decode("utf-8", "replace")
    return _guessed(raw, guess=guess)


def _mostly_utf8(raw: bytes) -> bool:
    """Cut in the middle of a letter, or with a few bytes spoilt, it is still what it says."""
    sample = raw[: _SAMPLE * 10]
    lost = sample.decode("utf-8", "replace").count("\ufffd")
    high = len(sample.translate(None, bytes(range(128))))
    return lost * 2 <= high


def _guessed(raw: bytes, *, guess: bool) -> str:
    high = raw.translate(None, bytes(range(128)))
    cyrillic = _cyrillic(raw, high)
    if cyrillic:
        return raw.decode(cyrillic, "replace")
    if guess and len(high) >= _ENOUGH:
        best = from_bytes(_telling(raw)).best()
        codec = _codec(best.encoding) if best else ""
        text = _strict(raw, codec) if codec else None
        if text is not None:
            return text
    return raw.decode("cp1252", "replace")


def _cyrillic(raw: bytes, high: bytes) -> str:
    """Whole words of high bytes; small letters are the most, and where they lie tells the two charsets apart."""
    letters = len(re.findall(rb"[A-Za-z]", raw[:_SAMPLE]))
    if len(high) < 4 or letters > len(high[:_SAMPLE]) // 2 or _NOT_CYRILLIC.search(high[:_SAMPLE]):
        return ""
    lower = sum(byte < 0xE0 for byte in high[:_SAMPLE])
    return "koi8-r" if lower * 2 > len(high[:_SAMPLE]) else "cp1251"


def _telling(raw: bytes) -> bytes:
    """A sample that begins where the letters in question do."""
    first = next((at for at, byte in enumerate(raw[:200_000]) if byte > 127), 0)
    return raw[max(0, first - 200) : first + _SAMPLE]


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError, LookupError):
        return None


def _codec(name: str) -> str:
    if name in _NEVER or not name.isascii() or "\0" in name:
        return ""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding and found.name not in _NEVER else ""
