# ruff: noqa: RUF001, RUF003 -- typographic signs are what this file is about
from __future__ import annotations

import re
from typing import Final

# How often a letter beyond ASCII turns up in British school lists, as a rough logarithm.
_COMMON: Final = {
    **dict.fromkeys("’£–é", 3.0),
    **dict.fromkeys("‘“”…•—°½€", 2.0),
    **dict.fromkeys("èáàâäåãêëíîïñóôöõøúùüûçßæœšžÉ", 1.5),
    **dict.fromkeys("¼¾²³®™©×µ·±", 1.0),
    **dict.fromkeys("ÀÁÂÄÅÆÇÈÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜŒŠŽìòýÿð", 0.3),
    "\xa0": 0.5,
}
_RARE: Final = -2.0
_WEIRD: Final = {
    **dict.fromkeys("\ufffd", -6.0),
    **dict.fromkeys(map(chr, range(0x80, 0xA0)), -6.0),
}

_HIGH: Final = re.compile(r"[^\x00-\x7f]")
# "Ã©", "â€™", "Å‚": UTF-8 that something took for Windows-1252 before the file was written.
GARBLED: Final = re.compile(
    r"[ÂÃÄÅÐÎ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
    r"|â[€„‚ˆ‰ƒ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
)
# An apostrophe where English puts one.
_APOSTROPHE: Final = re.compile(r"(?<=[A-Za-z])’(?=(?:s|t|d|m|ll|re|ve|[A-Z])\b|[A-Z]|\s)")
_MONEY: Final = re.compile(r"[£€]\s?\d")
_DASH: Final = re.compile(r"\s[–—]\s|(?<=\d)–(?=\d)")


def likelihood(text: str) -> float:
    """How much a few words look like British text; comparable between decodings of one text."""
    garbled = len(GARBLED.findall(text))
    if garbled:
        # Garbled text is garbled in one way only: seeing it whole proves the decoding.
        return 4.0 * garbled + _plain(GARBLED.sub("", text))
    return _plain(text)


def _plain(text: str) -> float:
    score = 0.0
    for match in _HIGH.finditer(text):
        score += _of_letter(text, match.start())
    score += 4.0 * len(_APOSTROPHE.findall(text))
    score += 3.0 * len(_MONEY.findall(text)) + 2.0 * len(_DASH.findall(text))
    return score


def _of_letter(text: str, at: int) -> float:
    letter = text[at]
    score = _COMMON.get(letter, _WEIRD.get(letter, _RARE))
    before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
    if letter.isalpha():
        return score + _fit_of_alpha(letter, before, after)
    if (letter in "‘“" and before.isalnum()) or (letter == "”" and after.isalpha()):
        return score - 5.0
    if before.isalpha() and after.isalpha() and letter not in "’–":
        return score - 4.0
    return score


def _fit_of_alpha(letter: str, before: str, after: str) -> float:
    if letter.isupper() and before.islower():
        return -4.0
    if letter.isupper() and after.islower() and not before.isalpha():
        return 1.5
    if letter.islower() and (before.isdigit() or after.isdigit()):
        return -3.0
    if letter.islower() and (before.isalpha() or after.isalpha()):
        return 1.0
    return -2.0 if not before.isalpha() and not after.isalpha() else 0.0
