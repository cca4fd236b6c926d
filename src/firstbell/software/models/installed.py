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
    # The school of its item and the title of its release, copied: checked there, and not for each of a hundred rows.
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="installations")
    title = models.ForeignKey(
        Title, on_delete=models.PROTECT, related_name="installations", db_index=False, db_constraint=False
    )  # fmt: skip
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="installations")
    installed_on = models.DateField(null=True, blank=True)
    first_seen_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    # What was there already when the device first reported is not news.
    from_start = models.BooleanField(default=False)
    # An update neither brings a program to its device nor takes it away: the week's news would be nothing else.
    brought = models.BooleanField(default=False)
    took = models.BooleanField(default=False)

    objects: Any = SeenQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"installed_on", "first_seen_at", "gone_at", "from_start", "brought", "took"}

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
        # The first answers on its own on how many devices, in which versions; the third walks a list that is narrowed.
        indexes = [
            models.Index(fields=["title", "gone_at", "school", "item", "release"], name="software_installation_where"),
            models.Index(fields=["school", "gone_at", "first_seen_at"], name="software_installation_school"),
            models.Index(fields=["first_seen_at"], name="software_installation_latest", condition=Q(gone_at=None)),
            models.Index(fields=["school", "first_seen_at"], name="software_installation_news", condition=Q(brought=True)),
            models.Index(fields=["school", "gone_at"], name="software_installation_left", condition=Q(took=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.release} on {self.item}"


class Presence(models.Model):
    """On how many devices of a school a title is; kept by whoever adds or ends an installation.

    No index on the number: every report changes a hundred of them, and a school has only thousands.
    """

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

    def __str__(self) -> str:
        return f"{self.title} on {self.devices}"
