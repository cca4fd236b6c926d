from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime

from firstbell.places.models import Room
from firstbell.platform.api.days import Day
from firstbell.platform.api.sent import Sent
from firstbell.timetable.actions import EventPlan, FreezePlan
from firstbell.timetable.models import Freeze, Lesson, SchoolEvent
from firstbell.timetable.states import EventKind

_NO_NUL = r"^[^\x00]*$"
Letter = Literal["", "A", "B"]
Class = Annotated[str, Field(max_length=60, pattern=_NO_NUL)]
Subject = Annotated[str, Field(max_length=80, pattern=_NO_NUL)]
Period = Annotated[str, Field(min_length=1, max_length=30, pattern=_NO_NUL)]
Moment = Annotated[
    AwareDatetime,
    Field(
        ge=datetime.fromisoformat("1990-01-01T00:00:00+00:00"),
        le=datetime.fromisoformat("2099-12-31T00:00:00+00:00"),
    ),
]


class At(Schema):
    """Now, where nothing else is said; `minutes` is how long the room is wanted."""

    at: datetime | None = None
    minutes: int = Field(90, ge=1, le=1_440)


class SchoolAt(Schema):
    school: UUID
    at: datetime | None = None


class OccasionOut(Schema):
    what: str
    title: str
    class_name: str
    subject: str
    teacher: str
    initials: str
    room: str
    room_uid: UUID | None
    period: str
    starts: datetime
    ends: datetime
    until: datetime
    sentence: str


class GapOut(Schema):
    starts: datetime
    ends: datetime
    minutes: int


class RoomNowOut(Schema):
    now: OccasionOut | None
    next: OccasionOut | None
    next_free: GapOut | None
    today: list[OccasionOut]


class RoomLineOut(Schema):
    room: UUID
    name: str
    now: OccasionOut | None
    next: OccasionOut | None


class WhereaboutsOut(Schema):
    now: OccasionOut | None
    next: OccasionOut | None
    free_at: datetime | None
    free_until: datetime | None


class LessonChange(Sent):
    class_name: Class = ""
    subject: Subject = ""
    teacher: UUID | None = None
    room: UUID | None = None
    weekday: int = Field(0, ge=0, le=6)
    week: Letter = ""
    period: Period = "1"
    since: Day | None = None
    until: Day | None = None


class LessonIn(LessonChange):
    school: UUID
    weekday: int = Field(ge=0, le=6)
    period: Period


class EndingIn(Sent):
    on: Day


class LessonOut(Schema):
    uid: UUID
    version: int
    school: UUID
    class_name: str
    subject: str
    teacher: UUID | None
    teacher_said: str
    room: UUID | None
    room_said: str
    weekday: int
    week: str
    period: str
    since: date
    until: date

    @staticmethod
    def resolve_school(row: Lesson) -> object:
        return row.school.uid

    @staticmethod
    def resolve_teacher(row: Lesson) -> object:
        return row.teacher.uid if row.teacher else None

    @staticmethod
    def resolve_room(row: Lesson) -> object:
        return row.room.uid if row.room else None


class LessonPage(Schema):
    items: list[LessonOut]
    next: str | None


class EventData(Sent):
    name: str = Field(min_length=1, max_length=120, pattern=_NO_NUL)
    kind: Literal[
        "exam", "mock_exam", "open_evening", "parents_evening", "show", "trip", "other"
    ] = "other"
    starts_at: Moment
    ends_at: Moment
    is_whole_day: bool = False
    stops_lessons: bool | None = None
    rooms: list[UUID] = Field(default_factory=list, max_length=500)

    def plan(self, rooms: Sequence[Room]) -> EventPlan:
        return EventPlan(
            self.name,
            EventKind(self.kind),
            self.starts_at,
            self.ends_at,
            self.is_whole_day,
            self.stops_lessons,
            rooms,
        )


class EventIn(EventData):
    school: UUID


class EventOut(Schema):
    uid: UUID
    version: int
    school: UUID
    name: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    is_whole_day: bool
    stops_lessons: bool
    is_exam: bool
    rooms: list[UUID]

    @staticmethod
    def resolve_school(row: SchoolEvent) -> object:
        return row.school.uid

    @staticmethod
    def resolve_rooms(row: SchoolEvent) -> list[UUID]:
        return [room.uid for room in row.rooms.all()]


class EventPage(Schema):
    items: list[EventOut]
    next: str | None


class FreezeIn(Sent):
    school: UUID
    what: str = Field(min_length=1, max_length=120, pattern=_NO_NUL)
    why: str = Field(min_length=1, max_length=200, pattern=_NO_NUL)
    starts_at: Moment
    ends_at: Moment

    def plan(self) -> FreezePlan:
        return FreezePlan(self.what, self.why, self.starts_at, self.ends_at)


class FreezeOut(Schema):
    uid: UUID
    school: UUID
    what: str
    why: str
    starts_at: datetime
    ends_at: datetime

    @staticmethod
    def resolve_school(row: Freeze) -> object:
        return row.school.uid


class FreezePage(Schema):
    items: list[FreezeOut]
    next: str | None


class FrozenOut(Schema):
    frozen: bool
    freeze: FreezeOut | None
