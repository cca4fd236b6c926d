"""What follows when a ticket is solved: it closes by itself, and whoever asked is asked how it went."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet
from firstbell.support.models.tickets import Ticket


class Aftercare(SchoolOwned):
    """How one school's desk is set. Without a row nobody is asked, and what is solved closes after the usual days."""

    USUAL_DAYS = 7

    close_days = models.PositiveSmallIntegerField(
        "days until what is solved closes", default=USUAL_DAYS, null=True, blank=True
    )
    asks = models.BooleanField("ask how it went", default=False)
    ask_hours = models.PositiveSmallIntegerField("hours after it is solved", default=24)
    change_days = models.PositiveSmallIntegerField("days to think again", default=7)
    department = models.BooleanField("a department sees its own", default=False)

    objects: Any = VisibleQuerySet.as_manager()
    view_permission = "support.change_setup"
    personal: dict[str, str] = {}
    plain = {"close_days", "asks", "ask_hours", "change_days", "department", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school"], name="support_aftercare_of_school")
        ]

    def __str__(self) -> str:
        return f"After it is solved at {self.school}"


class Opinion(models.Model):
    """How it went, in the eyes of whoever asked. Once for each ticket; they may think again for some days."""

    uid = UidField()
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="opinion")
    asked_at = models.DateTimeField()
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    personal = {"comment": "text"}
    plain = {"asked_at", "score", "given_at", "changed_at"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=5), name="support_opinion_to_five"
            )
        ]
        indexes = [models.Index(fields=["given_at"], name="support_opinion_given")]

    def __str__(self) -> str:
        return f"{self.score} of 5 for {self.ticket}" if self.score is not None else "Not said yet"
