from __future__ import annotations

from firstbell.platform.audit.events import EventType

CHANNEL_ADDED = EventType("notifications.channel_added", "{by} set up the channel {subject}")
CHANNEL_CHANGED = EventType("notifications.channel_changed", "{by} changed the channel {subject}")
CHANNEL_REMOVED = EventType("notifications.channel_removed", "{by} removed the channel {subject}")
