"""Who is at a ticket now, and what they have written but not sent."""

from __future__ import annotations

from django.db import models

from firstbell.platform.accounts.models import Account
from firstbell.support.models.tickets import Ticket


class Draft(models.Model):
    """Words of one person, kept while they are typed; sent or emptied, it is gone."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    body = models.TextField()
    at = models.DateTimeField()

    personal = {"body": "text"}
    plain = {"at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "account"], name="support_draft_once")
        ]

    def __str__(self) -> str:
        return f"Draft of {self.account} on {self.ticket}"


class Looking(models.Model):
    """Somebody of the team has the ticket before them."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="looking")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)

    personal: dict[str, str] = {}
    plain = {"seen_at", "typed_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "account"], name="support_looking_once")
        ]

    def __str__(self) -> str:
        return f"{self.account} looks at {self.ticket}"
