from __future__ import annotations

import re
from typing import Final

from firstbell.lib.parsing.text import looks_scientific
from firstbell.lib.parsing.unclear import Unclear, shown

_BETWEEN: Final = re.compile(r"[\s./\-]+")


def parse_imei(text: str) -> str:
    """The number of a phone or a modem, digits only: 490154203237518."""
    plain = text.strip()
    if looks_scientific(plain):
        raise Unclear(f"{shown(text)} is a number that a spreadsheet has shortened.")
    digits = _BETWEEN.sub("", plain)
    if not (digits.isascii() and digits.isdecimal() and 14 <= len(digits) <= 16):
        raise Unclear(f"{shown(text)} is not an IMEI: it takes fifteen digits.")
    if len(set(digits)) == 1:
        raise Unclear(f"{shown(text)} is a filler, not the number of a device.")
    return digits
