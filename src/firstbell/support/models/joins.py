"""What ties tickets to each other, and to the desks that had them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import School
from firstbell.support.models.tickets import Ticket
from firstbell.support.states import LinkKind


class Link(models.Model):
    """Two tickets that belong together; read from the first to the second, and shown on both."""

    uid = UidField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked")
    kind = models.CharField(max_length=10, choices=LinkKind, default=LinkKind.RELATED)
    at = models.DateTimeField()

    personal: dict[str, str] = {}
    plain = {"kind", "at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="support_link_once"),
            models.CheckConstraint(
                condition=~Q(ticket=F("other")), name="support_link_to_another"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.ticket.number} {self.get_kind_display().lower()} {self.other.number}"


class Stay(models.Model):
    """A ticket at the desk of a school that has passed it on: from when to when, and how its promises stood then."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="stays")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    team = models.CharField(max_length=80)
    owner = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    # A line for each promise: its kind, minutes promised, when it was due, met and missed.
    clocks = models.JSONField(default=list)

    personal = {"owner": "name"}
    plain = {"team", "from_at", "to_at", "clocks"}

    def __str__(self) -> str:
        return f"{self.ticket.number} at {self.school}"
