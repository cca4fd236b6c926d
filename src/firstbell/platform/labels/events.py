from __future__ import annotations

from firstbell.platform.audit.events import EventType

SHEET_ADDED = EventType("labels.sheet_added", "{by} added the label sheet {subject}")
SHEET_CHANGED = EventType("labels.sheet_changed", "{by} changed the label sheet {subject}")
SHEET_REMOVED = EventType("labels.sheet_removed", "{by} removed the label sheet {subject}")
LAYOUT_SAVED = EventType("labels.layout_saved", "{by} saved the label layout {subject}")
LAYOUT_REMOVED = EventType("labels.layout_removed", "{by} removed the label layout {subject}")
