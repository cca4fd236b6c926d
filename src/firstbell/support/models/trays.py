"""Files that wait to go with what somebody is writing."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from firstbell.platform.accounts.models import Account
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.database.uid import UidField
from firstbell.support.models.tickets import Ticket


class Tray(models.Model):
    """One person's, for a ticket, or for a report that is not sent yet. Whatever becomes of the words, they stay."""

    uid = UidField()
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="trays"
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects: Any = models.Manager()
    personal: dict[str, str] = {}
    plain = {"at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "account"], name="support_tray_once"),
            models.UniqueConstraint(
                fields=["account"], condition=Q(ticket=None), name="support_tray_of_report"
            ),
        ]

    def __str__(self) -> str:
        return f"Files of {self.account}"

    @property
    def school_id(self) -> int | None:
        return self.ticket.school_id if self.ticket else None

    def holds_any(self) -> bool:
        return Attachment.objects.live().filter(thing_uid=self.uid).exists()
