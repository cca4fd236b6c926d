from __future__ import annotations

from firstbell.platform.audit.events import EventType

BUILDING_ADDED = EventType("places.building_added", "{by} added the building {subject}")
BUILDING_CHANGED = EventType("places.building_changed", "{by} changed the building {subject}")
BUILDING_ARCHIVED = EventType("places.building_archived", "{by} archived the building {subject}")
BUILDING_RESTORED = EventType("places.building_restored", "{by} brought back {subject}")
FLOOR_ADDED = EventType("places.floor_added", "{by} added {subject}")
FLOOR_CHANGED = EventType("places.floor_changed", "{by} changed {subject}")
PLAN_SET = EventType("places.plan_set", "{by} put a plan on {subject}")
PLAN_TAKEN = EventType("places.plan_taken", "{by} took the plan off {subject}")

ROOM_ADDED = EventType("places.room_added", "{by} added {subject}")
ROOM_RENAMED = EventType("places.room_renamed", "{by} renamed {was} to {subject}")
ROOM_CHANGED = EventType("places.room_changed", "{by} changed {subject}")
ROOM_PLACED = EventType("places.room_placed", "{by} put {subject} on the plan of {floor}")
ROOM_UNPLACED = EventType("places.room_unplaced", "{by} took {subject} off the plan")
ROOM_ARCHIVED = EventType("places.room_archived", "{by} archived {subject}")
ROOM_RESTORED = EventType("places.room_restored", "{by} brought back {subject}")
ROOMS_MERGED = EventType("places.rooms_merged", "{by} merged {gone} into {subject}")
ROOMS_UNMERGED = EventType("places.rooms_unmerged", "{by} undid the merge of {gone} into {subject}")
ALIAS_GIVEN = EventType("places.alias_given", "{by} noted that {subject} is also called {alias}")
ALIAS_TAKEN = EventType("places.alias_taken", "{by} noted that {subject} is not called {alias}")
SPOT_ADDED = EventType("places.spot_added", "{by} added {spot} in {subject}")
SPOT_RENAMED = EventType("places.spot_renamed", "{by} renamed {was} in {subject} to {spot}")
SPOT_REMOVED = EventType("places.spot_removed", "{by} removed {spot} from {subject}")
