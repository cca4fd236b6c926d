"""How words and codes are written down to be found, and how a question is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz.distance import OSA

MOST = 600
WORDS_AT_MOST = 8
_WORD = re.compile(r"[^|\s]+")
# Nearly every tag and serial: nothing in it is to be folded but its capitals.
_PLAIN = re.compile(r"[A-Za-z0-9./_-]+").fullmatch


def fold(text: str) -> str:
    """Lower case, no accents, single spaces, no NUL (which PostgreSQL refuses)."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    text = text.replace("\0", " ")
    if text.isascii():
        return text.lower().split()
    spread = unicodedata.normalize("NFKD", text).casefold()
    return "".join(ch for ch in spread if not unicodedata.combining(ch)).split()


def written(codes: Iterable[str], words: str, most: int = MOST) -> str:
    """Codes are kept apart from words, so that a whole code can be told from a piece of one."""
    kept = dict.fromkeys([_code(code) for code in codes if code])
    plain = dict.fromkeys(_words(words.replace("|", " ")))
    for code in kept:
        plain.pop(code, None)
    return f"{'|'.join(kept)}||{' '.join(plain)}"[:most]


def _code(code: str) -> str:
    if _PLAIN(code):
        return code.lower()
    return " ".join(_words(code.replace("|", " ")))


def asked(question: str) -> list[str]:
    """The words of a question, longest first: the longest narrows down most."""
    words = dict.fromkeys(fold(question[:200]).replace("|", " ").split())
    return sorted(words, key=len, reverse=True)[:WORDS_AT_MOST]


def trigrams(word: str) -> list[str]:
    return list(dict.fromkeys(word[at : at + 3] for at in range(len(word) - 2)))


def codes_of(text: str) -> list[str]:
    return text.partition("||")[0].split("|")


def likeness(question: str, text: str) -> float:
    """How like the beginning of its most similar word a text is, by slips of the finger; 1 is the same."""
    return max(
        (
            OSA.normalized_similarity(question, word[: len(question) + 1])
            for word in set(_WORD.findall(text))
        ),
        default=0.0,
    )
