from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School, Versioned


class SavedView(Versioned):
    """A question to a list under a name: one person's own, or shared with a school, or with the whole trust.

    `opens_for_all` makes a shared one what the list opens with, for whoever has not chosen otherwise. With
    `alert_over`, somebody is told when more rows match than that; `alert_on` is whether they have been.
    """

    list_name = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="saved_views")
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    shared = models.BooleanField(default=False)
    opens_for_all = models.BooleanField(default=False)
    alert_over = models.PositiveIntegerField(null=True, blank=True)
    alert_on = models.BooleanField(default=False)

    marked = True
    personal: dict[str, str] = {}
    plain = {
        "list_name",
        "name",
        "query",
        "shared",
        "opens_for_all",
        "alert_over",
        "alert_on",
        "created_at",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "list_name", "name"], name="lists_view_named_once"
            )
        ]
        indexes = [
            models.Index(fields=["list_name"], name="lists_view_shared", condition=Q(shared=True)),
            models.Index(
                fields=["id"], name="lists_view_watched", condition=Q(alert_over__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Habit(models.Model):
    """How one person likes one list: its columns in their order, and the view it opens with."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=80)
    columns = models.JSONField(default=list)
    opens_with = models.ForeignKey(
        SavedView, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    marked = True
    personal: dict[str, str] = {}
    plain = {"list_name", "columns"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "list_name"], name="lists_habit_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_name}: {', '.join(self.columns)}"


class BulkRun(models.Model):
    """Something being done to many rows: which ones was settled when it began, and how far it has come.

    `done` moves in the transaction of the slice that was done, so that a row is done once, whatever crashes. `gone`
    counts rows that were removed meanwhile, or moved to where this person may not change them.
    """

    uid = models.UUIDField(unique=True, editable=False)
    list_name = models.CharField(max_length=80)
    action = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    school_id = models.BigIntegerField(null=True)
    ids = models.JSONField()
    words = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    gone = models.PositiveIntegerField(default=0)
    job_uid = models.UUIDField(null=True)
    back_url = models.CharField(max_length=2_000, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    personal = {"words": "clear", "refused": "clear"}
    plain = {
        "list_name", "action", "title", "school_id", "ids", "done", "gone", "job_uid", "back_url", "created_at", "ended_at",
    }  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def changed(self) -> int:
        return self.done - len(self.refused) - self.gone

    @property
    def line(self) -> str:
        """How it went, in a few words."""
        left_out = len(self.refused) + self.gone
        return f"{self.changed:,} done" + (f", {left_out:,} left out" if left_out else "")
