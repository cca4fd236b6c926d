from __future__ import annotations

from django.db import models

from firstbell.lib.schooltime import Kind, Why


class PeriodKind(models.TextChoices):
    BEFORE = Kind.BEFORE.value, "Before school"
    REGISTRATION = Kind.REGISTRATION.value, "Registration"
    LESSON = Kind.LESSON.value, "Lesson"
    BREAK = Kind.BREAK.value, "Break"
    LUNCH = Kind.LUNCH.value, "Lunch"
    AFTER = Kind.AFTER.value, "After school"


class ClosedKind(models.TextChoices):
    INSET = Why.INSET.value, "INSET day"
    CLOSED = Why.CLOSED.value, "Closed"
    BANK_HOLIDAY = Why.BANK_HOLIDAY.value, "Bank holiday"


class Weeks(models.IntegerChoices):
    ONE = 1, "Every week is the same"
    TWO = 2, "Week A and week B"


class Week(models.TextChoices):
    A = "A", "Week A"
    B = "B", "Week B"


class Weekday(models.TextChoices):
    MONDAY = "0", "Mon"
    TUESDAY = "1", "Tue"
    WEDNESDAY = "2", "Wed"
    THURSDAY = "3", "Thu"
    FRIDAY = "4", "Fri"
    SATURDAY = "5", "Sat"
    SUNDAY = "6", "Sun"
