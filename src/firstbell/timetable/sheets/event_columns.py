"""The fields of the sheet of events, and the headings that school calendars have for them."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.lib.parsing import parse_clock
from firstbell.platform.exchange.sheets import Column, Match
from firstbell.timetable.states import EventKind

EVENT = "timetable.schoolevent"
C = Column
_WHAT, _WHEN = "What", "When"
# The words by which a calendar of a school tells what kind of thing it is; the first that fits.
_WORDS: tuple[tuple[EventKind, tuple[str, ...]], ...] = (
    (EventKind.MOCK, ("mock", "ppe", "trial exam")),
    (EventKind.EXAM, ("exam", "gcse", "a level", "a-level", "controlled assessment", "btec assessment")),
    (EventKind.OPEN_EVENING, ("open evening", "open day", "open morning", "open house")),
    (EventKind.PARENTS, ("parents", "parent evening", "consultation evening", "carers evening")),
    (EventKind.SHOW, ("concert", "play", "show", "performance", "production", "musical", "drama")),
    (EventKind.TRIP, ("trip", "visit", "residential", "excursion")),
)  # fmt: skip


def kind_of(text: str) -> str:
    plain = text.casefold().replace("’", "'").replace("'", "")
    for kind in EventKind:
        if plain in (kind.value, kind.label.casefold().replace("'", "")):
            return kind
    return next(
        (kind for kind, words in _WORDS if any(word in plain for word in words)), EventKind.OTHER
    )


COLUMNS: tuple[Column, ...] = (
    C("name", "Event", "text", ("subject", "title", "event name", "what", "summary", "name", "event title"), limit=400,
      group=_WHAT),
    C("kind", "Kind", "text", ("type", "event type", "category"), limit=80, parse=kind_of, group=_WHAT,
      help="Without one, its name tells: mock, exam, open evening, parents, concert, trip"),
    C("rooms", "Rooms", "text", ("room", "location", "venue", "where", "place"), limit=400, group=_WHAT,
      help="With commas between"),
    C("stops", "No lessons there", "yes_no", ("stops lessons", "off timetable", "replaces lessons"), group=_WHAT),
    C("first", "First day", "moment", ("start date", "start", "from", "date", "starts", "start date and time", "starts on",
      "begins"), group=_WHEN),
    C("starts", "Start time", "text", ("time", "from time", "starts at"), limit=20, parse=parse_clock, group=_WHEN),
    C("last", "Last day", "moment", ("end date", "end", "to", "ends", "end date and time", "until", "ends on", "finish"),
      group=_WHEN),
    C("ends", "End time", "text", ("to time", "ends at", "finish time"), limit=20, parse=parse_clock, group=_WHEN),
    C("whole", "Whole days", "yes_no", ("all day event", "all day", "allday"), group=_WHEN),
)  # fmt: skip


def columns() -> Sequence[Column]:
    return COLUMNS


def matches() -> Sequence[Match]:
    return (Match("name", "Its name and its first day", ("name",)),)
