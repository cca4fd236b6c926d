"""Who must say yes before a request is done: the steps of a request type, and what was said on a ticket."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from firstbell.people.models import Group, Person
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.states import Role
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import Versioned
from firstbell.support.models.requests import RequestType
from firstbell.support.models.tickets import Ticket
from firstbell.support.states import Need, Said, Whose


class Approver(models.Model):
    """A step: one person, everybody of a role or of a group; the next is asked when this one has said yes."""

    uid = UidField()
    request_type = models.ForeignKey(
        RequestType, on_delete=models.CASCADE, related_name="approvers"
    )
    place = models.PositiveSmallIntegerField()
    whose = models.CharField(max_length=10, choices=Whose)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=20, choices=Role, blank=True)
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    need = models.CharField(max_length=10, choices=Need, default=Need.ANY)

    personal: dict[str, str] = {}
    plain = {"place", "whose", "role", "need"}

    class Meta:
        ordering = ["request_type", "place", "pk"]

    def __str__(self) -> str:
        if self.whose == Whose.ROLE:
            who = f"everybody who is {self.get_role_display().lower()}"
        else:
            who = str(self.person if self.whose == Whose.PERSON else self.group)
        return who if self.whose == Whose.PERSON else f"{self.get_need_display().lower()} of {who}"


class Approval(Versioned):
    """A step that was asked on a ticket, and how it ended."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="approvals")
    place = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=200)
    need = models.CharField(max_length=10, choices=Need)
    said = models.CharField(max_length=10, choices=Said, default=Said.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: Any = models.Manager()
    personal = {"who": "name"}
    plain = {"place", "need", "said", "ended_at", "created_at"}

    class Meta:
        ordering = ["ticket", "place"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "place"], name="support_approval_once")
        ]

    def __str__(self) -> str:
        return f"Approval of {self.ticket} by {self.who}"


class Voice(models.Model):
    """Somebody who is asked. The link in their mail is signed, and good until they have answered."""

    uid = UidField()
    approval = models.ForeignKey(Approval, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    instead_of = models.CharField(max_length=200, blank=True)
    said = models.CharField(max_length=10, choices=Said, default=Said.WAITING)
    reason = models.TextField(blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField("mailed next", null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    mails = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    personal = {
        "name": "name",
        "email": "email",
        "instead_of": "name",
        "reason": "text",
        "problem": "clear",
    }
    plain = {"said", "said_at", "next_at", "mailed_at", "mails", "failures"}

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(said="waiting"), name="support_voice_waits"
            )
        ]

    def __str__(self) -> str:
        return self.name


class StandIn(Versioned):
    """Somebody is away, and somebody else says yes or no for them meanwhile."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    first = models.DateField("from")
    last = models.DateField("until")

    objects: Any = models.Manager()
    personal: dict[str, str] = {}
    plain = {"first", "last", "created_at"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="support_standin_forwards"
            ),
            models.CheckConstraint(condition=~Q(person=F("by")), name="support_standin_another"),
        ]

    def __str__(self) -> str:
        return f"{self.by} for {self.person}"
