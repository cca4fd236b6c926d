"""Days in an address: `2022-11-01`, `01/11/2022`, `2022-11`, `today`, `today-4y`, `week-start+7d`, `year-start`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from firstbell.lib.parsing import Unclear, likely
from firstbell.platform.lists.looking import Looker

_SHIFT = re.compile(
    r"(?P<word>[a-z]+(?:-[a-z]+)?)(?:(?P<sign>[+-])(?P<count>\d{1,4})(?P<unit>[dwmy]))?\Z"
)
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

Base = Callable[[Looker], date]


class NotADay(ValueError):
    """The text is not a day; its text says so."""


def _week_start(looker: Looker) -> date:
    return looker.today - timedelta(days=looker.today.weekday())


def _month_start(looker: Looker) -> date:
    return looker.today.replace(day=1)


def _school_year_start(looker: Looker) -> date:
    today = looker.today
    return date(today.year if today.month >= 9 else today.year - 1, 9, 1)


_bases: dict[str, tuple[Base, str]] = {
    "today": (lambda looker: looker.today, "today"),
    "week-start": (_week_start, "this Monday"),
    "month-start": (_month_start, "the start of this month"),
    "year-start": (_school_year_start, "the start of this school year"),
}


def base(name: str, words: str, resolve: Base) -> None:
    """A day that another room knows: the start of term, say."""
    _bases[name] = resolve, words


def bases() -> list[tuple[str, str]]:
    return [(name, words) for name, (_, words) in _bases.items()]


def resolve(text: str, looker: Looker) -> date:
    try:
        return likely(_resolved(text, looker), text.strip())
    except Unclear as unclear:
        raise NotADay(unclear.sentence) from None


def _resolved(text: str, looker: Looker) -> date:
    text = text.strip().lower()
    exact = _exact(text)
    if exact:
        return exact
    # A plus in an address is read as a blank, unless somebody wrote %2B.
    match = _SHIFT.match(text.replace(" ", "+"))
    if not match or match["word"] not in _bases:
        raise NotADay(f"“{text}” is not a day. Write 01/11/2022, or today-30d.")
    day = _bases[match["word"]][0](looker)
    if not match["unit"]:
        return day
    count = int(match["count"]) * (1 if match["sign"] == "+" else -1)
    try:
        return _shifted(day, count, match["unit"])
    except (ValueError, OverflowError):
        raise NotADay(f"“{text}” is too far away") from None


def _exact(text: str) -> date | None:
    for pattern, order in (
        (r"(\d{4})-(\d\d?)-(\d\d?)\Z", (0, 1, 2)),
        (r"(\d\d?)/(\d\d?)/(\d{4})\Z", (2, 1, 0)),
    ):
        if match := re.match(pattern, text):
            parts = [int(part) for part in match.groups()]
            try:
                return date(*(parts[at] for at in order))
            except ValueError:
                raise NotADay(f"There is no {text} in the calendar") from None
    if match := re.match(r"(\d{4})-(\d\d)\Z", text):
        return _exact(f"{text}-01")
    return None


def _shifted(day: date, count: int, unit: str) -> date:
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def words(text: str, looker: Looker) -> str:
    """`today-4y` as people say it: 4 years ago; a date as 1 Nov 2022."""
    text = text.strip().lower()
    match = _SHIFT.match(text)
    if match and match["word"] in _bases:
        said = _bases[match["word"]][1]
        if not match["unit"]:
            return said
        count, unit = int(match["count"]), _UNITS[match["unit"]]
        span = f"{count} {unit}{'' if count == 1 else 's'}"
        if match["word"] == "today":
            return f"in {span}" if match["sign"] == "+" else f"{span} ago"
        return f"{span} {'after' if match['sign'] == '+' else 'before'} {said}"
    try:
        day = resolve(text, looker)
    except NotADay:
        return text
    month = f"{_MONTHS[day.month - 1]} {day.year}"
    return month if re.match(r"\d{4}-\d\d\Z", text) else f"{day.day} {month}"


def next_day(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
