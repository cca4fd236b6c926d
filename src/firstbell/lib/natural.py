from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DIGITS = re.compile(r"(\d+)")
# Nearly every tag: its kind, and a number without the zeros in front.
_PLAIN = re.compile(r"([a-z./_-]*)0*(\d+)", re.ASCII).fullmatch
_LENGTHS = [f"{length:02d}" for length in range(256)]


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """A sort key as text, so that any database sorts "Room 2" before "Room 10".

    Every run of digits is written with its length in front ("2" -> "012", "10" -> "0210"); accents and case fold away.
    """
    if text.isascii():
        plain = text.lower()
        found = _PLAIN(plain)
        if found and len(plain) < len(_LENGTHS):
            kind, number = found.groups()
            return f"{kind}{_LENGTHS[len(number)]}{number}"[:255]
    else:
        folded = unicodedata.normalize("NFKD", text).casefold()
        plain = "".join(ch for ch in folded if not unicodedata.combining(ch))
    parts = _DIGITS.split(" ".join(plain.split()))
    for at in range(1, len(parts), 2):
        digits = parts[at].lstrip("0") or "0"
        parts[at] = f"{_LENGTHS[min(len(digits), 255)]}{digits}"
    return "".join(parts)[:255]
