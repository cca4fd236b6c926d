"""A class list: one thing each, one after the other; the September afternoon."""

from __future__ import annotations

from typing import Self

from django.db import models

from firstbell.people.models import Group
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class HandOutQuerySet(VisibleQuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class HandOut(SchoolOwned):
    """Whoever is in the group gets one thing each, in the order of the list; each is a hand-over of its own."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("back by", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    wants_mail = models.BooleanField("email each the receipt", default=False)
    opened_by = models.CharField(max_length=200)
    # Uids of members who are not here, and of whoever was called out of turn.
    skipped = models.JSONField(default=list, blank=True)
    called = models.UUIDField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = HandOutQuerySet.as_manager()
    view_permission = "equipment.view"
    personal = {"note": "text", "opened_by": "name"}
    plain = {"due_on", "wants_mail", "skipped", "called", "closed_at", "created_at"}

    def __str__(self) -> str:
        return f"the list of {self.group}"
