from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from firstbell.lib.parsing.unclear import Unclear, shown


class DateOrder(Enum):
    DMY = "day, month, year"
    MDY = "month, day, year"
    YMD = "year, month, day"


@dataclass(frozen=True, slots=True)
class ReadDate:
    value: datetime.date
    precision: Literal["day", "month", "year"] = "day"
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderGuess:
    """The order of a column's dates; `certain` only when some date can be read in no other way."""

    order: DateOrder
    certain: bool
    sentence: str
    conflicting: bool = False


_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"),
            ("may",), ("jun", "june"), ("jul", "july"), ("aug", "august"),
            ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip

_TIME: Final = re.compile(
    r"[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:am|pm)?\s?(?:Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(\d{1,4})\s?([/.\-\s])\s?(\d{1,2})\s?\2\s?(\d{1,4})")
_DAY_NAME: Final = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/.]*([a-z]{3,9})\.?[\s\-/.,]*('?\d{2}|\d{4})",
    re.IGNORECASE,
)
_NAME_DAY: Final = re.compile(
    r"([a-z]{3,9})\.?[\s\-/]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+('?\d{2}|\d{4})", re.IGNORECASE
)
_YEAR_NAME: Final = re.compile(r"(\d{4})[\s\-/]([a-z]{3,9})[\s\-/](\d{1,2})", re.IGNORECASE)
_MONTH_YEAR: Final = re.compile(r"([a-z]{3,9})\.?[\s\-/,']*(\d{2}|\d{4})", re.IGNORECASE)
_MONTH_NUMBER: Final = re.compile(r"(\d{1,2})[/.\-](\d{4})|(\d{4})[/.\-](\d{1,2})")
_COMPACT: Final = re.compile(r"(?:19|20)\d{6}")
_YEAR: Final = re.compile(r"(?:19[5-9]\d|20\d{2})")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH: Final = datetime.date(1899, 12, 30)
# Two digits: 70 to 99 are of the last century. No school keeps older equipment than that.
_PIVOT: Final = 70
# No fact of a school is older, and no plan reaches further: the one bound of every form, import, call and list. It is
# above 1900 and 1904, where spreadsheets put a cell that holds no date.
FIRST_DAY: Final = datetime.date(1950, 1, 1)
LAST_DAY: Final = datetime.date(2100, 12, 31)
_LONG_YEAR: Final = re.compile(r"(?:^|[/.\-\s])(\d{5,8})(?:[/.\-\s]|$)")
_LONGEST: Final = 60


def parse_date(text: str, order: DateOrder = DateOrder.DMY) -> ReadDate:
    """A day from what people type; `order` settles only what is written in bare numbers."""
    given = _WEEKDAY.sub("", text.strip())
    if not given:
        raise Unclear("There is no date here.")
    # Nothing longer is a date, and the patterns below are not for essays.
    plain = _TIME.sub("", given) if len(given) <= _LONGEST else ""
    for read in (_numbers, _named, _month_only, _bare):
        found = read(plain, order, text)
        if found is not None:
            likely(found.value, text)
            return found
    if year := _LONG_YEAR.search(plain):
        raise Unclear(f"{shown(text)} would be in the year {year[1]}. Please check it.")
    raise Unclear(f"{shown(text)} is not a date. Write it like 1 Sep 2022 or 01/09/2022.")


def guess_date_order(values: Iterable[str]) -> OrderGuess:
    """Look at a whole column: one 23/01/2023 settles every 04/05/2023 in it."""
    first: dict[DateOrder, str] = {}
    open_ones = 0
    for value in values:
        found = _NUMBERS.fullmatch(_TIME.sub("", value.strip()[:_LONGEST]))
        if not found:
            continue
        proof = _proof(found)
        if proof is None:
            open_ones += 1
        else:
            first.setdefault(proof, value.strip())
    return _settle(first, open_ones)


def _proof(found: re.Match[str]) -> DateOrder | None:
    one, two, three = found[1], found[3], found[4]
    if len(one) == 4 or (int(one) > 31 and int(three) <= 31):
        return DateOrder.YMD
    if int(one) > 12 and int(two) <= 12:
        return DateOrder.DMY
    if int(two) > 12 and int(one) <= 12:
        return DateOrder.MDY
    return None


def _settle(first: dict[DateOrder, str], open_ones: int) -> OrderGuess:
    day_or_month = [order for order in (DateOrder.DMY, DateOrder.MDY) if order in first]
    if len(day_or_month) == 2:
        sentence = (
            f"The dates are mixed: {shown(first[DateOrder.DMY])} has the day first, "
            f"{shown(first[DateOrder.MDY])} the month. Please choose one order; the others are refused."
        )
        return OrderGuess(DateOrder.DMY, certain=False, sentence=sentence, conflicting=True)
    if day_or_month:
        order = day_or_month[0]
        sentence = (
            f"{shown(first[order])} can only be {order.value}, so the others are read that way."
        )
        return OrderGuess(order, certain=True, sentence=sentence)
    if DateOrder.YMD in first and not open_ones:
        return OrderGuess(DateOrder.YMD, certain=True, sentence="The year comes first.")
    if not open_ones:
        return OrderGuess(DateOrder.DMY, certain=True, sentence="No date depends on the order.")
    sentence = (
        "Nothing in this column shows whether the day or the month comes first. "
        "They are read as day, month, year unless you say otherwise."
    )
    return OrderGuess(DateOrder.DMY, certain=False, sentence=sentence)


def _numbers(plain: str, order: DateOrder, text: str) -> ReadDate | None:
    found = _NUMBERS.fullmatch(plain)
    if not found:
        return None
    one, two, three = found[1], found[3], found[4]
    if len(one) >= 3:
        return ReadDate(_day(one, two, three, text))
    if order is DateOrder.YMD and len(three) <= 2:
        return ReadDate(_day(one, two, three, text))
    if order is DateOrder.MDY:
        one, two = two, one
    if int(two) > 12 and int(one) <= 12:
        other = "month" if order is DateOrder.DMY else "day"
        raise Unclear(
            f"{shown(text)} is no date with the {_first(order)} first; here the {other} is."
        )
    return ReadDate(_day(three, two, one, text))


def _first(order: DateOrder) -> str:
    return "month" if order is DateOrder.MDY else "day"


def _named(plain: str, _order: DateOrder, text: str) -> ReadDate | None:
    found = _DAY_NAME.fullmatch(plain)
    if found and found[2].lower() in _MONTHS:
        return ReadDate(_day(found[3].strip("'"), _month(found[2]), found[1], text))
    found = _NAME_DAY.fullmatch(plain)
    if found and found[1].lower() in _MONTHS:
        return ReadDate(_day(found[3].strip("'"), _month(found[1]), found[2], text))
    found = _YEAR_NAME.fullmatch(plain)
    if found and found[2].lower() in _MONTHS:
        return ReadDate(_day(found[1], _month(found[2]), found[3], text))
    return None


def _month_only(plain: str, _order: DateOrder, text: str) -> ReadDate | None:
    found = _MONTH_YEAR.fullmatch(plain)
    if found and found[1].lower() in _MONTHS:
        return _of_month(_day(found[2], _month(found[1]), "1", text))
    numbers = _MONTH_NUMBER.fullmatch(plain)
    if numbers:
        month, year = numbers[1] or numbers[4], numbers[2] or numbers[3]
        return _of_month(_day(year, month, "1", text))
    return None


def _of_month(day: datetime.date) -> ReadDate:
    return ReadDate(day, "month", f"Only a month is given; the 1st of {day:%B %Y} is taken.")


def _bare(plain: str, _order: DateOrder, text: str) -> ReadDate | None:
    if _COMPACT.fullmatch(plain):
        return ReadDate(_day(plain[:4], plain[4:6], plain[6:], text))
    if _YEAR.fullmatch(plain):
        day = datetime.date(int(plain), 1, 1)
        return ReadDate(day, "year", f"Only a year is given; 1 January {plain} is taken.")
    if _SERIAL.fullmatch(plain):
        day = _EPOCH + datetime.timedelta(days=int(float(plain)))
        return ReadDate(day, note="This was a date as Excel counts days.")
    return None


def _month(name: str) -> str:
    return str(_MONTHS[name.lower()])


def _day(year: str, month: str, day: str, text: str) -> datetime.date:
    full = int(year)
    if len(year) <= 2:
        full += 1900 if full >= _PIVOT else 2000
    try:
        return datetime.date(full, int(month), int(day))
    except ValueError as problem:
        raise Unclear(f"{shown(text)} is not a day in the calendar.") from problem


def likely(day: datetime.date, said: str = "") -> datetime.date:
    """The day, in a year that somebody can mean."""
    if not FIRST_DAY <= day <= LAST_DAY:
        subject = shown(said) if said else "It"
        raise Unclear(f"{subject} would be in the year {day.year}. Please check it.")
    return day
