"""Whoever got something is asked by mail to say that it is right; no account is needed for the answer."""

from __future__ import annotations

from django.db import models

from firstbell.equipment.models.lending import Handover
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class Acceptance(SchoolOwned):
    """A hand-over put before whoever got it, and the paper of what they said to it.

    Only the link of the last mail leads here (`turn`), to the address it went to, until a moment; answered once.
    """

    handover = models.OneToOneField(Handover, on_delete=models.CASCADE, related_name="acceptance")
    turn = models.PositiveIntegerField(default=0)
    asked_by = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    sent_to = models.EmailField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # As it was typed beside the yes; what was drawn is the signature of the hand-over.
    name = models.CharField(max_length=200, blank=True)
    by_link = models.BooleanField(default=False)
    paper = models.ForeignKey(
        Attachment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()
    view_permission = "equipment.view"
    personal = {"asked_by": "name", "sent_to": "clear", "name": "name"}
    plain = {"turn", "asked_at", "until", "sent_at", "by_link", "created_at"}

    def __str__(self) -> str:
        return f"the acceptance of {self.handover}"
