"""What has to be on devices, and what must not."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from firstbell.platform.lists.models import SavedView
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet
from firstbell.software.models.catalogue import Title
from firstbell.software.states import Wanted


class Requirement(SchoolOwned):
    """A title that a group of a school's devices needs, or must not have; without a view, all of them."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="requirements")
    wanted = models.CharField("is", max_length=10, choices=Wanted)
    view = models.ForeignKey(
        SavedView, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = VisibleQuerySet.as_manager()
    view_permission = "software.view"
    personal: dict[str, str] = {}
    plain = {"wanted", "reason", "ended_at", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                F("school"),
                F("title"),
                F("wanted"),
                Coalesce("view", 0),
                condition=Q(ended_at=None),
                name="software_requirement_once",
            )
        ]

    def __str__(self) -> str:
        whom = f"on {self.view}" if self.view_id else "on every device"
        return f"{self.title} {self.get_wanted_display().lower()} {whom}"
