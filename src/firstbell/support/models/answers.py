from __future__ import annotations

from django.db import models

from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.tenancy.models import School
from firstbell.support.models.tickets import Ticket


class Answer(models.Model):
    """What somebody answered, with the question as it was then."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="answers")
    place = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=12)
    question = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    text = models.TextField()
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(
        Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    personal = {"text": "text"}
    plain = {"place", "key", "question", "kind"}

    class Meta:
        ordering = ["ticket", "place"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "key"], name="support_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.text}"


class Signpost(models.Model):
    """Somebody was shown whom to tell about a safeguarding concern. Who, and what about, is nobody's to keep here."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    personal: dict[str, str] = {}
    plain = {"at"}

    def __str__(self) -> str:
        return f"Signposted at {self.school}"
