"""Which encoding a school's CSV is really in.

UTF-8 proves itself; UTF-16 shows by its NULs. What is left is a wager between Windows-1252, Latin-1 and Mac
Roman, decided by which of them makes the more likely British text of the bytes.
"""

from __future__ import annotations

import codecs
import math
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes

from firstbell.lib.sheets.likely_text import likelihood
from firstbell.lib.sheets.survey import Survey
from firstbell.lib.sheets.unreadable import Unreadable

# The codec names that may be chosen by hand, and what to call them on a page.
ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-16": "UTF-16 with a byte order mark",
    "utf-16-le": "UTF-16 (little endian)",
    "utf-16-be": "UTF-16 (big endian)",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252 (Western European)",
    "iso8859-1": "Latin-1 (ISO 8859-1)",
    "mac_roman": "Mac Roman",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp850": "Code page 850 (DOS)",
}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Bytes that mean nothing in Windows-1252.
_NOT_WINDOWS: Final = b"\x81\x8d\x8f\x90\x9d"
_C1: Final = bytes(range(0x80, 0xA0))


@dataclass(frozen=True, slots=True)
class Encoding:
    name: str
    label: str
    confidence: float
    why: str
    # Some letters do not fit the encoding; they are shown as well as they can be, and flagged.
    broken: bool = False


def choose(name: str) -> Encoding:
    try:
        codec = codecs.lookup(name).name
    except LookupError as problem:
        raise Unreadable(f"There is no encoding called {name}.", "encoding") from problem
    known = {codecs.lookup(known).name: known for known in ENCODINGS}
    if codec not in known:
        raise Unreadable(f"{name} is not an encoding that lists are read in.", "encoding")
    return Encoding(known[codec], ENCODINGS[known[codec]], 1.0, "You chose it.", broken=True)


def guess(found: Survey) -> Encoding:
    for mark, name in _BOMS:
        if found.head.startswith(mark):
            return _marked(name, found)
    return _wide(found) or _utf8(found) or _eight_bit(found)


def _marked(name: str, found: Survey) -> Encoding:
    broken = name == "utf-8-sig" and not found.valid_utf8
    return Encoding(name, ENCODINGS[name], 1.0, "The file says so itself.", broken)


def _wide(found: Survey) -> Encoding | None:
    even, odd = found.nuls_even, found.nuls - found.nuls_even
    most, least = max(even, odd), min(even, odd)
    if found.size < 4 or most < found.size * 0.04 or least > most * 0.05:
        return None
    name = "utf-16-be" if even > odd else "utf-16-le"
    share = most / (found.size / 2)
    why = "Every second byte is empty, as UTF-16 has it."
    return Encoding(name, ENCODINGS[name], round(min(0.99, 0.6 + share * 0.4), 2), why)


def _utf8(found: Survey) -> Encoding | None:
    if found.valid_utf8:
        why = "There are only plain letters in it." if found.ascii else "Every letter fits."
        return Encoding("utf-8", ENCODINGS["utf-8"], 1.0 if found.ascii else 0.99, why)
    if found.utf8_letters >= 6 and found.utf8_letters >= found.high * 0.9:
        share = found.utf8_letters / found.high
        why = "Nearly every letter fits; the others are flagged."
        return Encoding("utf-8", ENCODINGS["utf-8"], round(share * 0.95, 2), why, broken=True)
    return None


def _eight_bit(found: Survey) -> Encoding:
    foreign = _foreign(found)
    if foreign:
        return foreign
    bytes_seen = b"".join(found.contexts)
    impossible = len(bytes_seen) - len(bytes_seen.translate(None, _NOT_WINDOWS))
    windows = _score(found, "cp1252") - 6.0 * impossible
    mac = _score(found, "mac_roman") + (5.0 if found.only_carriage_returns else -2.0)
    margin = abs(windows - mac)
    confidence = round(1 / (1 + math.exp(-min(margin, 20.0) / 4)) - 0.01, 2)
    if mac > windows:
        why = "Its letters make sense that way"
        why += (
            ", and its lines end as an old Mac ends them." if found.only_carriage_returns else "."
        )
        return Encoding("mac_roman", ENCODINGS["mac_roman"], confidence, why)
    if impossible:
        why = "It has bytes that Windows-1252 does not know."
        return Encoding("iso8859-1", ENCODINGS["iso8859-1"], 0.5, why)
    why = "Its letters make sense that way."
    if len(bytes_seen.translate(None, _C1)) == len(bytes_seen):
        why += " Latin-1 reads it the same."
    return Encoding("cp1252", ENCODINGS["cp1252"], confidence, why)


def _score(found: Survey, codec: str) -> float:
    """The mean likelihood of a word, scaled as if there were never more than forty of them."""
    if not found.contexts:
        return 0.0
    total = sum(likelihood(context.decode(codec, "replace")) for context in found.contexts)
    return total / len(found.contexts) * min(len(found.contexts), 40)


def _foreign(found: Survey) -> Encoding | None:
    """Text that is mostly beyond ASCII is no Western list; ask the library about it."""
    letters = sum(map(str.isalpha, found.head[:20_000].decode("latin-1")))
    if found.high < 40 or found.high < letters * 0.3:
        return None
    best = from_bytes(found.head[:60_000]).best()
    if best is None or best.encoding not in ENCODINGS:
        return None
    why = "Most of its letters are not Western; this is a guess."
    return Encoding(best.encoding, ENCODINGS[best.encoding], round(0.8 * best.coherence, 2), why)
