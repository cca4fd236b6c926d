from __future__ import annotations

from firstbell.platform.audit.events import EventType

LESSONS_ADDED = EventType(
    "timetable.lessons_added", "{by} added {count} to the timetable of {subject}"
)
LESSONS_ENDED = EventType(
    "timetable.lessons_ended", "{by} ended {count} in the timetable of {subject}"
)
LESSONS_REMOVED = EventType(
    "timetable.lessons_removed", "{by} removed {count} from the timetable of {subject}"
)
LESSON_CHANGED = EventType("timetable.lesson_changed", "{by} changed the lesson {subject}")
EVENT_ADDED = EventType("timetable.event_added", "{by} noted the event {subject}")
EVENT_CHANGED = EventType("timetable.event_changed", "{by} changed the event {subject}")
EVENT_REMOVED = EventType("timetable.event_removed", "{by} removed the event {subject}")
FREEZE_SET = EventType("timetable.freeze_set", "{by} asked for no changes: {subject}")
FREEZE_CHANGED = EventType(
    "timetable.freeze_changed", "{by} changed when nothing is changed: {subject}"
)
FREEZE_LIFTED = EventType("timetable.freeze_lifted", "{by} lifted the freeze {subject}")
