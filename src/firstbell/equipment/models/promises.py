"""What is agreed when equipment is handed over, kept word for word; and what was broken of it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.equipment.models.catalogue import Category
from firstbell.equipment.models.item import Item
from firstbell.equipment.models.lending import Handover, HandoverLine
from firstbell.people.models import Person
from firstbell.platform.tenancy.models import (
    School,
    SchoolOwned,
    Versioned,
    Viewer,
    VisibleQuerySet,
)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, actor: Viewer) -> Self:
        """A school's own, and those of the whole trust for whoever sees any register."""
        schools = actor.schools("equipment.view")
        if schools is None:
            return self
        return self.filter(Q(school_id__in=schools) | Q(school=None)) if schools else self.none()

    def live(self) -> Self:
        return self.filter(archived_at=None)


class Agreement(Versioned):
    """What borrowers agree to, for some kinds of equipment or all; its edition goes up with each change of the text."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=120)
    text = models.TextField()
    edition = models.PositiveIntegerField(default=1, editable=False)
    categories = models.ManyToManyField(Category, blank=True, related_name="agreements")
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AgreementQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"title", "text", "edition", "archived_at", "created_at"}

    def __str__(self) -> str:
        return self.title


class HandoverText(models.Model):
    """An agreement exactly as it was accepted with this hand-over, whatever became of it since."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="texts")
    agreement = models.ForeignKey(Agreement, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=120)
    text = models.TextField()
    edition = models.PositiveIntegerField()

    personal: dict[str, str] = {}
    plain = {"title", "text", "edition"}

    def __str__(self) -> str:
        return f"{self.title}, edition {self.edition}"


class Damage(SchoolOwned):
    """Something came back broken: who had it then, what happened, what is charged; pictures are attached."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="damages")
    line = models.OneToOneField(
        HandoverLine, on_delete=models.SET_NULL, null=True, blank=True, related_name="damage"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="damages"
    )
    held_by = models.CharField("who had it", max_length=200)
    condition = models.CharField(max_length=10)
    note = models.TextField("what is broken", blank=True)
    charge_pence = models.PositiveIntegerField("charge", null=True, blank=True)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=200)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    objects = VisibleQuerySet.as_manager()
    view_permission = "equipment.view"
    personal = {"held_by": "name", "note": "text", "found_by": "name", "settled_by": "name"}
    plain = {"condition", "charge_pence", "found_at", "settled_at", "created_at"}

    class Meta:
        indexes = [models.Index(fields=["school", "-found_at"], name="equipment_damage_latest")]

    def __str__(self) -> str:
        return f"Damage to {self.item}"
