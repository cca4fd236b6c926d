from __future__ import annotations

from django.db import models

from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class Retention(SchoolOwned):
    """How many months after their last day a school's leavers are anonymised; empty: only by hand."""

    months = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    view_permission = "people.erase"
    personal: dict[str, str] = {}
    plain = {"months", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="people_retention_once")]

    def __str__(self) -> str:
        return f"Retention of {self.school}"
