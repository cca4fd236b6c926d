"""What is on which device, and since when."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from firstbell.equipment.models import Item
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import School
from firstbell.software.models.catalogue import Release, Title


class SeenQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Any) -> Self:
        schools = actor.schools("software.view")
        return self if schools is None else self.filter(school_id__in=schools)

    def there(self) -> Self:
        return self.filter(gone_at=None)


class Installation(models.Model):
    """One release on one device, from the report that first had it to the one that no longer did."""

    uid = UidField()
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="installations")
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="installations")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="installations")
    installed_on = models.DateField(null=True, blank=True)
    first_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    # What was there already when the device first reported is not news.
    from_start = models.BooleanField(default=False)

    objects: Any = SeenQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"installed_on", "first_seen_at", "gone_at", "from_start"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "release"],
                condition=Q(gone_at=None),
                name="software_installation_once",
            ),
            models.CheckConstraint(
                condition=Q(gone_at=None) | Q(gone_at__gte=F("first_seen_at")),
                name="software_installation_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "title"], name="software_installation_there", condition=Q(gone_at=None)),
            models.Index(fields=["school", "first_seen_at"], name="software_installation_new", condition=Q(from_start=False)),
            models.Index(fields=["school", "gone_at"], name="software_installation_gone", condition=Q(gone_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.release} on {self.item}"


class Presence(models.Model):
    """On how many devices of a school a title is; kept by whoever adds or ends an installation."""

    uid = UidField()
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="presences")
    devices = models.IntegerField(default=0)

    objects: Any = SeenQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"devices"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "title"], name="software_presence_once")
        ]
        indexes = [models.Index(fields=["school", "-devices"], name="software_presence_most")]

    def __str__(self) -> str:
        return f"{self.title} on {self.devices}"
