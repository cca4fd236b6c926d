from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from firstbell.lib.parsing.unclear import Unclear, shown

_TITLE: Final = r"(?:mr|mrs|miss|ms|mx|dr|prof|professor|sir|dame|rev|revd|fr|sr|lady|lord|madam)"
_TITLED: Final = re.compile(rf"{_TITLE}\b\.?", re.IGNORECASE)
_COUPLE: Final = re.compile(
    rf"({_TITLE})\.?\s*(?:&|\+|/|and)\s*({_TITLE})\.?\s+(\S.*)", re.IGNORECASE
)
_ALWAYS: Final = re.compile(r"\s*(?:;|\n|\r|\||\s&\s|\s\+\s|\s/\s|\band\b(?=\s))\s*", re.IGNORECASE)
_TIGHT: Final = re.compile(r"(?<=[^\W\d_]{2})\s*(?:/|&|\+)\s*(?=[^\W\d_]{2})")
_EMAILS: Final = re.compile(r"[^\s,;<>]+@[^\s,;<>]+")
_NOT_PEOPLE: Final = frozenset({"n/a", "n / a", "a/c", "s/o", "c/o", "h/t", "r/o", "tbc/tba"})
_LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class People:
    """Who a cell names. More than one is for a person to settle: `sentence` says so."""

    names: tuple[str, ...]
    sentence: str = ""

    @property
    def several(self) -> bool:
        return len(self.names) > 1


def split_people(text: str) -> People:
    """One cell, one person, or the several that somebody wrote into it."""
    given = text.strip()
    if not given:
        raise Unclear("Nobody is named here.")
    if len(given) > _LONGEST:
        raise Unclear(f"{shown(text)} is too long to be a name.")
    if given.casefold() in _NOT_PEOPLE:
        raise Unclear(f"{shown(text)} is not a name.")
    names = _names(given)
    if len(names) < 2:
        return People((" ".join(given.split()),))
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    return People(names, f"{_count(len(names))} people are named in one cell: {listed}.")


def _count(number: int) -> str:
    words = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}
    return words.get(number, str(number))


def _names(given: str) -> tuple[str, ...]:
    couple = _COUPLE.fullmatch(given)
    if couple and not _ALWAYS.search(couple[3]):
        return f"{couple[1]} {couple[3]}", f"{couple[2]} {couple[3]}"
    emails = _EMAILS.findall(given)
    if len(emails) > 1 and not re.sub(r"[\s,;/&]+|and", "", _EMAILS.sub("", given)):
        return tuple(emails)
    parts = [part for piece in _ALWAYS.split(given) for part in _TIGHT.split(piece)]
    cut = [name for part in parts for name in _by_comma(part, alone=len(parts) == 1)]
    return tuple(" ".join(name.split()) for name in cut if name.strip(" ,.-"))


def _by_comma(part: str, *, alone: bool) -> list[str]:
    """A comma parts "Mr Bell, Mrs Day" and "Asha Rao, Ben Cole and …", but not "Bell, Tom"."""
    pieces = [piece.strip() for piece in part.split(",") if piece.strip()]
    if len(pieces) < 2:
        return [part]
    titled = sum(1 for piece in pieces if _TITLED.match(piece))
    if titled == len(pieces):
        return pieces
    whole = all(len(piece.split()) > 1 for piece in pieces)
    if whole and titled == 0:
        return pieces
    if not alone and len(pieces) > 2:
        return pieces
    return [part]


def given_and_family(name: str) -> tuple[str, str]:
    """ "Okoro, Ada" and "Ada Okoro"."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma:
        given, _, family = name.strip().rpartition(" ")
    return given.strip(), family
