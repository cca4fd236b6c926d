"""Counting what is there: a count, the list it froze when it opened, every scan of it, and the phones that joined."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.equipment.models.catalogue import Category
from firstbell.equipment.models.item import Item
from firstbell.equipment.states import (
    CountScope,
    CountState,
    Resolution,
    ScanKind,
    ScanOutcome,
    Verdict,
)
from firstbell.places.models import Building, Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import SchoolOwned, Viewer, VisibleQuerySet


class Count(SchoolOwned):
    """Going through rooms to see what is there. Until it opens it can be changed; once it is closed it is a record.

    `figures` are the numbers as they were when it closed, for its report and for the next count.
    """

    name = models.CharField(max_length=100)
    scope = models.CharField("what", max_length=10, choices=CountScope, default=CountScope.ALL)
    rooms = models.ManyToManyField(Room, blank=True, related_name="+")
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # A question to the list of equipment, as in a saved view.
    query = models.TextField(blank=True)
    scope_words = models.CharField(max_length=200, editable=False)
    lead = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    helpers = models.ManyToManyField(Account, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=CountState, default=CountState.DRAFT)
    due_on = models.DateField("to be done by", null=True, blank=True)
    notes = models.TextField(blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.CharField(max_length=200, blank=True, editable=False)
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    figures = models.JSONField(default=dict, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()
    view_permission = "equipment.view"
    personal = {"notes": "text", "closed_by": "name"}
    plain = {
        "name", "scope", "query", "scope_words", "state", "due_on", "opened_at", "closed_at", "figures", "created_at",
    }  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["school", "-id"], name="equipment_count_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == CountState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == CountState.CLOSED


class CountLineQuerySet(models.QuerySet["CountLine"]):
    def visible_to(self, actor: Viewer) -> Self:
        schools = actor.schools("equipment.view")
        return self if schools is None else self.filter(count__school_id__in=schools)


class CountLine(models.Model):
    """One item in a count: where it was expected, and where it was found. What is told of it follows from its scans.

    `was_with` says with what kind of holder it was when the count opened, never with whom.
    """

    uid = UidField()
    # The index of a count's lines is that of the line itself. Neither it nor the room, a copy of the item's, is checked
    # again for each of thousands of lines.
    count = models.ForeignKey(
        Count, on_delete=models.CASCADE, related_name="lines", db_index=False, db_constraint=False
    )
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="count_lines")
    expected = models.BooleanField(default=True)
    expected_in = models.ForeignKey(
        Room,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
    )
    was_with = models.CharField(max_length=60, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.EXPECTED)
    found_in = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    found_at = models.DateTimeField(null=True, blank=True)
    found_by = models.CharField(max_length=200, blank=True)
    # Scanned in more rooms than one; somebody looked for it in vain; what is wanted of it where it was found.
    twice = models.BooleanField(default=False)
    looked_for = models.BooleanField(default=False)
    wish = models.CharField(max_length=10, blank=True)
    resolution = models.CharField(
        max_length=12, choices=Resolution, default=Resolution.NONE, blank=True
    )
    value = models.BigIntegerField("worth when it closed", null=True, blank=True)

    objects = CountLineQuerySet.as_manager()
    personal = {"found_by": "name"}
    plain = {
        "expected", "was_with", "verdict", "found_at", "twice", "looked_for", "wish", "resolution", "value",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "item"], name="equipment_count_line_once")
        ]

    def __str__(self) -> str:
        return str(self.item)


class CountJoin(models.Model):
    """A phone that helps in a count: its token is good for that count alone, and outlives the session it came from."""

    uid = UidField()
    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="joins")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=60)
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField()
    last_sync_at = models.DateTimeField(null=True, blank=True)
    last_seq = models.PositiveIntegerField(default=0)
    # How far its clock is behind ours, in seconds.
    offset = models.IntegerField(default=0)
    revoked_at = models.DateTimeField(null=True, blank=True)

    personal = {"device": "label"}
    plain = {"hashed", "created_at", "last_sync_at", "last_seq", "offset", "revoked_at"}

    def __str__(self) -> str:
        return self.device


class CountScan(models.Model):
    """What a phone or a scanner did, as it did it; never changed, and the same id is kept once.

    `device_at` is what its clock said, `at` the same by ours.
    """

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="scans", db_index=False)
    scan_id = models.UUIDField()
    join = models.ForeignKey(
        CountJoin, on_delete=models.SET_NULL, null=True, blank=True, related_name="scans"
    )
    kind = models.CharField(max_length=10, choices=ScanKind, default=ScanKind.FOUND)
    code = models.CharField(max_length=300, blank=True)
    item = models.ForeignKey(
        Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="count_scans"
    )
    room = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ref = models.UUIDField(null=True, blank=True)
    wish = models.CharField(max_length=10, blank=True)
    seq = models.PositiveIntegerField(default=0)
    device_at = models.DateTimeField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    outcome = models.CharField(max_length=12, choices=ScanOutcome)

    personal = {"by_name": "name"}
    plain = {
        "scan_id", "kind", "code", "ref", "wish", "seq", "device_at", "at", "received_at", "outcome",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "scan_id"], name="equipment_count_scan_once")
        ]
        indexes = [
            models.Index(
                fields=["count", "ref"],
                name="equipment_count_scan_undone",
                condition=Q(ref__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.code or str(self.item)


class CountPhoto(models.Model):
    """A picture that was taken of a scan while counting: the file is on the count, and the same id is kept once."""

    count = models.ForeignKey(
        Count, on_delete=models.CASCADE, related_name="photos", db_index=False
    )
    photo_id = models.UUIDField()
    scan = models.ForeignKey(CountScan, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(
        Attachment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    words = models.CharField(max_length=100, blank=True)
    received_at = models.DateTimeField()

    personal = {"words": "clear"}
    plain = {"photo_id", "received_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "photo_id"], name="equipment_count_photo_once")
        ]

    def __str__(self) -> str:
        return f"{self.scan}: {self.words}" if self.words else str(self.scan)


class CountRule(SchoolOwned):
    """How often a school counts what its kind says nothing of; without a number, never."""

    months = models.PositiveSmallIntegerField(null=True, blank=True)
    # The day on which those who count were last told that something is due.
    told_on = models.DateField(null=True, blank=True)

    objects = VisibleQuerySet.as_manager()
    view_permission = "equipment.view"
    personal: dict[str, str] = {}
    plain = {"months", "told_on", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school"], name="equipment_count_rule_once")]

    def __str__(self) -> str:
        return f"How often {self.school} counts"
