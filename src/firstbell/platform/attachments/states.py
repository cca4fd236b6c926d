from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    PHOTO = "photo", "Photo"
    RECEIPT = "receipt", "Receipt"
    WARRANTY = "warranty", "Warranty"
    MANUAL = "manual", "Manual"
    PLAN = "plan", "Plan"
    OTHER = "other", "Other paper"


class Scan(models.TextChoices):
    NONE = "none", "Not scanned"
    WAITING = "waiting", "Not scanned yet"
    CLEAN = "clean", "No virus found"
    INFECTED = "infected", "Held back: a virus"
