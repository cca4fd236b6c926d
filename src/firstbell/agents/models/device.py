from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.agents.models.keys import Key
from firstbell.agents.states import Antivirus, Approval, DeviceKind, MarkKind, OnOff
from firstbell.equipment.models import Item
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class DeviceQuerySet(VisibleQuerySet):
    def current(self) -> Self:
        """Without those that were found to be another."""
        return self.filter(merged_into=None)

    def waiting(self) -> Self:
        """Those on which nobody has decided."""
        return self.current().filter(approval=Approval.WAITING)


class Device(SchoolOwned):
    """One machine that reports itself; its item is empty while it waits to be put in the register."""

    item = models.OneToOneField(
        Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="device"
    )
    key = models.ForeignKey(
        Key, on_delete=models.SET_NULL, null=True, blank=True, related_name="devices"
    )
    kind = models.CharField(max_length=10, choices=DeviceKind, default=DeviceKind.COMPUTER)
    approval = models.CharField(max_length=10, choices=Approval, default=Approval.WAITING)
    matched_by = models.CharField("recognised by", max_length=12, blank=True)
    doubt = models.CharField(max_length=300, blank=True)

    hostname = models.CharField("host name", max_length=120, blank=True)
    agent_uuid = models.CharField("agent's id", max_length=40, blank=True)
    deviceid = models.CharField("device id", max_length=255, blank=True)
    agent = models.CharField(max_length=40, blank=True)
    agent_version = models.CharField(max_length=40, blank=True)
    tasks = models.CharField(max_length=200, blank=True)
    tag = models.CharField("agent's tag", max_length=80, blank=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    port = models.PositiveIntegerField(null=True, blank=True)
    certificate = models.CharField("client certificate", max_length=128, blank=True)

    first_seen_at = models.DateTimeField()
    last_contact_at = models.DateTimeField()
    # The day of its firmware or of its first report, whichever came first.
    old_since = models.DateField("there since, at the latest", null=True, blank=True)
    last_full_at = models.DateTimeField("last full report", null=True, blank=True)
    last_partial_at = models.DateTimeField("last part of a report", null=True, blank=True)
    told_at = models.DateTimeField("time of its own last report", null=True, blank=True)
    asked_at = models.DateTimeField("asked to check in", null=True, blank=True)
    # Heard of after its item was retired, disposed of, taken out of the register or missing; until that is settled.
    unexpected_at = models.DateTimeField("should be gone, heard of", null=True, blank=True)
    sighted_on = models.DateField(null=True, blank=True, editable=False)
    body_hash = models.CharField(max_length=64, blank=True, editable=False)

    maker = models.CharField(max_length=120, blank=True)
    model = models.CharField(max_length=120, blank=True)
    serial = models.CharField(max_length=120, blank=True)
    os_name = models.CharField("system", max_length=120, blank=True)
    os_version = models.CharField("version of the system", max_length=60, blank=True)
    os_build = models.CharField("build of the system", max_length=60, blank=True)
    arch = models.CharField("architecture", max_length=20, blank=True)
    cpu = models.CharField("processor", max_length=160, blank=True)
    memory_mb = models.PositiveIntegerField("memory, MB", null=True, blank=True)
    disk_gb = models.PositiveIntegerField("disk, GB", null=True, blank=True)
    disk_free_gb = models.PositiveIntegerField(
        "free on the system's disk, GB", null=True, blank=True
    )
    battery_percent = models.PositiveSmallIntegerField("battery's health", null=True, blank=True)
    encryption = models.CharField(max_length=10, choices=OnOff, default=OnOff.UNKNOWN)
    antivirus = models.CharField(max_length=12, choices=Antivirus, default=Antivirus.UNKNOWN)
    firewall = models.CharField(max_length=10, choices=OnOff, default=OnOff.UNKNOWN)
    programs = models.PositiveIntegerField(null=True, blank=True)
    last_user = models.CharField(max_length=120, blank=True)
    # What is told of in history when it changes, in words, by the name it goes by there.
    hardware = models.JSONField(default=dict, blank=True, editable=False)

    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    # What it was taken out of, and what was doubtful there before: for the way back.
    joined = models.JSONField(default=dict, blank=True, editable=False)

    objects = DeviceQuerySet.as_manager()
    view_permission = "agents.view"
    personal = {"hostname": "label", "last_user": "name"}
    plain = {
        "kind", "approval", "matched_by", "doubt", "agent_uuid", "deviceid", "agent", "agent_version", "tasks", "tag",
        "address", "port", "certificate", "first_seen_at", "old_since", "last_contact_at", "last_full_at", "last_partial_at",
        "told_at", "asked_at", "unexpected_at", "sighted_on", "body_hash", "maker", "model", "serial", "os_name", "os_version", "os_build",
        "arch", "cpu", "memory_mb", "disk_gb", "disk_free_gb", "battery_percent", "encryption", "antivirus", "firewall",
        "programs", "hardware", "joined", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(merged_into=models.F("id")), name="agents_device_not_into_itself"
            )
        ]
        indexes = [
            models.Index(fields=["school", "last_contact_at"], name="agents_device_silence"),
            models.Index(fields=["school", "os_name", "os_version"], name="agents_device_system"),
            models.Index(fields=["school", "memory_mb"], name="agents_device_memory"),
            models.Index(fields=["school", "disk_free_gb"], name="agents_device_disk"),
            models.Index(fields=["school", "agent_version"], name="agents_device_agent"),
            models.Index(
                fields=["school", "first_seen_at"], name="agents_device_waiting", condition=Q(approval="waiting")
            ),
            models.Index(fields=["body_hash"], name="agents_device_body", condition=~Q(body_hash="")),
            models.Index(
                fields=["school", "unexpected_at"], name="agents_device_unexpected", condition=Q(unexpected_at__isnull=False)
            ),
            models.Index(fields=["asked_at"], name="agents_device_asked", condition=Q(asked_at__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.hostname or self.deviceid or self.serial or "A device without a name"

    def marks_now(self) -> models.QuerySet[Mark]:
        """What tells it apart now, without what once did."""
        return Mark.objects.filter(device=self, to_at=None).order_by("kind", "norm")


class Mark(models.Model):
    """What tells a device from all others, in the form it is compared in; ended ones were true once."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=MarkKind)
    norm = models.CharField(max_length=120)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True, blank=True)
    # The device that it was taken out of, with another that is its own now.
    came_from = models.ForeignKey(
        Device, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    personal: dict[str, str] = {}
    plain = {"kind", "norm", "from_at", "to_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "kind", "norm"], name="agents_mark_once")
        ]
        indexes = [models.Index(fields=["norm", "kind"], name="agents_mark_norm")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.norm}"
