from __future__ import annotations

from django.db import models


class Answered(models.Model):
    """What a POST with an Idempotency-Key was answered, so that sending it again does nothing twice."""

    actor_key = models.CharField(max_length=80)
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField(blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    personal = {"body": "value"}
    plain = {"actor_key", "key", "fingerprint", "status", "content_type", "at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor_key", "key"], name="api_answered_once")
        ]
        indexes = [models.Index(fields=["at"], name="api_answered_at")]

    def __str__(self) -> str:
        return self.key
