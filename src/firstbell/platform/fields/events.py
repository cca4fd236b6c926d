from __future__ import annotations

from firstbell.platform.audit.events import EventType

FIELD_ADDED = EventType("fields.added", "{by} added the field {subject}")
FIELD_CHANGED = EventType("fields.changed", "{by} changed the field {subject}")
FIELD_PUT_AWAY = EventType("fields.put_away", "{by} put the field {subject} away")
REVEALED = EventType("fields.revealed", "{by} looked at the {field} of {subject}")
