"""Who is at a ticket now, and what they have written but not sent."""

from __future__ import annotations

from django.db import models

from firstbell.platform.accounts.models import Account
from firstbell.support.models.tickets import Ticket


class Draft(models.Model):
    """Words of one person, kept while they are typed; sent or emptied, it is gone.

    One that the team was shown has a key, and so has the draft of whoever took it over: of these the first is sent.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    body = models.TextField()
    public = models.BooleanField("the requester reads it", default=True)
    at = models.DateTimeField()
    shared = models.UUIDField(null=True, editable=False)
    shown_at = models.DateTimeField("the team sees it since", null=True, editable=False)
    # By somebody else, who had it too; nothing of it is taken away for that.
    sent_by = models.CharField(max_length=200, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)

    personal = {"body": "text", "sent_by": "name"}
    plain = {"at", "public", "shared", "shown_at", "sent_at"}

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
