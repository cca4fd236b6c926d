"""What was lost, stolen or broken beyond repair: the insurer's evidence, and a sum for each financial year."""

from __future__ import annotations

from typing import Self

from django.db import models

from firstbell.equipment.models.item import Item
from firstbell.equipment.states import LossKind
from firstbell.people.models import Person
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class LossQuerySet(VisibleQuerySet):
    def lasting(self) -> Self:
        """Without what was found again."""
        return self.filter(found_at=None)


class Loss(SchoolOwned):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="losses")
    kind = models.CharField(max_length=6, choices=LossKind)
    on = models.DateField("when")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="losses"
    )
    held_by = models.CharField("who had it", max_length=200, blank=True)
    note = models.TextField("what happened", blank=True)
    police_ref = models.CharField("police reference", max_length=60, blank=True)
    insurer_ref = models.CharField("insurer’s reference", max_length=60, blank=True)
    value_pence = models.PositiveIntegerField("worth on that day", null=True, blank=True)
    recorded_by = models.CharField(max_length=200)
    found_at = models.DateTimeField(null=True, blank=True)
    found_by = models.CharField(max_length=200, blank=True)

    objects = LossQuerySet.as_manager()
    view_permission = "equipment.view"
    personal = {"held_by": "name", "note": "text", "recorded_by": "name", "found_by": "name"}
    plain = {"kind", "on", "police_ref", "insurer_ref", "value_pence", "found_at", "created_at"}

    class Meta:
        verbose_name_plural = "losses"
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(found_at=None), name="equipment_loss_one_open"
            )
        ]
        indexes = [models.Index(fields=["school", "-on"], name="equipment_loss_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.item}"
