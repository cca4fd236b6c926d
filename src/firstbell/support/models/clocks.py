"""What a school promises, and the clocks that run on a ticket: all in minutes of school."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from firstbell.platform.tenancy.models import School, Versioned
from firstbell.support.models.requests import RequestType
from firstbell.support.models.setup import Category
from firstbell.support.models.teams import SharedQuerySet
from firstbell.support.models.tickets import Ticket
from firstbell.support.states import ClockKind, Stops


class Promise(Versioned):
    """How soon, by what the ticket stops: of one school, or of the trust where no school is given; for all tickets, or for what
    is about one category, or asked for by one request.
    """

    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    stops = models.CharField("a ticket that", max_length=6, choices=Stops)
    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    request_type = models.ForeignKey(
        RequestType, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    acknowledge = models.PositiveIntegerField("minutes until somebody has it")
    respond = models.PositiveIntegerField("minutes until the first answer")
    update = models.PositiveIntegerField("minutes from one answer to the next")
    resolve = models.PositiveIntegerField("minutes until it is solved")

    objects: Any = SharedQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"stops", "acknowledge", "respond", "update", "resolve", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("school", 0), "stops", Coalesce("category", 0), Coalesce("request_type", 0),
                name="support_promise_once",
            ),
            models.CheckConstraint(
                condition=Q(category=None) | Q(request_type=None), name="support_promise_for_one"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        what = f" about {self.of}" if self.of else ""
        return f"What is promised where a ticket{what} {self.get_stops_display().lower()}"

    @property
    def of(self) -> Category | RequestType | None:
        """What in particular it is for."""
        return self.request_type or self.category


class Clock(models.Model):
    """Runs while nobody waits; what it stood still is added to what was promised, so that resuming never breaks it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=ClockKind)
    promised = models.PositiveIntegerField("minutes promised")
    stood = models.PositiveIntegerField("minutes it stood still", default=0)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    personal: dict[str, str] = {}
    plain = {
        "kind", "promised", "stood", "started_at", "due_at", "paused_at", "met_at", "missed_at", "warned_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "kind"], name="support_clock_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(met_at=None, paused_at=None), name="support_clock_running"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.ticket}"

    @property
    def runs(self) -> bool:
        return self.met_at is None and self.paused_at is None and self.due_at is not None
