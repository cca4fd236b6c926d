from __future__ import annotations

from firstbell.platform.audit.events import EventType

SEQUENCE_ADDED = EventType("numbers.sequence_added", "{by} began the numbers {subject}")
SEQUENCE_CHANGED = EventType("numbers.sequence_changed", "{by} changed the numbers {subject}")
RANGE_RESERVED = EventType(
    "numbers.range_reserved", "{by} kept {first} to {last} free for pre-printed labels"
)
RANGE_FREED = EventType("numbers.range_freed", "{by} gave {first} to {last} back to {subject}")
