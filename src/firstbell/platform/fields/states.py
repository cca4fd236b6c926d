from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    TEXT = "text", "Text"
    LONG_TEXT = "long_text", "Long text"
    NUMBER = "number", "Number"
    MONEY = "money", "Money"
    DATE = "date", "Date"
    YES_NO = "yes_no", "Yes or no"
    CHOICE = "choice", "One of a list"
    CHOICES = "choices", "Several of a list"
    URL = "url", "Web address"
    EMAIL = "email", "Email address"
    IP = "ip", "IP address"
    MAC = "mac", "MAC address"
    PATTERN = "pattern", "Text of a pattern"
