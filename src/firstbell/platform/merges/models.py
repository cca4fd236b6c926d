from __future__ import annotations

from typing import Self

from django.db import models

from firstbell.platform.database.uid import UidField


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        """Those that were not undone."""
        return self.filter(undone_at=None)

    def of(self, *uids: object) -> Self:
        return self.filter(models.Q(gone_uid__in=uids) | models.Q(kept_uid__in=uids))


class Merge(models.Model):
    """Two records became one. No foreign keys to them: this stands below the rooms."""

    uid = UidField()
    thing_type = models.CharField(max_length=60)
    gone_uid = models.UUIDField()
    kept_uid = models.UUIDField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=200, blank=True)
    # Somebody in it was anonymised: what moved is not known any more.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()
    personal = {"by_name": "name", "undone_by": "name"}
    plain = {"thing_type", "gone_uid", "kept_uid", "at", "undone_at", "forgotten_at"}

    class Meta:
        indexes = [
            models.Index(fields=["kept_uid", "-id"], name="merges_merge_kept"),
            models.Index(fields=["gone_uid", "-id"], name="merges_merge_gone"),
        ]

    def __str__(self) -> str:
        return f"{self.thing_type} {self.gone_uid} into {self.kept_uid}"


class Step(models.Model):
    """One thing that a merge did to rows of one model: changed, removed or made them. `doc` says what they were."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="steps")
    model = models.CharField(max_length=80)
    act = models.CharField(max_length=10)
    doc = models.JSONField(default=dict)

    personal = {"doc": "rows"}
    plain = {"model", "act"}

    def __str__(self) -> str:
        return f"{self.act} {self.model}"
