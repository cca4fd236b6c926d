"""A day with its time of day, as exports of other systems write it."""

from __future__ import annotations

import datetime
import re
from typing import Final, NamedTuple

from firstbell.lib.parsing.dates import DateOrder, parse_date
from firstbell.lib.parsing.unclear import Unclear, shown

_AT: Final = re.compile(r"\s+at\s+", re.IGNORECASE)
_TIME: Final = re.compile(
    r"(?:^|[T ,]+)(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2})(?:[.,]\d+)?)?\s?(?P<half>am|pm)?\s?"
    r"(?P<zone>Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_SERIAL: Final = re.compile(r"\d{5}\.\d+")
_ZONES: Final = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 60}


class ReadMoment(NamedTuple):
    """Without a zone it is by the clocks of whoever wrote it; `is_day` where no time was said."""

    value: datetime.datetime
    is_day: bool = False
    note: str = ""


def parse_moment(text: str, order: DateOrder = DateOrder.DMY) -> ReadMoment:
    plain = _AT.sub(" ", text.strip())
    if _SERIAL.fullmatch(plain):
        return _from_serial(plain)
    day = parse_date(plain, order)
    found = _TIME.search(plain)
    if found is None:
        return ReadMoment(datetime.datetime.combine(day.value, datetime.time()), True, day.note)  # noqa: FBT003 -- as said
    clock = _clock(found, text)
    return ReadMoment(datetime.datetime.combine(day.value, clock), False, day.note)  # noqa: FBT003 -- as said


def parse_clock(text: str) -> datetime.time:
    """ "9:30", "09.30", "2 pm"."""
    plain = re.sub(r"(?<=\d)[.h](?=\d{2})", ":", text.strip())
    plain = re.sub(r"^(\d{1,2})\s*(am|pm)$", r"\1:00 \2", plain, flags=re.IGNORECASE)
    found = _TIME.search(plain)
    if found is None or found.start() > 0:
        raise Unclear(f"{shown(text)} is not a time of day. Write it like 09:30.")
    return _clock(found, text).replace(tzinfo=None)


def _clock(found: re.Match[str], text: str) -> datetime.time:
    hour, half = int(found["h"]), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise Unclear(f"{shown(text)} has no time of day that there is.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return datetime.time(
            hour, int(found["m"]), int(found["s"] or 0), tzinfo=_zone(found["zone"])
        )
    except ValueError:
        raise Unclear(f"{shown(text)} has no time of day that there is.") from None


def _zone(said: str | None) -> datetime.tzinfo | None:
    if not said:
        return None
    minutes = _ZONES.get(said.upper())
    if minutes is None:
        digits = said[1:].replace(":", "")
        minutes = (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if said[0] == "-" else 1)
    return datetime.timezone(datetime.timedelta(minutes=minutes))


def _from_serial(plain: str) -> ReadMoment:
    """As Excel counts days, with the time behind the point."""
    whole, _, _ = plain.partition(".")
    day = parse_date(whole)
    seconds = round((float(plain) - int(whole)) * 86_400)
    start = datetime.datetime.combine(day.value, datetime.time())
    return ReadMoment(start + datetime.timedelta(seconds=seconds), note=day.note)
