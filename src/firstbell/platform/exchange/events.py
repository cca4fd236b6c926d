from __future__ import annotations

from firstbell.platform.audit.events import EventType

BROUGHT_IN = EventType("exchange.brought_in", "{by} brought in {subject}: {counts}")
UNDONE = EventType("exchange.undone", "{by} undid the import of {subject}: {counts}")
