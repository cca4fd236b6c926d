"""What people may ask for, and what they are asked in return."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from firstbell.places.models import Room
from firstbell.platform.tenancy.models import School, SchoolOwned, Versioned, Viewer
from firstbell.support.models.setup import Category
from firstbell.support.models.teams import Team
from firstbell.support.states import Kind


class RequestTypeQuerySet(models.QuerySet["RequestType"]):
    def visible_to(self, actor: Viewer) -> Self:
        """The team and staff see all of their schools and of the trust; students what is for them."""
        team, staff, anybody = (actor.schools(name) for name in ("support.view", "support.ask", "support.report"))  # fmt: skip
        if team is None or staff is None:
            return self
        return self.filter(_in(team | staff) | (_in(anybody) & Q(for_students=True)))

    def live(self) -> Self:
        return self.filter(archived_at=None)


def _in(schools: frozenset[int] | None) -> Q:
    if schools is None:
        return Q()
    return Q(school_id__in=schools) | Q(school=None) if schools else Q(pk__in=())


class RequestType(Versioned):
    """Of a school, or of the trust where no school is given. `questions` are read by `queries/asking.py`."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    words = models.CharField("in a sentence", max_length=200, blank=True)
    icon = models.CharField(max_length=40, default="shopping-cart")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.REQUEST)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    tips = models.TextField("try first", blank=True)
    todo = models.TextField("what is to be done", blank=True)
    for_students = models.BooleanField("students may ask, too", default=False)
    questions = models.JSONField(default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=50)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: Any = RequestTypeQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {
        "name", "words", "icon", "kind", "tips", "todo", "for_students", "questions", "order", "archived_at", "created_at",
    }  # fmt: skip

    class Meta:
        verbose_name = "request"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def said_tips(self) -> list[str]:
        return [line.strip() for line in self.tips.splitlines() if line.strip()]

    def said_todo(self) -> list[str]:
        return [line.strip() for line in self.todo.splitlines() if line.strip()]


class RoomCard(SchoolOwned):
    """What to try first in one room, with pictures of what is in it: shown there before a report is sent."""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="+")
    tips = models.TextField("try first", blank=True)

    objects: Any = models.Manager()
    view_permission = "support.report"
    personal: dict[str, str] = {}
    plain = {"tips", "created_at"}

    def __str__(self) -> str:
        return f"The card of {self.room}"

    def said_tips(self) -> list[str]:
        return [line.strip() for line in self.tips.splitlines() if line.strip()]
