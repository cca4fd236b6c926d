from __future__ import annotations

from django.db import models


class Undelivered(models.Model):
    """An address that a mail of ours came back from, for good: until somebody writes from it, or it is tried again."""

    email = models.CharField(max_length=320, unique=True)  # folded
    why = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()

    personal = {"email": "email", "why": "clear"}
    plain = {"since"}

    def __str__(self) -> str:
        return self.email
