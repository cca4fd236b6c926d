from __future__ import annotations

from firstbell.platform.audit.events import EventType

MADE = EventType("tags.made", "{by} made the tag {subject}")
CHANGED = EventType("tags.changed", "{by} changed the tag {subject}")
REMOVED = EventType("tags.removed", "{by} removed the tag {subject} from everything")
TAGGED = EventType("tags.tagged", "{by} tagged {subject}: {tags}")
UNTAGGED = EventType("tags.untagged", "{by} took the tag {tags} off {subject}")
