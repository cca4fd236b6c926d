from __future__ import annotations

import re
from typing import Final

from firstbell.lib.parsing.text import looks_scientific
from firstbell.lib.parsing.unclear import Unclear, shown

_PAIRS: Final = re.compile(
    r"[0-9a-f]{1,2}([:\-. ])(?:[0-9a-f]{1,2}\1){4}[0-9a-f]{1,2}", re.IGNORECASE
)
_GROUPS: Final = re.compile(r"[0-9a-f]{4}([.:\- ])[0-9a-f]{4}\1[0-9a-f]{4}", re.IGNORECASE)
_PLAIN: Final = re.compile(r"(?:0x)?([0-9a-f]{12})", re.IGNORECASE)
_SEVERAL: Final = re.compile(
    r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\s*[,;/|&\s]\s*(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}",
    re.IGNORECASE,
)
# Addresses that adapters have in common: all the same, or made up by a driver.
_NOBODYS: Final = frozenset(
    {
        "000000000000",
        "ffffffffffff",
        "020054554e01",
        "00059a3c7800",
        "001122334455",
        "123456789abc",
        "0123456789ab",
        "acde48001122",  # the inside of every Mac with a Touch Bar
    }
)


def parse_mac(text: str) -> str:
    """A network address in the one form kept here: 00:1a:2b:3c:4d:5e."""
    plain = text.strip()
    if not plain:
        raise Unclear("There is no network address here.")
    if looks_scientific(plain):
        raise Unclear(f"{shown(text)} is an address that a spreadsheet has turned into a number.")
    digits = _digits(plain) if len(plain) <= 200 else None
    if digits is None:
        if _SEVERAL.search(plain[:200]):
            raise Unclear(f"{shown(text)} holds more than one network address. Keep one to a cell.")
        raise Unclear(
            f"{shown(text)} is not a network (MAC) address: it takes twelve digits 0 to 9 or A to F."
        )
    if digits in _NOBODYS or len(set(digits)) == 1:
        raise Unclear(f"{shown(text)} is a filler, not the address of a device.")
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def _digits(plain: str) -> str | None:
    pairs = _PAIRS.fullmatch(plain)
    if pairs:
        return "".join(pair.zfill(2) for pair in plain.split(pairs[1])).lower()
    groups = _GROUPS.fullmatch(plain)
    if groups:
        return plain.replace(groups[1], "").lower()
    bare = _PLAIN.fullmatch(plain)
    return bare[1].lower() if bare else None
