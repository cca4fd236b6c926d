from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.platform.database.secrets import EncryptedTextField
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import School, Versioned, Viewer
from firstbell.platform.webhooks.states import State


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, actor: Viewer) -> Self:
        """A trust's own only for those who see every school."""
        schools = actor.schools("webhooks.view")
        return self if schools is None else self.filter(school_id__in=schools)


class Subscription(Versioned):
    """Another system that is told of what happens, in one school or without one in the whole trust."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=100)
    url = models.CharField("address", max_length=1_000)
    secret = EncryptedTextField(editable=False)
    kinds = models.JSONField(default=list)
    is_on = models.BooleanField(default=True)
    failures = models.PositiveIntegerField(default=0, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)
    last_delivered_at = models.DateTimeField(null=True, blank=True, editable=False)

    marked = True
    objects = SubscriptionQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {
        "name", "url", "secret", "kinds", "is_on", "failures", "problem", "last_delivered_at", "created_at",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="webhooks_subscription_on", condition=Q(is_on=True))
        ]

    def __str__(self) -> str:
        return self.name

    def wants(self, kind: str, school_id: int | None) -> bool:
        here = self.school_id is None or self.school_id == school_id
        return here and any(fnmatchcase(kind, pattern) for pattern in self.kinds)


class Call(models.Model):
    """One event on its way to one subscription, with how it went."""

    uid = UidField()
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="calls")
    event_uid = models.UUIDField()
    kind = models.CharField(max_length=80)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    took_ms = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    personal = {"body": "clear", "answer": "clear"}
    plain = {
        "event_uid", "kind", "state", "created_at", "due_at", "attempts", "status", "took_ms", "ended_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event_uid"], name="webhooks_call_once")
        ]
        indexes = [
            models.Index(fields=["subscription", "-id"], name="webhooks_call_log"),
            models.Index(fields=["due_at"], name="webhooks_call_due", condition=Q(state="waiting")),
            models.Index(fields=["created_at"], name="webhooks_call_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.subscription}"
