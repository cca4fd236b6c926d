from __future__ import annotations

from firstbell.platform.audit.events import EventType

ADDED = EventType("attachments.added", "{by} added the {what} {name} to {subject}")
CHANGED = EventType("attachments.changed", "{by} changed what is said of {name} on {subject}")
COVER_CHOSEN = EventType(
    "attachments.cover_chosen", "{by} chose {name} as the picture of {subject}"
)
REMOVED = EventType("attachments.removed", "{by} removed {name} from {subject}")
HELD_BACK = EventType(
    "attachments.held_back", "{name} of {subject} carries {threat} and is held back"
)
