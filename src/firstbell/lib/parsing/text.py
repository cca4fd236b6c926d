from __future__ import annotations

import re
import unicodedata
from typing import Final

from firstbell.lib.parsing.unclear import Unclear, shown

_SPACES: Final = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_SPACES_IN_LINE: Final = re.compile(r"[^\S\n]+")
# Marks that cannot be seen and make two equal names differ; joiners stay inside scripts that need them.
_UNSEEN: Final = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    r"|(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])"
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SCIENTIFIC: Final = re.compile(r"[-+]?\d{1,3}(?:[.,]\d+)?[eE]\+?\d{1,3}")
LOST: Final = "\ufffd"


def clean_text(text: str, *, keep_lines: bool = False) -> str:
    """The text as a person would have typed it: spaces are spaces, and nothing hides in it.

    Smart quotes stay: they are somebody's spelling. Empty text stays empty.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    flaw = _CONTROL.search(text)
    if flaw:
        raise Unclear(
            f"{shown(_CONTROL.sub('', text))} has a character that cannot be printed "
            f"(code {ord(flaw.group()):#04x}). Please type it again."
        )
    if LOST in text:
        raise Unclear(f"{shown(text)} has letters that were lost. Please type it again.")
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    if not keep_lines:
        return _SPACES.sub(" ", plain).strip()
    lines = (_SPACES_IN_LINE.sub(" ", line).strip() for line in plain.splitlines())
    return "\n".join(lines).strip("\n")


def looks_scientific(text: str) -> bool:
    """Whether a spreadsheet has shortened a long number: "5.02E+18" has lost its last digits."""
    found = _SCIENTIFIC.fullmatch(text.strip())
    # "12E3" may well be a serial or a room; Excel always writes a plus.
    return bool(found) and "+" in text
