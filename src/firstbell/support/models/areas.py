"""How a team shares its work, and by which steps its tickets go."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from firstbell.places.models import Building, Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import Versioned
from firstbell.support.models.setup import Category, Status
from firstbell.support.models.teams import Team


class Area(Versioned):
    """What some of a team look after: classrooms and AV, the network, a building."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="areas")
    name = models.CharField(max_length=80)
    members = models.ManyToManyField(Account, blank=True, related_name="+")
    categories = models.ManyToManyField(Category, blank=True, related_name="+")
    buildings = models.ManyToManyField(Building, blank=True, related_name="+")
    rooms = models.ManyToManyField(Room, blank=True, related_name="+")

    objects: Any = models.Manager()
    personal: dict[str, str] = {}
    plain = {"name", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="support_area_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def school_id(self) -> int | None:
        return self.team.school_id

    def is_managed_by(self, actor: Any) -> bool:
        return self.team.is_managed_by(actor)


class Step(models.Model):
    """A team lets its tickets go from one status to the other; a team without steps lets them go anywhere."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="steps")
    was = models.ForeignKey(Status, on_delete=models.CASCADE, related_name="+")
    now = models.ForeignKey(Status, on_delete=models.CASCADE, related_name="+")

    personal: dict[str, str] = {}
    plain: set[str] = set()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "was", "now"], name="support_step_once"),
            models.CheckConstraint(condition=~Q(was=F("now")), name="support_step_moves"),
        ]

    def __str__(self) -> str:
        return f"{self.was} to {self.now}"
