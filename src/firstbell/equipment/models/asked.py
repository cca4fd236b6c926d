"""What the desk asks whoever has something, what they ask, and which reminders went out."""

from __future__ import annotations

from django.db import models

from firstbell.equipment.models.facts import Custody
from firstbell.equipment.states import Asked
from firstbell.people.models import Person
from firstbell.platform.tenancy.models import School, SchoolOwned, VisibleQuerySet


class Question(SchoolOwned):
    """Asked about one thing that somebody has, and what was answered; a picture is attached."""

    custody = models.ForeignKey(Custody, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=6, choices=Asked)
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    until = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)
    answer = models.BooleanField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_words = models.CharField(max_length=300, blank=True)

    objects = VisibleQuerySet.as_manager()
    view_permission = "equipment.give"
    personal = {"asked_by": "name", "words": "text", "answered_by": "name", "answer_words": "text"}
    plain = {"kind", "asked_at", "until", "answer", "answered_at", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["custody", "kind"],
                condition=models.Q(answered_at=None),
                name="equipment_question_one_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["school", "-asked_at"],
                name="equipment_question_open",
                condition=models.Q(answered_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.custody.item}"


class Reminder(models.Model):
    """One digest of what is late, to a borrower or to the desk of a school; one a day at most."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    on = models.DateField()
    count = models.PositiveIntegerField()

    personal: dict[str, str] = {}
    plain = {"on", "count"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "person", "on"],
                condition=models.Q(person__isnull=False),
                name="equipment_reminder_once",
            ),
            models.UniqueConstraint(
                fields=["school", "on"],
                condition=models.Q(person=None),
                name="equipment_reminder_desk",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} late on {self.on}"
