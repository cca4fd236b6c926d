"""What belongs to the work on a ticket: steps to tick off, what it cost, who follows it and who is copied in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from firstbell.equipment.models import Item
from firstbell.platform.accounts.models import Account
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import Versioned
from firstbell.support.models.tickets import Ticket


class Todo(models.Model):
    """A line of a checklist, with whoever ticked it and when."""

    uid = UidField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="steps")
    checklist = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_name = models.CharField(max_length=200, blank=True)

    objects: Any = models.Manager()
    personal = {"text": "text", "done_name": "name"}
    plain = {"checklist", "done_at"}

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class CostQuerySet(models.QuerySet["Cost"]):
    def visible_to(self, actor: Any) -> CostQuerySet:
        """Those of the tickets that the team sees."""
        schools = actor.schools("support.view")
        seen = Ticket.objects.visible_to(actor).read_as_desk(actor)
        return self.filter(
            ticket__in=seen if schools is None else seen.filter(school_id__in=schools)
        )

    def counted(self) -> CostQuerySet:
        return self.filter(taken_back_at=None)


class Cost(Versioned):
    """What a ticket cost. One that was wrong is taken back, and stays to be seen."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="costs")
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    what = models.CharField("what for", max_length=200)
    pence = models.PositiveIntegerField()
    paid_on = models.DateField("on")
    budget = models.CharField("from the budget", max_length=80, blank=True)
    order_ref = models.CharField("order", max_length=80, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects: Any = CostQuerySet.as_manager()
    personal = {"what": "text", "by_name": "name"}
    plain = {"pence", "paid_on", "budget", "order_ref", "at", "taken_back_at", "created_at"}

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def school_id(self) -> int:
        return self.ticket.school_id


class Watcher(models.Model):
    """Somebody of the team who is told what happens on a ticket that is not theirs."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watchers")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    # By somebody who works the ticket, in a note: they see it, to whom its team is open or not.
    named = models.BooleanField(default=False)

    personal: dict[str, str] = {}
    plain = {"at", "named"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "account"], name="support_watcher_once")
        ]

    def __str__(self) -> str:
        return f"{self.account} follows {self.ticket}"


class Copied(models.Model):
    """Somebody who is sent the answers to whoever asked, by email, and never a note."""

    uid = UidField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="copied")
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    off_at = models.DateTimeField(null=True, blank=True)

    personal = {"email": "email", "name": "name"}
    plain = {"at", "off_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "ticket", Lower("email"), condition=Q(off_at=None), name="support_copied_once"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email
