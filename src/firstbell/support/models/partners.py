"""A partner outside who helps with one ticket, and what was said between them and the team."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.people.models import Organisation
from firstbell.platform.accounts.models import Account
from firstbell.platform.database.uid import UidField
from firstbell.support.models.entries import Entry
from firstbell.support.models.setup import Status
from firstbell.support.models.tickets import Ticket


class Sharing(models.Model):
    """They are written to with a mark of their own, and see of this ticket what was chosen, and of no other anything."""

    uid = UidField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="sharings")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField()
    # What the ticket is called to them: its title may name somebody.
    subject = models.CharField(max_length=200)
    # The status in which it waits for them; in another one it waits for somebody else.
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    room = models.BooleanField("the room", default=True)
    things = models.BooleanField("the things", default=True)
    story = models.BooleanField("what was said to whoever asked", default=False)
    page_until = models.DateTimeField("their page is good until", null=True)
    by_account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("asked")
    written_at = models.DateTimeField("last written to")
    heard_at = models.DateTimeField("last answer", null=True)
    reminded_at = models.DateTimeField("last reminded", null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField("taken back", null=True)

    personal = {"name": "name", "email": "email", "subject": "text"}
    plain = {
        "room", "things", "story", "page_until", "at", "written_at", "heard_at", "reminded_at", "reminders", "ended_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "email"], condition=Q(ended_at=None), name="support_sharing_once"
            )
        ]
        indexes = [
            models.Index(fields=["at"], name="support_sharing_asked"),
            models.Index(
                fields=["ticket"], condition=Q(ended_at=None), name="support_sharing_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket.number} with {self.name}"

    @property
    def school_id(self) -> int:
        return self.ticket.school_id

    @property
    def waits(self) -> bool:
        """Whether it is their turn."""
        return self.ended_at is None and (self.heard_at is None or self.heard_at < self.written_at)


class PartnerWords(models.Model):
    """An entry that was said to a partner, or by them: with two partners on one ticket neither reads the other."""

    sharing = models.ForeignKey(Sharing, on_delete=models.CASCADE, related_name="words")
    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="with_partner")

    personal: dict[str, str] = {}
    plain: set[str] = set()

    def __str__(self) -> str:
        return f"{self.entry} on {self.sharing}"
