"""Rules of a desk: what happens by itself, when, and to which tickets; and what has happened."""

from __future__ import annotations

from typing import Any

from django.db import models

from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School, Versioned
from firstbell.support.models.teams import SharedQuerySet
from firstbell.support.models.tickets import Ticket
from firstbell.support.states import ClockKind, RuleKind, Since, Unit


class Rule(Versioned):
    """Of a school, or of the trust where no school is given. Conditions are read by `queries/conditions.py`, what it
    does by `actions/rule_acts.py`; a rule of promises has for each act its minutes.
    """

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=RuleKind, editable=False)
    whens = models.JSONField("when", default=list, blank=True)
    since = models.CharField(max_length=12, choices=Since, blank=True)
    amount = models.PositiveIntegerField(default=0)
    unit = models.CharField(max_length=10, choices=Unit, blank=True)
    promise = models.CharField(max_length=12, choices=ClockKind, blank=True)
    all_of = models.JSONField("all of these", default=list, blank=True)
    any_of = models.JSONField("and one of these", default=list, blank=True)
    does = models.JSONField("what it does", default=list, blank=True)
    restricted = models.BooleanField("restricted tickets, too", default=False)
    ends = models.BooleanField("no later rule after it", default=False)
    most_a_ticket = models.PositiveSmallIntegerField("at most on one ticket a day", default=5)
    most_an_hour = models.PositiveSmallIntegerField("at most in an hour", default=100)
    is_on = models.BooleanField("in use", default=False, editable=False)
    paused_why = models.CharField(max_length=200, blank=True, editable=False)
    made_by = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=50)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = SharedQuerySet.as_manager()
    marked = True
    personal: dict[str, str] = {}
    plain = {
        "name", "kind", "whens", "since", "amount", "unit", "promise", "all_of", "any_of", "does", "restricted", "ends",
        "most_a_ticket", "most_an_hour", "is_on", "paused_why", "order", "archived_at", "created_at",
    }  # fmt: skip

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Firing(models.Model):
    """A rule was about a ticket: once for each `key`, which is the event, or what the time counts from."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="firings")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="firings")
    key = models.CharField(max_length=160)
    at = models.DateTimeField()
    why = models.CharField(max_length=200)
    did = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    given = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    personal = {"did": "text", "problem": "clear"}
    plain = {"key", "at", "why"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "ticket", "key"], name="support_firing_once")
        ]
        indexes = [models.Index(fields=["rule", "-at"], name="support_firing_log")]

    def __str__(self) -> str:
        return f"{self.rule} on {self.ticket}"
