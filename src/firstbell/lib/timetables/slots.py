"""When a lesson is, in the many ways in which timetables say it: "Mon:1", "MonA1", "1Mon3", "Mo 3 wk B", "A Tue P5"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time
from functools import lru_cache
from typing import Final

from firstbell.lib.parsing import Unclear, shown

_DAYS: Final = {
    name: number
    for number, names in enumerate((
        ("monday", "mond", "mon", "mo"), ("tuesday", "tues", "tue", "tu"), ("wednesday", "weds", "wed", "we"),
        ("thursday", "thurs", "thu", "th"), ("friday", "frid", "fri", "fr"), ("saturday", "sat", "sa"),
        ("sunday", "sun", "su"),
    ))
    for name in names
}  # fmt: skip
_LETTERS: Final = {"m": 0, "t": 1, "w": 2, "r": 3, "f": 4}
_PERIOD: Final = ("period", "prd", "per", "pd", "lesson", "les", "session", "slot", "p", "l")
_WEEK: Final = ("week", "wk", "w")
_DAY: Final = ("day", "d")
_NAMED: Final = {
    "registration": "reg", "reg": "reg", "tutorial": "reg", "tutor": "reg", "tut": "reg", "form": "reg",
    "am": "am", "pm": "pm", "lunch": "lunch", "break": "break", "assembly": "reg",
}  # fmt: skip
_FILL: Final = ("time", "the", "on", "at", "in", "of")
_EVERY: Final = frozenset(
    {"", "both", "all", "every", "every week", "weekly", "ab", "a b", "a and b", "1 2", "12", "1 and 2", "each", "either", "any"}
)  # fmt: skip
_WORD: Final = sorted(
    {*_DAYS, *_PERIOD, *_WEEK, *_DAY, *_NAMED, *_FILL, "a", "b"}, key=len, reverse=True
)
_PIECES: Final = re.compile("|".join(_WORD))
_TOKEN: Final = re.compile(r"\d{1,2}[:.]\d\d(?!\d)|\d+[a-z](?![a-z])|\d+|[a-z]+")
_CLOCK: Final = re.compile(r"(\d{1,2})[:.](\d\d)")
_BETWEEN: Final = re.compile(r"\s*[;,|\n+&]\s*|\s+and\s+|\s+/\s+")
_RANGE: Final = re.compile(r"^(.*?[a-z:. ]*)(\d)\s*(?:-|–|to)\s*(\d)$", re.I)
_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Slot:
    """`period` as it is written, without the word; `starts` where only a clock says it. What is not said is None or ""."""

    weekday: int | None = None
    week: str = ""
    period: str = ""
    starts: time | None = None

    def over(self, other: Slot) -> Slot:
        """What this does not say, as the other says it."""
        return Slot(
            other.weekday if self.weekday is None else self.weekday, self.week or other.week,
            self.period or ("" if self.starts else other.period), self.starts or (None if self.period else other.starts),
        )  # fmt: skip


def parse_slots(text: str) -> list[Slot]:
    """One, or several in a cell: "Mon:1, Wed:3; Fri:2", "Tue P1-2". Raises Unclear with a sentence."""
    found: list[Slot] = []
    for piece in _pieces(text):
        one = _slot(piece)
        if found and one.weekday is None:
            one = one.over(replace(found[-1], period="", starts=None))
        found.append(one)
        if len(found) > _MOST:
            raise Unclear(f"{shown(text)} says more than {_MOST} times.")
    if not found:
        raise Unclear(f"{shown(text)} is no day and period. Write them like Mon:3, or MonB:3.")
    return found


def parse_day(text: str) -> Slot:
    """A column of days: "Tuesday", "TueB", "2", "Day 7" of ten."""
    plain = text.strip().casefold()
    if plain in _LETTERS:
        return Slot(_LETTERS[plain])
    number = re.fullmatch(r"(?:day|d)?\s*(\d{1,2})", plain)
    if number:
        return _day_of_ten(int(number[1]), text)
    found = _slot(plain)
    if found.weekday is None:
        raise Unclear(f"{shown(text)} is no day of the week.")
    return found


def parse_week(text: str) -> str:
    """ "A", "Week 2", "wk B"; empty for every week."""
    plain = " ".join(re.findall(r"[a-z]+|\d+", text.casefold()))
    plain = re.sub(r"^(?:weeks?|wks?|w|cycle)(?:\s+|(?=[ab12]$))", "", plain)
    plain = re.sub(r"\s*\b(?:weeks?|wks?)$", "", plain)
    if plain in _EVERY:
        return ""
    letter = {
        "a": "A",
        "1": "A",
        "odd": "A",
        "one": "A",
        "b": "B",
        "2": "B",
        "even": "B",
        "two": "B",
    }.get(plain)
    if letter is None:
        raise Unclear(f"{shown(text)} is no week. There are A and B, or nothing for every week.")
    return letter


def _pieces(text: str) -> Iterator[str]:
    for piece in _BETWEEN.split(text.strip()):
        between = _RANGE.match(piece)
        if between and int(between[2]) < int(between[3]) <= int(between[2]) + 4:
            yield from (f"{between[1]}{n}" for n in range(int(between[2]), int(between[3]) + 1))
        elif piece:
            yield piece


@lru_cache(maxsize=8192)
def _slot(text: str) -> Slot:
    tokens = [word for token in _TOKEN.findall(text.casefold()) for word in _split(token)]
    reader = _Reader(text, tokens)
    return reader.read()


def _split(token: str) -> list[str]:
    """ "monap" is mon, a, p: words that stand together are taken apart, if all of it is words."""
    if not token.isalpha() or token in _LETTERS:
        return [token]
    found, at = [], 0
    while at < len(token):
        word = _PIECES.match(token, at)
        if word is None:
            return [token]
        found.append(word[0])
        at = word.end()
    return found


class _Reader:
    """Words one after the other; a number is the period, but for one before the day or after "week"."""

    def __init__(self, text: str, tokens: list[str]) -> None:
        self.text, self.tokens = text, tokens
        self.weekday: int | None = None
        self.week, self.period = "", ""
        self.starts: time | None = None
        self.loose: list[tuple[str, bool]] = []

    def read(self) -> Slot:
        at = 0
        while at < len(self.tokens):
            at += self._take(
                self.tokens[at], self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
            )
        self._settle()
        return Slot(self.weekday, self.week, self.period, self.starts)

    def _take(self, word: str, after: str) -> int:
        """How many words it was."""
        clock = _CLOCK.fullmatch(word)
        if clock:
            self._time(clock)
        elif word in _DAYS:
            self._day(_DAYS[word])
        elif word in _WEEK and after in ("a", "b", "1", "2") and self._is_week(word):
            self._letter(parse_week(after))
            return 2
        elif word in _DAY and after.isdigit():
            self._ten(int(after))
            return 2
        elif word in _PERIOD and after:
            self._called(after)
            return 2
        else:
            self._other(word)
        return 1

    def _is_week(self, word: str) -> bool:
        """ "W 2" alone is a Wednesday; beside a day, w is a week."""
        return word != "w" or any(token in _DAYS for token in self.tokens)

    def _other(self, word: str) -> None:
        if word in _NAMED:
            self._called(_NAMED[word])
        elif word in ("a", "b"):
            self._letter(word.upper())
        elif word[0].isdigit():
            self.loose.append((word, self.weekday is None))
        elif word in _LETTERS and self.weekday is None:
            self._day(_LETTERS[word])
        elif word not in (*_FILL, *_WEEK, *_PERIOD):
            raise Unclear(
                f"{shown(self.text)} is no day and period. Write them like Mon:3, or MonB:3."
            )

    def _settle(self) -> None:
        """Numbers that nothing says the meaning of: the last is the period, one before the day is the week."""
        if self.loose and not self.period:
            self.period = _plain(self.loose.pop()[0])
        for word, before in self.loose:
            if word in ("1", "2") and before and not self.week:
                self.week = parse_week(word)
            elif _plain(word) != self.period:
                raise Unclear(
                    f"{shown(self.text)} has one number too many to be a day and a period."
                )

    def _day(self, number: int) -> None:
        if self.weekday not in (None, number):
            raise Unclear(f"{shown(self.text)} names two days.")
        self.weekday = number

    def _ten(self, number: int) -> None:
        found = _day_of_ten(number, self.text)
        self._day(found.weekday if found.weekday is not None else 0)
        self.week = self.week or found.week

    def _letter(self, letter: str) -> None:
        if self.week not in ("", letter):
            raise Unclear(f"{shown(self.text)} names two weeks.")
        self.week = letter

    def _called(self, word: str) -> None:
        self.period = _plain(word)

    def _time(self, clock: re.Match[str]) -> None:
        hour, minute = int(clock[1]), int(clock[2])
        if hour > 23 or minute > 59:
            raise Unclear(f"{shown(self.text)} is no time of day.")
        # From and to: the lesson is known by when it begins.
        self.starts = self.starts or time(hour, minute)


def _plain(word: str) -> str:
    return word.lstrip("0") or word


def _day_of_ten(number: int, text: str) -> Slot:
    """Schools with a fortnight number its days: 6 is the Monday of week B."""
    if not 1 <= number <= 10:
        raise Unclear(f"{shown(text)} is no day: there are ten, from 1 to 10.")
    return Slot((number - 1) % 5, "B" if number > 5 else "")
