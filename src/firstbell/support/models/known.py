"""What everybody is told the team knows already, and who else has it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from firstbell.places.models import Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet
from firstbell.support.models.tickets import Ticket


class Joined(models.Model):
    """Somebody who has the same trouble: counted on the ticket, and told when it is over."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="joined")
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    at = models.DateTimeField()

    personal = {"name": "name"}
    plain = {"at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "account"],
                condition=Q(account__isnull=False),
                name="support_joined_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} has {self.ticket} too"


class Desk(SchoolOwned):
    """How one school's desk is set: whether a label is enough to report a fault, and from which networks."""

    open_reports = models.BooleanField(
        "report without signing in", default=False, help_text="From the label of a room or a thing"
    )
    networks = models.TextField(
        "from these networks", blank=True, help_text="One a line: 10.20.0.0/16; what is elsewhere signs in"
    )  # fmt: skip

    lead_name = models.CharField("safeguarding lead", max_length=200, blank=True)
    lead_phone = models.CharField("their phone", max_length=60, blank=True)
    lead_words = models.CharField(
        "if they are away",
        max_length=200,
        blank=True,
        help_text="The deputy, and where to find them",
    )

    objects: Any = VisibleQuerySet.as_manager()
    view_permission = "support.change_setup"
    personal = {"lead_name": "clear", "lead_phone": "clear", "lead_words": "clear"}
    plain = {"open_reports", "networks", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school"], name="support_desk_of_school"),
            models.CheckConstraint(
                condition=Q(open_reports=False) | ~Q(networks=""), name="support_desk_open_somewhere"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"The desk of {self.school}"
