"""Events of the school: noted, changed, taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce, changes_between
from firstbell.platform.tenancy.models import School
from firstbell.timetable import events
from firstbell.timetable.actions.editions import next_edition
from firstbell.timetable.models import SchoolEvent
from firstbell.timetable.states import EXAMS, EventKind

_PLAIN = ("name", "kind", "starts_at", "ends_at", "is_whole_day", "stops_lessons", "is_exam")


@dataclass(frozen=True, slots=True)
class EventPlan:
    """An exam of its kind is one, whatever `is_exam` says; it stops the lessons in its rooms unless told not to."""

    name: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    is_whole_day: bool = False
    stops_lessons: bool | None = None
    rooms: Sequence[Room] = ()

    @property
    def is_exam(self) -> bool:
        return self.kind in EXAMS

    @property
    def stops(self) -> bool:
        return self.is_exam if self.stops_lessons is None else self.stops_lessons


def add_event(
    school: School, plan: EventPlan, *, by: Actor, at: datetime, brought_by: UUID | None = None
) -> SchoolEvent:
    require(by, "timetable.change", school)
    _refuse(school, plan)
    event = SchoolEvent(school=school, created_at=at, brought_by=brought_by, **_values(plan))
    with transaction.atomic():
        event.save()
        event.rooms.set(plan.rooms)
        next_edition(school.pk, at)
        announce(events.EVENT_ADDED, event, by=by, at=at, about=list(plan.rooms))
    return event


def change_event(event: SchoolEvent, plan: EventPlan, *, by: Actor, at: datetime) -> SchoolEvent:
    require(by, "timetable.change", event)
    _refuse(event.school, plan)
    wanted = _values(plan)
    changes = changes_between(event, wanted)
    was, now = _names(event.rooms.order_by("name_key")), _names(plan.rooms)
    if was != now:
        changes.append(Change("rooms", was, now))
    if not changes:
        return event
    for name, value in wanted.items():
        setattr(event, name, value)
    with transaction.atomic():
        event.bump(*_PLAIN)
        event.rooms.set(plan.rooms)
        next_edition(event.school_id, at)
        announce(events.EVENT_CHANGED, event, by=by, at=at, changes=changes, about=list(plan.rooms))
    return event


def remove_event(event: SchoolEvent, *, by: Actor, at: datetime) -> None:
    """It does not take place, or was noted by mistake; history remembers it."""
    require(by, "timetable.change", event)
    with transaction.atomic():
        announce(events.EVENT_REMOVED, event, by=by, at=at, about=list(event.rooms.all()))
        event.delete()
        next_edition(event.school_id, at)


def _values(plan: EventPlan) -> dict[str, object]:
    return {
        "name": " ".join(plan.name.split()), "kind": EventKind(plan.kind), "starts_at": plan.starts_at,
        "ends_at": plan.ends_at, "is_whole_day": plan.is_whole_day, "stops_lessons": plan.stops,
        "is_exam": plan.is_exam,
    }  # fmt: skip


def _refuse(school: School, plan: EventPlan) -> None:
    if not plan.name.strip():
        raise Refusal("What is it called?", fields={"name": "Give it a name"})
    if plan.ends_at <= plan.starts_at:
        raise Refusal("It ends before it begins.", fields={"ends": "Before it begins"})
    elsewhere = [room for room in plan.rooms if room.school_id != school.pk]
    if elsewhere:
        raise Refusal(
            f"{elsewhere[0]} is a room of another school.", fields={"rooms": "Of another school"}
        )


def _names(rooms: Iterable[Room]) -> str:
    return ", ".join(sorted(room.name for room in rooms))
