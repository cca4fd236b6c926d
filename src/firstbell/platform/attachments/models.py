from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.platform.attachments.states import Kind, Scan
from firstbell.platform.tenancy.models import School, Versioned

IMAGE = "image/"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def live(self) -> Self:
        return self.filter(removed_at=None)

    def of(self, thing_uid: object) -> Self:
        """On one thing, its cover first."""
        return self.live().filter(thing_uid=thing_uid).order_by("-is_cover", "-id")


class Attachment(Versioned):
    """A picture or paper on a thing. The bytes lie by their digest, so the same file is kept once.

    No foreign key to the thing: this stands below the rooms. Who may see it is who may see the thing.
    """

    thing_type = models.CharField(max_length=60)
    thing_uid = models.UUIDField()
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    caption = models.CharField(max_length=200, blank=True)
    is_cover = models.BooleanField(default=False)
    added_by = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.CharField(max_length=200, blank=True)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.NONE)
    scanned_at = models.DateTimeField(null=True, blank=True)
    threat = models.CharField(max_length=200, blank=True)

    objects = AttachmentQuerySet.as_manager()
    personal = {"name": "clear", "caption": "clear", "added_by": "name", "removed_by": "name"}
    plain = {
        "thing_type", "thing_uid", "sha256", "media_type", "size", "width", "height", "kind", "is_cover",
        "created_at", "removed_at", "scan", "scanned_at", "threat",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thing_uid"],
                condition=Q(is_cover=True, removed_at=None),
                name="attachments_attachment_one_cover",
            ),
            models.UniqueConstraint(
                fields=["thing_uid", "sha256"],
                condition=Q(removed_at=None),
                name="attachments_attachment_file_once",
            ),
        ]
        indexes = [
            models.Index(fields=["thing_uid", "-id"], name="attachments_thing"),
            models.Index(fields=["sha256"], name="attachments_sha256"),
            models.Index(fields=["id"], name="attachments_unscanned", condition=Q(scan="waiting")),
            models.Index(
                fields=["removed_at"],
                name="attachments_gone",
                condition=Q(removed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.name or "a file"

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith(IMAGE)

    @property
    def is_held_back(self) -> bool:
        return self.scan == Scan.INFECTED
