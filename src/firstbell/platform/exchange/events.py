from __future__ import annotations

from firstbell.platform.audit.events import EventType

BROUGHT_IN = EventType("exchange.brought_in", "{by} brought in {subject}: {counts}")
UNDONE = EventType("exchange.undone", "{by} undid the import of {subject}: {counts}")

PROFILE_SAVED = EventType("exchange.profile_saved", "{by} saved how to bring in {subject}")
PROFILE_CHANGED = EventType("exchange.profile_changed", "{by} changed the import profile {subject}")
PROFILE_REMOVED = EventType("exchange.profile_removed", "{by} removed the import profile {subject}")
