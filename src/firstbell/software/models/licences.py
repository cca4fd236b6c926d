"""What may be used: how many seats, of what, until when."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from firstbell.people.models import Organisation
from firstbell.platform.database.secrets import EncryptedTextField
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet
from firstbell.software.models.catalogue import Title
from firstbell.software.states import Metric


class Licence(SchoolOwned):
    """An entitlement of one school to a title; `seats` empty means as many as it likes."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="licences")
    name = models.CharField(max_length=120, blank=True)
    metric = models.CharField("a seat is", max_length=12, choices=Metric, default=Metric.DEVICE)
    seats = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField("from", null=True, blank=True)
    ends_on = models.DateField("until", null=True, blank=True)
    supplier = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order_ref = models.CharField("order", max_length=60, blank=True)
    cost_pence = models.PositiveBigIntegerField("cost", null=True, blank=True)
    key = EncryptedTextField("licence key", blank=True)
    notes = models.TextField(blank=True)

    objects: Any = VisibleQuerySet.as_manager()
    view_permission = "software.licences"
    personal: dict[str, str] = {}
    plain = {
        "name", "metric", "seats", "starts_on", "ends_on", "order_ref", "cost_pence", "key", "notes", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="software_licence_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.title}"
