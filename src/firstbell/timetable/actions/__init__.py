"""The verbs of the timetable; `actions.add_lessons(…)` is the one that forms, imports and the API share."""

from __future__ import annotations

from firstbell.timetable.actions.freezing import FreezePlan, change_freeze, lift_freeze, set_freeze
from firstbell.timetable.actions.happenings import EventPlan, add_event, change_event, remove_event
from firstbell.timetable.actions.lessons import (
    NewLesson,
    add_lesson,
    add_lessons,
    change_lesson,
    end_lessons,
    remove_lessons,
    restore_lessons,
)

__all__ = [
    "EventPlan", "FreezePlan", "NewLesson", "add_event", "add_lesson", "add_lessons", "change_event", "change_freeze",
    "change_lesson", "end_lessons", "lift_freeze", "remove_event", "remove_lessons", "restore_lessons", "set_freeze",
]  # fmt: skip
