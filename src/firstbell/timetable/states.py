from __future__ import annotations

from django.db import models


class Day(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class EventKind(models.TextChoices):
    EXAM = "exam", "Exam"
    MOCK = "mock_exam", "Mock exam"
    OPEN_EVENING = "open_evening", "Open evening"
    PARENTS = "parents_evening", "Parents' evening"
    SHOW = "show", "Play or concert"
    TRIP = "trip", "Trip"
    OTHER = "other", "Something else"


EXAMS = frozenset({EventKind.EXAM, EventKind.MOCK})
