from __future__ import annotations

from firstbell.timetable.models.happenings import Freeze, SchoolEvent
from firstbell.timetable.models.lessons import Edition, Lesson

__all__ = ["Edition", "Freeze", "Lesson", "SchoolEvent"]
