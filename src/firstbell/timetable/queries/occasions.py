"""The answers: what takes place, on a real day, with its times on the school's wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

MINUTE = timedelta(minutes=1)
What = Literal["lesson", "exam", "event"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A lesson, an exam or another event; `starts` and `ends` are local to the school.

    `until` is when the class leaves: after the last of its periods, where it stays for two. Classes that share a room
    are one occasion, and so are two teachers of one class.
    """

    what: What
    title: str
    starts: datetime
    ends: datetime
    until: datetime
    period: str = ""
    class_name: str = ""
    subject: str = ""
    teacher: str = ""
    initials: str = ""
    teacher_ids: tuple[int, ...] = ()
    room_id: int | None = None
    room: str = ""
    uid: UUID | None = None
    room_uid: UUID | None = None

    @property
    def is_exam(self) -> bool:
        return self.what == "exam"

    @property
    def is_lesson(self) -> bool:
        return self.what == "lesson"

    @property
    def minutes(self) -> int:
        return (self.ends - self.starts) // MINUTE

    @property
    def sentence(self) -> str:
        """ "9B Computing is in ICT 2 until 10:40"."""
        where = f" in {self.room}" if self.room else ""
        return f"{self.title} is{where} until {self.until:%H:%M}"

    def runs(self, at: datetime) -> bool:
        return self.starts <= at < self.ends


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which nothing takes place in a room; local to the school."""

    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        return (self.ends - self.starts) // MINUTE


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A room at a moment: what is in it, what comes next today, and everything of the day."""

    now: Occasion | None
    next: Occasion | None
    today: tuple[Occasion, ...] = ()


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A teacher at a moment. `free_at` is when the next lesson-free moment of this school day begins: `at` itself while
    free, None on a day without school and after it.
    """

    now: Occasion | None
    next: Occasion | None
    free_at: datetime | None
    free_until: datetime | None
