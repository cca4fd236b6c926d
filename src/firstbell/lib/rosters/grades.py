"""Year groups as exports write them: "Year 9", "09", "R", "KG"; as years since Reception."""

from __future__ import annotations

import re
from typing import Final

# Formats made elsewhere have no word for Reception: systems in England write their first year for it.
_EARLY: Final = {
    "r": 0, "rec": 0, "reception": 0, "yr": 0, "kg": 0, "0": 0, "00": 0,
    "n": -1, "nur": -1, "nursery": -1, "n1": -1, "n2": -1, "pk": -1, "pr": -1, "ps": -1,
}  # fmt: skip
_YEAR: Final = re.compile(r"(?:year|yr|y|nc|ncy|curriculum year|grade)?\s*(\d{1,2})")
_LAST = 14


def year_of_grade(text: str) -> int | None:
    """None where it is no year group; of several, the first that is one."""
    for part in text.casefold().replace(";", ",").split(","):
        word = " ".join(part.split()).removeprefix("year ")
        if word in _EARLY:
            return _EARLY[word]
        match = _YEAR.fullmatch(word)
        if match and int(match.group(1)) <= _LAST:
            return int(match.group(1))
    return None
