from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.platform.codes import alphabet
from firstbell.platform.codes.states import Kind, Symbology
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class Batch(SchoolOwned):
    """Codes made in one go, to be printed first and claimed later."""

    count = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=200)

    view_permission = "codes.view"
    objects = VisibleQuerySet.as_manager()
    personal = {"made_by": "name"}
    plain = {"count", "note", "created_at"}

    class Meta:
        indexes = [models.Index(fields=["school", "-id"], name="codes_batch_school")]

    def __str__(self) -> str:
        return self.note or f"{self.count} unclaimed codes"


class CodeQuerySet(VisibleQuerySet):
    def on(self, thing_uid: object) -> Self:
        return self.filter(thing_uid=thing_uid).order_by("-preferred", "kind", "id")

    def unclaimed(self) -> Self:
        return self.filter(thing_uid=None)


class Code(SchoolOwned):
    """Something that a scanner reads and that leads to one thing; a thing may carry several."""

    value = models.CharField(max_length=120)
    symbology = models.CharField(max_length=12, choices=Symbology, default=Symbology.QR)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OWN)
    # No foreign key: codes stand below the rooms whose things they are on.
    thing_type = models.CharField(max_length=60, blank=True)
    thing_uid = models.UUIDField(null=True, blank=True)
    preferred = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=200, blank=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="codes"
    )

    view_permission = "codes.view"
    objects = CodeQuerySet.as_manager()
    personal = {"claimed_by": "name"}
    plain = {
        "value", "symbology", "kind", "thing_type", "thing_uid", "preferred", "claimed_at", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value"], name="codes_code_value"),
            models.UniqueConstraint(
                fields=["thing_uid"],
                condition=Q(preferred=True, thing_uid__isnull=False),
                name="codes_code_one_preferred",
            ),
            models.CheckConstraint(
                condition=Q(thing_uid=None, thing_type="")
                | (Q(thing_uid__isnull=False) & ~Q(thing_type="")),
                name="codes_code_whole_thing",
            ),
        ]
        indexes = [models.Index(fields=["thing_uid"], name="codes_code_thing")]

    def __str__(self) -> str:
        return self.spoken

    @property
    def spoken(self) -> str:
        return alphabet.spoken(self.value) if self.kind == Kind.OWN else self.value

    @property
    def is_claimed(self) -> bool:
        return self.thing_uid is not None


class FoundMessage(SchoolOwned):
    """What somebody without an account wrote after scanning a code of ours."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="messages")
    words = models.TextField(max_length=1_000)
    contact = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    view_permission = "codes.view"
    objects = VisibleQuerySet.as_manager()
    personal = {"words": "clear", "contact": "clear", "settled_by": "name"}
    plain = {"settled_at", "created_at"}

    class Meta:
        indexes = [
            models.Index(
                fields=["school", "-id"], name="codes_found_open", condition=Q(settled_at=None)
            ),
            models.Index(fields=["code", "-created_at"], name="codes_found_code"),
        ]

    def __str__(self) -> str:
        return f"the message of a finder about {self.code}"
