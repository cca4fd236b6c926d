from __future__ import annotations

from firstbell.platform.audit.events import EventType

VIEW_SAVED = EventType("lists.view_saved", "{by} saved the view {subject}")
VIEW_CHANGED = EventType("lists.view_changed", "{by} changed the view {subject}")
VIEW_REMOVED = EventType("lists.view_removed", "{by} removed the view {subject}")
COUNT_CROSSED = EventType("lists.count_crossed", "{subject} has more than {limit} now")
DONE_TO_MANY = EventType("lists.done_to_many", "{by}: {subject}, {line}")
EXPORTED = EventType("lists.exported", "{by} took away {what} as a file")
