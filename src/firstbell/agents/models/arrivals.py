"""The rules: how a report is recognised, what becomes of a new device, and what a school wants to know at all."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from firstbell.agents.models.keys import Key
from firstbell.agents.states import Arrival, LastUser, MatchKind
from firstbell.platform.tenancy.models import (
    School,
    SchoolOwned,
    Versioned,
    Viewer,
    VisibleQuerySet,
)


class OfTrustQuerySet(models.QuerySet[Any]):
    """The rules of matching belong to the whole trust."""

    def visible_to(self, actor: Viewer) -> Self:
        schools = actor.schools("agents.view")
        return self if schools is None or schools else self.none()


class MatchRule(Versioned):
    """A way in which a report is recognised: the rules are asked in order, the first that finds one machine wins."""

    kind = models.CharField(max_length=12, choices=MatchKind, unique=True)
    order = models.PositiveSmallIntegerField()
    enabled = models.BooleanField("in use", default=True)

    marked = True
    objects = OfTrustQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"kind", "order", "enabled", "created_at"}

    def __str__(self) -> str:
        return self.get_kind_display()


class ArrivalRule(SchoolOwned):
    """What becomes of a device that nobody knew: the first rule of its school that fits; empty words fit all."""

    order = models.PositiveSmallIntegerField(default=50)
    key = models.ForeignKey(Key, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    network = models.CharField(
        "from the network", max_length=60, blank=True, help_text="10.20.4.0/22"
    )
    hostname = models.CharField(
        "host name like", max_length=80, blank=True, help_text="ICT1-* or *-LT-??"
    )
    known = models.BooleanField(
        "known in the register", null=True, blank=True, help_text="By serial, UUID or MAC address"
    )
    then = models.CharField("then", max_length=10, choices=Arrival, default=Arrival.REGISTER)

    marked = True
    objects = VisibleQuerySet.as_manager()
    view_permission = "agents.view"
    personal: dict[str, str] = {}
    plain = {"order", "network", "hostname", "known", "then", "created_at"}

    def __str__(self) -> str:
        return self.get_then_display()


class Policy(Versioned):
    """What a school wants to know of its devices, and how often they come; without a row these defaults."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="agent_policy")
    last_user = models.CharField(max_length=10, choices=LastUser, default=LastUser.NONE)
    # Beside process and environment, which no school asks for.
    left_out = models.CharField("also not to be reported", max_length=300, blank=True)
    day_hours = models.PositiveSmallIntegerField("between reports by day, hours", default=4)
    night_hours = models.PositiveSmallIntegerField("at night and on closed days, hours", default=12)

    marked = True
    objects = VisibleQuerySet.as_manager()
    view_permission = "agents.view"
    personal: dict[str, str] = {}
    plain = {"last_user", "left_out", "day_hours", "night_hours", "created_at"}

    def __str__(self) -> str:
        return f"What {self.school} asks of its devices"
