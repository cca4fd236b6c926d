"""Who looks after what, what tickets are about, and how a school calls where they stand."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower

from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School, Versioned, Viewer
from firstbell.support.states import Keeping, Phase


class SharedQuerySet(models.QuerySet[Any]):
    """Rows of a school, and those that the whole trust shares."""

    def visible_to(self, actor: Viewer) -> Self:
        schools = actor.schools("support.view")
        if schools is None:
            return self
        return self.filter(Q(school_id__in=schools) | Q(school=None)) if schools else self.none()

    def at(self, school_id: int) -> Self:
        return self.filter(Q(school_id=school_id) | Q(school=None))

    def live(self) -> Self:
        return self.filter(archived_at=None)


class Team(Versioned):
    """A queue with the people who work it: of one school, or of the trust where no school is given."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    words = models.CharField(
        "looks after", max_length=200, blank=True, help_text="Classrooms and screens; the network"
    )
    is_default = models.BooleanField(
        "usual team", default=False, help_text="Gets what no category sends elsewhere"
    )
    email = models.EmailField("address", blank=True)
    signature = models.TextField(
        blank=True, help_text="{person}, {team}, {school}, {number}; empty: as the mailbox has it"
    )
    reopen_days = models.PositiveSmallIntegerField(
        "days to reopen", default=7, help_text="So long an answer reopens what was solved"
    )
    remind_days = models.PositiveSmallIntegerField(
        "days until they are reminded", default=3, help_text="Of an answer that the team waits for; 0 is never"
    )  # fmt: skip
    close_days = models.PositiveSmallIntegerField(
        "days until it is closed", default=5, help_text="After the reminder; 0 is never"
    )
    they_close = models.BooleanField("whoever asked may close", default=True)
    they_reopen = models.BooleanField("whoever asked may open it again", default=True)
    keep_years = models.PositiveSmallIntegerField(
        "years that solved tickets are kept", default=0, help_text="0 is for good"
    )
    keep_how = models.CharField("and then", max_length=6, choices=Keeping, default=Keeping.BLANK)
    members = models.ManyToManyField(Account, blank=True, related_name="+")
    lead = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=50)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = SharedQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {
        "name", "words", "is_default", "email", "signature", "reopen_days", "remind_days", "close_days", "they_close", "they_reopen", "keep_years", "keep_how",
        "order", "archived_at", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("school", 0),
                Lower("name"),
                condition=Q(archived_at=None),
                name="support_team_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TrustWideQuerySet(models.QuerySet[Any]):
    """What the whole trust shares: everybody who reports or sees tickets sees it."""

    def visible_to(self, actor: Viewer) -> Self:
        for permission in ("support.report", "support.view"):
            schools = actor.schools(permission)
            if schools is None or schools:
                return self
        return self.none()

    def live(self) -> Self:
        return self.filter(archived_at=None)


class Status(Versioned):
    """Where a ticket stands, as the school calls it; `phase` is what the clocks and the queue make of it."""

    name = models.CharField(max_length=60)
    phase = models.CharField(max_length=10, choices=Phase)
    pauses = models.BooleanField("stops the clocks", default=False)
    for_them = models.BooleanField("waits for whoever asked", default=False)
    for_approval = models.BooleanField("waits for somebody’s yes", default=False, editable=False)
    order = models.PositiveSmallIntegerField(default=50)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = TrustWideQuerySet.as_manager()
    marked = True
    personal: dict[str, str] = {}
    plain = {
        "name",
        "phase",
        "pauses",
        "for_them",
        "for_approval",
        "order",
        "archived_at",
        "created_at",
    }

    class Meta:
        verbose_name_plural = "statuses"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class Category(Versioned):
    """What a ticket is about; whoever reports picks one by its picture, and its team gets the ticket."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    name = models.CharField(max_length=80)
    icon = models.CharField(max_length=40, default="help-circle")
    words = models.TextField(
        blank=True, help_text="Words that people use for it, with commas between"
    )
    tips = models.TextField(
        "try first", blank=True, help_text="One a line: shown before a report is sent"
    )
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=50)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = TrustWideQuerySet.as_manager()
    marked = True
    personal: dict[str, str] = {}
    plain = {"name", "icon", "words", "tips", "order", "archived_at", "created_at"}

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def said_words(self) -> list[str]:
        return [word.strip() for word in self.words.split(",") if word.strip()]

    def said_tips(self) -> list[str]:
        return [line.strip() for line in self.tips.splitlines() if line.strip()]
