from __future__ import annotations

from django.db import models


class How(models.TextChoices):
    NOW = "now", "By email at once"
    DAILY = "daily", "In the email of the morning"
    HERE = "here", "Only here"


class Mail(models.TextChoices):
    """Where a notice stands on its way into an email."""

    NONE = "none", "Only here"
    WAITING = "waiting", "Goes with the next email"
    DAILY = "daily", "Goes with the email of the morning"
    SENT = "sent", "Sent by email"
