"""What came in: sections, the body as it came, the log, and being asked to come again."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.agents.models.device import Device
from firstbell.agents.states import CheckInState, Level
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import School, Viewer


class Section(models.Model):
    """One part of what a device says of itself, as it said it last; written when its hash changes."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="sections")
    name = models.CharField(max_length=100)
    document = models.TextField()
    hash = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    personal = {"document": "text"}
    plain = {"name", "hash", "changed_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "name"], name="agents_section_once")
        ]

    def __str__(self) -> str:
        return self.name


class RawReport(models.Model):
    """The last full body of a device as it came, for support; parts that came later are in the sections."""

    device = models.OneToOneField(Device, on_delete=models.CASCADE, related_name="raw")
    body = models.BinaryField()
    content_type = models.CharField(max_length=80)
    packing = models.CharField(max_length=10, blank=True)
    # As it came, and unpacked; empty where it was kept before anybody counted.
    sent_bytes = models.PositiveIntegerField(null=True, blank=True)
    text_bytes = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    personal = {"body": "text"}
    plain = {"content_type", "packing", "sent_bytes", "text_bytes", "at"}

    def __str__(self) -> str:
        return f"{self.content_type}, {len(self.body):,} bytes"


class OfSchoolQuerySet(models.QuerySet["LogLine"]):
    def visible_to(self, actor: Viewer) -> Self:
        """What no key told the school of is for those who see every school's devices."""
        schools = actor.schools("agents.view")
        return self if schools is None else self.filter(school_id__in=schools)


class LogLine(models.Model):
    """What a technician may want to read of what came in: refusals, oddities, first reports. Kept 30 days.

    What goes wrong again within an hour is counted: `at` is the last time, `begun_at` the first.
    """

    at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    times = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=60, blank=True, editable=False)
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    device = models.ForeignKey(
        Device, on_delete=models.CASCADE, null=True, blank=True, related_name="log"
    )
    key_label = models.CharField("key", max_length=80, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    level = models.CharField(max_length=10, choices=Level, default=Level.INFO)
    sentence = models.CharField(max_length=500)

    objects = OfSchoolQuerySet.as_manager()
    personal = {"sentence": "sentence"}
    plain = {"at", "begun_at", "times", "kind", "key_label", "address", "level"}

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="agents_logline_at"),
            models.Index(
                fields=["kind", "begun_at"], name="agents_logline_again", condition=~Q(kind="")
            ),
        ]

    def __str__(self) -> str:
        return self.sentence


class NetReport(models.Model):
    """What an agent found on its network, kept as it came until the room above takes it."""

    uid = UidField()
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    device = models.ForeignKey(
        Device, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20)
    body = models.BinaryField()
    at = models.DateTimeField()

    personal: dict[str, str] = {}
    plain = {"kind", "body", "at"}

    class Meta:
        indexes = [models.Index(fields=["at"], name="agents_netreport_at")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.at:%d/%m/%Y}"


class CheckIn(models.Model):
    """Somebody asked a device to check in now: through the agent's own port, again until it is reached."""

    uid = UidField()
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="check_ins")
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=CheckInState, default=CheckInState.QUEUED)
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    personal = {"asked_by": "name"}
    plain = {"asked_at", "state", "tried_at", "tries", "problem", "ended_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(state__in=["queued", "reached"]),
                name="agents_checkin_one_open",
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()
