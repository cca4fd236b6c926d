"""What a desk keeps ready: answers, checklists and whole tickets, of one school or of the trust."""

from __future__ import annotations

from typing import Any

from django.db import models

from firstbell.platform.tenancy.models import School, Versioned
from firstbell.support.models.setup import Category, Status
from firstbell.support.models.teams import SharedQuerySet, Team
from firstbell.support.states import Activity, Kind, OwnerAfter, Stops


class Ready(Versioned):
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = SharedQuerySet.as_manager()
    # What the history calls it.
    word = ""

    class Meta:
        abstract = True
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def is_managed_by(self, actor: Any) -> bool:
        team = getattr(self, "team", None)
        return team is not None and team.is_managed_by(actor)


class ChecklistTemplate(Ready):
    """What to tick off; put by itself on new tickets of its category or kind, where it has one."""

    lines = models.TextField(help_text="One a line")
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind, blank=True)
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    word = "checklist"
    personal: dict[str, str] = {}
    plain = {"name", "lines", "kind", "archived_at", "created_at"}

    def said_lines(self) -> list[str]:
        return [line.strip()[:200] for line in self.lines.splitlines() if line.strip()]


class Macro(Ready):
    """A ready answer, and what changes with it in one click."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    key = models.SlugField("short name", max_length=30, blank=True)
    body = models.TextField(blank=True)
    public = models.BooleanField("the requester reads it", default=True)
    status = models.ForeignKey(
        Status, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    to_team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    owner = models.CharField(max_length=10, choices=OwnerAfter, default=OwnerAfter.SAME)
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    minutes = models.PositiveSmallIntegerField(default=0)
    activity = models.CharField(max_length=10, choices=Activity, blank=True)
    checklists = models.ManyToManyField(ChecklistTemplate, blank=True, related_name="+")
    used = models.PositiveIntegerField(default=0, editable=False)

    word = "ready answer"
    personal: dict[str, str] = {}
    plain = {
        "name", "key", "body", "public", "owner", "minutes", "activity", "used", "archived_at", "created_at",
    }  # fmt: skip


class TicketTemplate(Ready):
    """A ticket that comes again and again, with everything but who and where filled in."""

    title = models.CharField("what is wrong", max_length=200)
    body = models.TextField(blank=True)
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.REQUEST)
    stops = models.CharField("a lesson", max_length=6, choices=Stops, default=Stops.NO)
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    checklists = models.ManyToManyField(ChecklistTemplate, blank=True, related_name="+")

    word = "ready ticket"
    personal: dict[str, str] = {}
    plain = {"name", "title", "body", "kind", "stops", "archived_at", "created_at"}
