"""A calendar feed (.ics), read with patience: its events, each of its times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, Final

from firstbell.lib.schooltime.reading import calendar_text
from firstbell.lib.sheets import Unreadable

MOST_BYTES: Final = 30 * 1024 * 1024
MOST_DAYS: Final = 400_000
_HEAD: Final = b"BEGIN:VCALENDAR"
_DAYS: Final = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID"}
)


def is_feed(head: bytes) -> bool:
    """By its first bytes, in whatever way they are encoded."""
    plain = head[:4_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return plain[: len(_HEAD)].upper() == _HEAD


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of an event; a whole day runs from one midnight to another."""

    name: str
    place: str
    starts: datetime
    ends: datetime
    is_whole_day: bool


def occurrences(content: bytes, zone: tzinfo, first: date, last: date) -> Iterator[Occurrence]:
    """Every event of a feed as it stands, without asking whether it is a lesson."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            "That calendar is larger than 30 MB. Take it away a year at a time.", "too_large"
        )
    feed = parsed(content)
    drop_broken(feed, Counter())
    for event in every(feed, first, last):
        starts, ends = (
            event["DTSTART"].dt,
            event["DTEND"].dt if "DTEND" in event else event["DTSTART"].dt,
        )
        whole = not isinstance(starts, datetime)
        begins, finishes = local(starts, zone), local(ends, zone)
        if finishes <= begins:
            finishes = begins + (timedelta(days=1) if whole else timedelta(hours=1))
        name, place = clean(str(event.get("SUMMARY", ""))), clean(str(event.get("LOCATION", "")))
        if name:
            yield Occurrence(name[:400], place[:400], begins, finishes, whole)


def parsed(content: bytes) -> Any:
    from icalendar import Calendar  # noqa: PLC0415 -- slow to load, and only for who brings a feed

    return _calendar(Calendar, calendar_text(content).replace("\0", ""))


def _calendar(kind: Any, text: str) -> Any:
    if "END:VCALENDAR" not in text.upper():
        raise Unreadable("That calendar stops in the middle: download it again.", "cut_off")
    try:
        return kind.from_ical(text)
    except (ValueError, KeyError, IndexError, TypeError) as problem:
        raise Unreadable(f"That calendar cannot be read: {problem}.", "broken") from None


def drop_broken(feed: Any, left: Counter[str]) -> None:
    """An event whose days cannot be read is left out; the others are read."""
    broken = [
        one
        for one in feed.walk("VEVENT")
        if "DTSTART" not in one or _DAYS & {str(name).upper() for name, _ in one.errors}
    ]
    for one in broken:
        feed.subcomponents.remove(one)
        left["because its days cannot be read"] += 1


def every(feed: Any, first: date, last: date) -> Iterator[Any]:
    """What was cancelled left out."""
    import recurring_ical_events  # noqa: PLC0415 -- slow to load, and only for who brings a feed

    for event in feed.walk("VEVENT"):
        _refuse_endless(event)
    try:
        found = recurring_ical_events.of(feed, skip_bad_series=True).between(first, last)
        for number, event in enumerate(found):
            if number >= MOST_DAYS:
                raise Unreadable(
                    "That calendar has too many lessons. Bring a room or a teacher at a time.",
                    "too_large",
                )
            if str(event.get("STATUS", "")).upper() != "CANCELLED":
                yield event
    except (ValueError, KeyError, TypeError, OverflowError) as problem:
        raise Unreadable(f"That calendar cannot be read: {problem}.", "broken") from None


def _refuse_endless(event: Any) -> None:
    """A rule by the minute fills a year with half a million times: no school rings so often."""
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        often = [str(one).upper() for one in rule.get("FREQ", [])]
        if {"SECONDLY", "MINUTELY", "HOURLY"} & set(often):
            raise Unreadable(
                "Something in that calendar repeats by the hour or faster: that is no timetable.",
                "endless",
            )


def local(value: date | datetime, zone: tzinfo) -> datetime:
    """A time without a zone is that of the school's own clocks."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), zone)
    return value.astimezone(zone) if value.tzinfo else value.replace(tzinfo=zone)


def clean(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
