"""What tickets are about, and how a school calls where they stand."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from firstbell.platform.tenancy.models import Versioned, Viewer
from firstbell.support.models.teams import Team
from firstbell.support.states import Phase


class TrustWideQuerySet(models.QuerySet[Any]):
    """What the whole trust shares: everybody who reports or sees tickets sees it."""

    def visible_to(self, actor: Viewer) -> Self:
        for permission in ("support.report", "support.view"):
            schools = actor.schools(permission)
            if schools is None or schools:
                return self
        return self.none()

    def live(self) -> Self:
        return self.filter(archived_at=None)


class Status(Versioned):
    """Where a ticket stands, as the school calls it; `phase` is what the clocks and the queue make of it."""

    name = models.CharField(max_length=60)
    phase = models.CharField(max_length=10, choices=Phase)
    pauses = models.BooleanField("stops the clocks", default=False)
    for_them = models.BooleanField("waits for whoever asked", default=False)
    for_approval = models.BooleanField("waits for somebody’s yes", default=False, editable=False)
    order = models.PositiveSmallIntegerField(default=50)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = TrustWideQuerySet.as_manager()
    marked = True
    personal: dict[str, str] = {}
    plain = {
        "name",
        "phase",
        "pauses",
        "for_them",
        "for_approval",
        "order",
        "archived_at",
        "created_at",
    }

    class Meta:
        verbose_name_plural = "statuses"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Category(Versioned):
    """What a ticket is about; whoever reports picks one by its picture, and its team gets the ticket."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    name = models.CharField(max_length=80)
    icon = models.CharField(max_length=40, default="help-circle")
    words = models.TextField(
        blank=True, help_text="Words that people use for it, with commas between"
    )
    tips = models.TextField(
        "try first", blank=True, help_text="One a line: shown before a report is sent"
    )
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=50)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = TrustWideQuerySet.as_manager()
    marked = True
    personal: dict[str, str] = {}
    plain = {"name", "icon", "words", "tips", "order", "archived_at", "created_at"}

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def said_words(self) -> list[str]:
        return [word.strip() for word in self.words.split(",") if word.strip()]

    def said_tips(self) -> list[str]:
        return [line.strip() for line in self.tips.splitlines() if line.strip()]
