from __future__ import annotations

from django.db import models


class Colour(models.TextChoices):
    PLAIN = "plain", "Plain"
    LIVE = "live", "Blue"
    OK = "ok", "Green"
    WARN = "warn", "Amber"
    BAD = "bad", "Red"
    QUIET = "quiet", "Grey"
