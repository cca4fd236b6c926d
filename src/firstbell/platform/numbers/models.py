from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from firstbell.platform.tenancy.models import School, Versioned, Viewer

TAG = "tag"


class SequenceQuerySet(models.QuerySet["Sequence"]):
    def visible_to(self, actor: Viewer, permission: str = "numbers.view") -> Self:
        """A school's own sequences, and those that the whole trust shares."""
        schools = actor.schools(permission)
        if schools is None:
            return self
        return self.filter(Q(school_id__in=schools) | Q(school=None)) if schools else self.none()


class Sequence(Versioned):
    """Numbers behind one prefix: "LT-0001", "LT-0002". A prefix is one school's, or the whole trust's."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What is numbered: equipment tags share one space of names, tickets or orders have their own.
    kind = models.CharField(max_length=20, default=TAG)
    prefix = models.CharField(max_length=20, blank=True)
    width = models.PositiveSmallIntegerField(
        "digits",
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="Filled with zeros: 4 makes 0001",
    )
    next_number = models.PositiveBigIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(9_999_999_999)]
    )

    objects = SequenceQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"kind", "prefix", "width", "next_number", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "prefix"], name="numbers_sequence_prefix"),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="numbers_sequence_next"),
            models.CheckConstraint(
                condition=Q(width__gte=1, width__lte=10), name="numbers_sequence_width"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix or 'without a prefix'} ({self.next_tag} is next)"

    @property
    def next_tag(self) -> str:
        return self.written(self.next_number)

    def written(self, number: int) -> str:
        return f"{self.prefix}{number:0{self.width}d}"


class Reserved(models.Model):
    """Numbers that are printed already, on labels bought or made before: never handed out, typed or scanned instead."""

    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="reserved")
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    note = models.CharField(max_length=200, blank=True)

    personal: dict[str, str] = {}
    plain = {"first", "last", "note"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first")), name="numbers_reserved_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence.written(self.first)} to {self.sequence.written(self.last)}"
