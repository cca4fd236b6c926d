from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from firstbell.lib.parsing.text import looks_scientific
from firstbell.lib.parsing.unclear import Unclear, shown

_YES: Final = frozenset({"yes", "y", "true", "t", "1", "on", "✓", "✔", "☑", "tick", "ticked", "✅"})
_NO: Final = frozenset({"no", "n", "false", "f", "0", "off", "✗", "✘", "☐", "❌", "none"})
_INTEGER: Final = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?")
_LONGEST: Final = 200
_LARGEST: Final = 2**63 - 1

_UNITS: Final = r"years?|yrs?|y|months?|mths?|mons?|mos?|m"
_WORDS: Final = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18,
}  # fmt: skip
_PERIOD: Final = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|{'|'.join(_WORDS)})[\s-]*(?P<unit>{_UNITS})\b\.?[\s,&+]*(?:and\s+)?",
    re.IGNORECASE,
)
_COVER: Final = re.compile(
    r"(?:warranty|cover|guarantee|on-?\s?site|rtb|r2b|nbd|return to base|next business day|carry[ -]?in|"
    r"collect and return|c&r|parts|labou?r|manufacturer'?s?|standard|limited|extended|ltd|"
    r"[\s(),.;/&+-]|and|hardware)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Months:
    months: int
    note: str = ""


def parse_bool(text: str) -> bool:
    word = text.strip().casefold().rstrip(".!")
    if word in _YES:
        return True
    if word in _NO:
        return False
    if not word:
        raise Unclear("There is no yes or no here.")
    if word == "x":
        raise Unclear("“x” can be a tick or a cross. Please write yes or no.")
    raise Unclear(f"{shown(text)} is neither yes nor no.")


def parse_int(text: str) -> int:
    plain = text.strip()
    if not plain:
        raise Unclear("There is no number here.")
    if looks_scientific(plain):
        raise Unclear(f"{shown(text)} is a long number that a spreadsheet has shortened.")
    if not _INTEGER.fullmatch(plain) or not plain.isascii():
        raise Unclear(f"{shown(text)} is not a whole number.")
    # A number of thousands of digits is slow to read and never meant.
    if len(plain) > 60 or abs(number := int(plain.partition(".")[0].replace(",", ""))) > _LARGEST:
        raise Unclear(f"{shown(text)} is too large a number.")
    return number


def parse_months(text: str, *, bare: Literal["months", "years"] | None = None) -> Months:
    """How long a warranty or a contract runs. `bare` says what "36" means where the heading does."""
    plain = " ".join(text.split())
    if not plain:
        raise Unclear("There is no length of time here.")
    if re.fullmatch(r"\d{1,3}(?:\.0+)?", plain):
        return _bare_months(int(plain.partition(".")[0]), bare, text)
    total, at = 0.0, 0
    plain = _COVER.sub("", plain[:_LONGEST], count=1)
    while found := _PERIOD.match(plain, at):
        number = _WORDS.get(found["number"].lower()) or float(found["number"])
        total += number * (12 if found["unit"].lower().startswith("y") else 1)
        at = found.end()
    if not at or len(text) > _LONGEST or not _COVER.fullmatch(plain[at:]):
        raise Unclear(f"{shown(text)} is not a length of time. Write it like 3 years or 36 months.")
    return _whole(total, text)


def _bare_months(number: int, bare: Literal["months", "years"] | None, text: str) -> Months:
    if bare == "years":
        return _whole(number * 12.0, text)
    if bare == "months":
        return _whole(float(number), text)
    if number >= 12 and number % 6 == 0:
        return _whole(float(number), text, f"{number} is taken as months.")
    raise Unclear(f"{shown(text)} can be years or months. Write it like 3 years or 36 months.")


def _whole(total: float, text: str, note: str = "") -> Months:
    if total != int(total):
        raise Unclear(f"{shown(text)} is not a whole number of months.")
    if total > 600:
        raise Unclear(f"{shown(text)} is more than fifty years. Please check it.")
    return Months(int(total), note)
