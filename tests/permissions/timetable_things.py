"""Examples of what the timetable shows, and the calls about it."""

from __future__ import annotations

from datetime import UTC, datetime

from firstbell.timetable import actions
from firstbell.timetable.actions import EventPlan, FreezePlan, NewLesson
from tests.permissions import rooms
from tests.permissions.calls import calls, nothing
from tests.permissions.things import LONG_AGO, Example, World, example

_STARTS, _ENDS = datetime(2030, 5, 7, 9, tzinfo=UTC), datetime(2030, 5, 7, 12, tzinfo=UTC)
_SPAN = {"starts_at": "2030-05-07T09:00:00Z", "ends_at": "2030-05-07T12:00:00Z"}


@example("timetable:room")
def room(world: World) -> Example:
    made = rooms.room(world)
    return Example({"uid": made.thing.uid}, made.thing)


@example("timetable:teacher")
def teacher(world: World) -> Example:
    made = rooms.person(world)
    return Example({"uid": made.thing.uid}, made.thing)


@example(
    "timetable:lesson", "timetable:lesson_change", "timetable:lesson_end", "timetable:lesson_remove"
)
def lesson(world: World) -> Example:
    new = NewLesson(1, "1", class_name="9B", subject="Computing")
    made = actions.add_lesson(world.hartley, new, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


@example("timetable:event", "timetable:event_remove")
def event(world: World) -> Example:
    plan = EventPlan("Open evening", "open_evening", _STARTS, _ENDS)
    made = actions.add_event(world.hartley, plan, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


@example("timetable:freeze", "timetable:freeze_lift")
def freeze(world: World) -> Example:
    plan = FreezePlan("The network", "Results day", _STARTS, _ENDS)
    made = actions.set_freeze(world.hartley, plan, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


def _here(world: World) -> dict[str, object]:
    return {"school": world.hartley.uid}


calls("GET rooms/{uid}/lessons", room)
calls("GET people/{uid}/whereabouts", teacher)
calls(
    "POST lessons",
    nothing,
    lambda world, of: {**_here(world), "weekday": 1, "period": "1", "class_name": "9B"},
)
calls("PATCH lessons/{uid}", lesson, lambda world, of: {"subject": "ICT"})
calls("POST lessons/{uid}/end", lesson, lambda world, of: {"on": "2026-01-05"})
calls("DELETE lessons/{uid}", lesson)
calls("POST school-events", nothing, lambda world, of: {**_here(world), "name": "Fair", **_SPAN})
calls("PUT school-events/{uid}", event, lambda world, of: {"name": "Fair", **_SPAN})
calls("DELETE school-events/{uid}", event)
calls(
    "POST freezes",
    nothing,
    lambda world, of: {**_here(world), "what": "All", "why": "Mocks", **_SPAN},
)
calls("POST freezes/{uid}/lift", freeze)
