"""Names that probably mean the same: "Rm 12", "R12" and "Room 12"; "Dell Inc." and "Dell".

Numbers and single letters must agree: Room 12 is one sign from Room 13 and never the same room.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

_WORDS: Final = {
    "rm": "room",
    "rms": "room",
    "rooms": "room",
    "classroom": "room",
    "clsrm": "room",
    "lab": "laboratory",
    "labs": "laboratory",
    "laboratories": "laboratory",
    "bldg": "building",
    "bld": "building",
    "block": "building",
    "blk": "building",
    "sci": "science",
    "tech": "technology",
    "dt": "design technology",
    "comp": "computing",
    "ict": "it",
    "maths": "mathematics",
    "math": "mathematics",
    "eng": "english",
    "geog": "geography",
    "hist": "history",
    "mfl": "languages",
    "pe": "physical education",
    "re": "religious education",
    "lib": "library",
    "lrc": "library",
    "off": "office",
    "ofc": "office",
    "recep": "reception",
    "dept": "department",
    "gf": "ground floor",
    "ff": "first floor",
    "fl": "floor",
    "flr": "floor",
    "gnd": "ground",
    "st": "saint",
    "laptops": "laptop",
    "desktops": "desktop",
    "tablets": "tablet",
    "monitors": "monitor",
    "printers": "printer",
    "projectors": "projector",
    "chromebooks": "chromebook",
}
_PHRASES: Final = {
    "hewlett packard enterprise": "hpe",
    "hewlett packard": "hp",
    "interactive whiteboard": "iwb",
    "information technology": "it",
    "information and communication technology": "it",
}
# Legal forms and small words that tell two names apart for nobody.
_DROPPED: Final = frozenset(
    {
        "inc", "incorporated", "ltd", "limited", "plc", "llc", "llp", "corp", "corporation", "co",
        "company", "gmbh", "uk", "international", "intl", "group", "the", "of", "and",
    }
)  # fmt: skip
_NUMBER_WORDS: Final = {"r": "room", "b": "building", "f": "floor"}
_SEAM: Final = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_NOT_WORD: Final = re.compile(r"[\W_]+")
# "Block C" and "Block D", "Room 12" and "Room 13": what must agree to the letter.
_MARKS: Final = re.compile(r"\d+|\b[a-z]\b")

NEAR_FROM: Final = 80


@dataclass(frozen=True, slots=True)
class Near:
    name: str
    score: int  # 100: the same once abbreviations are written out

    @property
    def same(self) -> bool:
        return self.score == 100


@lru_cache(maxsize=50_000)
def normalise_name(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.replace("'", "").replace("\u2019", "")
    text = f" {_NOT_WORD.sub(' ', _SEAM.sub(' ', text))} "
    for phrase, short in _PHRASES.items():
        text = text.replace(f" {phrase} ", f" {short} ")
    tokens = text.split()
    written = [_written_out(tokens, at) for at in range(len(tokens))]
    kept = [token for token in written if token and token not in _DROPPED]
    return " ".join(kept or written)


def _written_out(tokens: list[str], at: int) -> str:
    token = tokens[at]
    if token.isdigit():
        return token.lstrip("0") or "0"
    followed_by_number = at + 1 < len(tokens) and tokens[at + 1].isdigit()
    if followed_by_number and token in _NUMBER_WORDS:
        return _NUMBER_WORDS[token]
    return _WORDS.get(token, token)


@dataclass(slots=True)
class Names:
    """Known names, made ready once for many look-ups."""

    known: Iterable[str]
    _forms: dict[str, list[str]] = field(default_factory=dict, init=False)
    _texts: list[str] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        for name in self.known:
            self._forms.setdefault(normalise_name(name), []).append(name)
        self._forms.pop("", None)
        self._texts = list(self._forms)

    def near(self, name: str, *, limit: int = 3, cutoff: int = NEAR_FROM) -> list[Near]:
        form = normalise_name(name)
        if not form:
            return []
        same = [Near(known, 100) for known in self._forms.get(form, ())]
        found = {form: 100}
        for scorer in (fuzz.ratio, fuzz.token_sort_ratio, fuzz.token_set_ratio):
            for text, score, _ in process.extract(
                form, self._texts, scorer=scorer, score_cutoff=cutoff, limit=limit * 4
            ):
                rated = _rate(form, text, score, shared=scorer is fuzz.token_set_ratio)
                found[text] = max(found.get(text, 0), rated)
        others = sorted(
            ((score, text) for text, score in found.items() if text != form and score >= cutoff),
            key=lambda pair: (-pair[0], pair[1]),
        )
        near = [Near(known, score) for score, text in others for known in self._forms[text]]
        return (same + near)[:limit]


def near_matches(
    name: str, known: Iterable[str], *, limit: int = 3, cutoff: int = NEAR_FROM
) -> list[Near]:
    return Names(known).near(name, limit=limit, cutoff=cutoff)


def _rate(form: str, text: str, score: float, *, shared: bool) -> int:
    """Different numbers are different things; one name inside another is near, not the same."""
    if sorted(_MARKS.findall(form)) != sorted(_MARKS.findall(text)):
        return 0
    if shared:
        ours, theirs = set(form.split()), set(text.split())
        inside = ours <= theirs or theirs <= ours
        shorter = min(len(form), len(text)) / max(len(form), len(text))
        return round(min(score, 75 + 20 * shorter)) if inside else 0
    return min(99, round(score))
