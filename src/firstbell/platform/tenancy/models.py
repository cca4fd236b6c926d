from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Protocol, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from firstbell.lib import natural
from firstbell.lib.refusal import Stale
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.states import Nation, Phase


class Viewer(Protocol):
    """Whoever looks: see accounts.actors.Actor. None means every school."""

    def schools(self, permission: str) -> frozenset[int] | None: ...


class Versioned(models.Model):
    uid = UidField()
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def bump(self, *names: str) -> None:
        """Save these fields with the next version, or raise Stale if somebody saved since this was read."""
        read, self.version = self.version, self.version + 1
        values = {name: getattr(self, name) for name in names}
        changed = (
            type(self)
            ._base_manager.filter(pk=self.pk, version=read)
            .update(version=self.version, **values)
        )
        if not changed:
            self.version = read
            raise Stale(
                f"{self} was changed by somebody else since you opened it. Look at it again, then save."
            )


class Trust(Versioned):
    """The one row that stands for the whole installation; a single school never notices it."""

    name = models.CharField(max_length=200)

    personal: dict[str, str] = {}
    plain = {"name", "created_at"}

    def __str__(self) -> str:
        return self.name


class SchoolQuerySet(models.QuerySet["School"]):
    def visible_to(self, actor: Viewer, permission: str = "tenancy.view") -> Self:
        schools = actor.schools(permission)
        return self if schools is None else self.filter(pk__in=schools)


class School(Versioned):
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=255, editable=False)
    short_name = models.CharField(max_length=40)
    urn = models.CharField(
        "URN", max_length=10, blank=True, help_text="Six digits, from Get Information About Schools"
    )
    phase = models.CharField(max_length=20, choices=Phase, default=Phase.SECONDARY)
    nation = models.CharField(max_length=3, choices=Nation, default=Nation.ENGLAND)
    address = models.TextField(blank=True)
    contact = models.CharField(
        "contact for finders",
        max_length=200,
        blank=True,
        help_text="Shown to somebody who finds a lost device",
    )
    time_zone = models.CharField(max_length=60, default="Europe/London")
    financial_year_start = models.PositiveSmallIntegerField(
        "financial year starts in", choices=[(4, "April"), (9, "September")], default=9
    )
    left_on = models.DateField(null=True, blank=True)

    objects = SchoolQuerySet.as_manager()
    marked = True
    personal: dict[str, str] = {}
    plain = {
        "name", "name_key", "short_name", "urn", "phase", "nation", "address", "contact", "time_zone",
        "financial_year_start", "left_on", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="tenancy_school_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def school_id(self) -> int:
        return int(self.pk)

    def local(self, moment: datetime) -> datetime:
        """As the clocks of the school show it."""
        return moment.astimezone(ZoneInfo(self.time_zone))

    def named(self, name: str) -> None:
        self.name, self.name_key = name, natural.key(name)


class VisibleQuerySet(models.QuerySet[Any]):
    """Rows reached through a person: the model says by which permission."""

    def visible_to(self, actor: Viewer) -> Self:
        schools = actor.schools(self.model.view_permission)
        return self if schools is None else self.filter(school_id__in=schools)


class SchoolOwned(Versioned):
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")

    view_permission: ClassVar[str]

    class Meta:
        abstract = True
