from __future__ import annotations

from firstbell.platform.audit.events import EventType

# The words of a note stay in the note, where they can be removed; history keeps that there was one.
WRITTEN = EventType("notes.written", "{by} left a note on {subject}", audience="notes.view")
EDITED = EventType("notes.edited", "{by} changed a note on {subject}", audience="notes.view")
REMOVED = EventType(
    "notes.removed", "{by} removed a note of {author} from {subject}", audience="notes.view"
)
