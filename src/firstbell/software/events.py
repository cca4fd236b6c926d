from __future__ import annotations

from firstbell.platform.audit.events import EventType

TITLE_NAMED = EventType("software.title_named", "{by} said that {names} is {subject}")
RULE_ADDED = EventType("software.rule_added", "{by} added the naming rule {subject}")
RULE_CHANGED = EventType("software.rule_changed", "{by} changed the naming rule {subject}")
RULE_REMOVED = EventType("software.rule_removed", "{by} removed the naming rule {subject}")
WANTED_ADDED = EventType("software.wanted_added", "{by} made {subject}")
WANTED_ENDED = EventType("software.wanted_ended", "{by} ended {subject}")
LICENCE_ADDED = EventType("software.licence_added", "{by} recorded the licence {subject}")
LICENCE_CHANGED = EventType("software.licence_changed", "{by} changed the licence {subject}")
LICENCE_REMOVED = EventType("software.licence_removed", "{by} removed the licence {subject}")
KEY_REVEALED = EventType("software.key_revealed", "{by} looked at the key of {subject}")
