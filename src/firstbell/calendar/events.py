from __future__ import annotations

from firstbell.platform.audit.events import EventType

YEAR_ADDED = EventType("calendar.year_added", "{by} added the year {subject}")
YEAR_CHANGED = EventType("calendar.year_changed", "{by} changed the dates of {subject}")
YEAR_REMOVED = EventType("calendar.year_removed", "{by} removed the year {subject}")
DAY_CLOSED = EventType("calendar.day_closed", "{by} noted that the school is closed: {subject}")
DAY_OPENED = EventType(
    "calendar.day_opened", "{by} noted that the school is open after all: {subject}"
)
BELLS_ADDED = EventType("calendar.bells_added", "{by} added the bell times {subject}")
BELLS_CHANGED = EventType("calendar.bells_changed", "{by} changed the bell times {subject}")
BELLS_REMOVED = EventType("calendar.bells_removed", "{by} removed the bell times {subject}")
