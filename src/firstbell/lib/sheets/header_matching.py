from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from rapidfuzz import fuzz, process

How = Literal["exact", "normalised", "reordered", "near", "none"]
Aliases = Mapping[str, Sequence[str]]

_SHORT: Final = {
    "no": "number",
    "nr": "number",
    "num": "number",
    "nbr": "number",
    "mfr": "manufacturer",
    "mfg": "manufacturer",
    "manuf": "manufacturer",
    "loc": "location",
    "desc": "description",
    "qty": "quantity",
    "dept": "department",
    "cat": "category",
    "purch": "purchase",
    "wty": "warranty",
    "exp": "expiry",
    "addr": "address",
    "ser": "serial",
    "ref": "reference",
}
_FILLERS: Final = {"of", "the", "a", "an", "is", "for", "and", "in", "to", "or"}
_SERIAL: Final = re.compile(r"\bs\s?[/.]\s?n\b")
_NOT_WORD: Final = re.compile(r"[\W_]+")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_REPEAT: Final = re.compile(r"\s\(\d+\)$")

NEAR_FROM: Final = 80
_UNKNOWN: Final = "No field is called anything like this."


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one column probably is. `field` is None when nothing fits or another column fits better."""

    column: int
    header: str
    field: str | None
    score: int
    how: How
    sentence: str
    alternatives: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    exact: dict[str, str]
    normal: dict[str, str]
    words: dict[str, str]


@lru_cache(maxsize=20_000)
def normalise(header: str) -> str:
    """ "Purchase Price (£)" and "purchase_price" read alike; "Serial No." is a serial number."""
    text = _CAMEL.sub(" ", _REPEAT.sub("", header.strip())).casefold().replace("#", " number ")
    text = _SERIAL.sub("serial number", text)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    tokens = _NOT_WORD.sub(" ", text).split()
    return " ".join(_SHORT.get(token, token) for token in tokens)


def match_headers(
    headers: Sequence[str], aliases: Aliases, *, near_from: int = NEAR_FROM
) -> list[Proposal]:
    """One proposal per column; no field is proposed for two columns."""
    known = _index(aliases)
    guesses = [_candidates(header, known, near_from) for header in headers]
    taken: dict[str, int] = {}
    for column in sorted(range(len(headers)), key=lambda at: (-_best_score(guesses[at]), at)):
        for field, _score, _how in guesses[column][:1]:
            taken.setdefault(field, column)
    return [
        _proposal(column, header, guesses[column], taken, headers)
        for column, header in enumerate(headers)
    ]


def count_hits(cells: Iterable[str], aliases: Aliases) -> int:
    """How many different fields the cells of a row name without any doubt."""
    known = _index(aliases)
    fields = {known.normal.get(normalise(cell)) for cell in cells if cell and len(cell) < 120}
    return len(fields - {None})


def _index(aliases: Aliases) -> _Known:
    known = _Known({}, {}, {})
    for field, names in aliases.items():
        for name in (*names, field):
            known.exact.setdefault(name.strip().casefold(), field)
            known.normal.setdefault(normalise(name), field)
            known.words.setdefault(_bag(name), field)
    known.normal.pop("", None)
    known.words.pop("", None)
    return known


def _bag(header: str) -> str:
    return " ".join(sorted(set(normalise(header).split()) - _FILLERS))


def _candidates(header: str, known: _Known, near_from: int) -> list[tuple[str, int, How]]:
    bare = _REPEAT.sub("", header.strip())
    normal = normalise(header)
    if not normal:
        return []
    ways: tuple[tuple[str | None, int, How], ...] = (
        (known.exact.get(bare.casefold()), 100, "exact"),
        (known.normal.get(normal), 97, "normalised"),
        (known.words.get(_bag(header)), 93, "reordered"),
    )
    # The second of two columns of one name stands back behind the first.
    back = 5 if bare != header.strip() else 0
    sure = next(((field, score - back, how) for field, score, how in ways if field), None)
    near = _near(normal, known, near_from)
    if sure is None:
        return near
    return [sure, *(other for other in near if other[0] != sure[0])]


def _near(normal: str, known: _Known, near_from: int) -> list[tuple[str, int, How]]:
    found: dict[str, int] = {}
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for name, score, _ in process.extract(
            normal, list(known.normal), scorer=scorer, score_cutoff=near_from, limit=5
        ):
            field = known.normal[name]
            found[field] = max(found.get(field, 0), min(92, round(score)))
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    return [(field, score, "near") for field, score in ordered]


def _best_score(guesses: list[tuple[str, int, How]]) -> int:
    return guesses[0][1] if guesses else 0


def _proposal(
    column: int,
    header: str,
    guesses: list[tuple[str, int, How]],
    taken: Mapping[str, int],
    headers: Sequence[str],
) -> Proposal:
    others = tuple((field, score) for field, score, _how in guesses[1:4])
    if not guesses:
        return Proposal(column, header, None, 0, "none", _UNKNOWN)
    field, score, how = guesses[0]
    winner = taken[field]
    if winner != column and how == "near":
        return Proposal(column, header, None, score, "none", _UNKNOWN, ((field, score), *others))
    if winner != column:
        sentence = f"This looks like the same as “{headers[winner]}”, which is used instead."
        return Proposal(column, header, None, score, "none", sentence, ((field, score), *others))
    sentence = {
        "exact": "The name is known.",
        "normalised": "The name is known, written a little differently.",
        "reordered": "The same words in another order.",
        "near": "The name is close to one that is known; please check.",
        "none": "",
    }[how]
    return Proposal(column, header, field, score, how, sentence, others)
