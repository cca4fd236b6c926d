"""The loan desk: a hand-over is a basket until it is done, and every scan at the desk is kept."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from firstbell.equipment.models.booking import Booking
from firstbell.equipment.models.facts import Custody
from firstbell.equipment.models.handing_out import HandOut
from firstbell.equipment.models.item import Item
from firstbell.equipment.states import Condition, Direction, HandoverState, Outcome
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet

Holder = Person | Room | Item


class HandoverQuerySet(VisibleQuerySet):
    def open(self) -> Self:
        return self.filter(state=HandoverState.OPEN)

    def done(self) -> Self:
        return self.filter(state=HandoverState.DONE)


class Handover(SchoolOwned):
    """What goes over the desk in one go, to one holder or back from many; open, it is a technician's basket."""

    number = models.CharField(max_length=30, blank=True, editable=False)
    direction = models.CharField(max_length=5, choices=Direction, default=Direction.OUT)
    state = models.CharField(max_length=8, choices=HandoverState, default=HandoverState.OPEN)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="handovers"
    )
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    with_item = models.ForeignKey(
        Item, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField("back by", null=True, blank=True)
    # Back: in which state things come, until another is said; `room` is where they are put.
    condition = models.CharField(max_length=10, choices=Condition, blank=True)
    note = models.CharField(max_length=300, blank=True)
    opened_by = models.CharField(max_length=200)
    opened_key = models.CharField(max_length=80, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=200, blank=True)
    signature = models.ForeignKey(
        Attachment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    wants_mail = models.BooleanField("email a receipt", default=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    hand_out = models.ForeignKey(
        HandOut, on_delete=models.SET_NULL, null=True, blank=True, related_name="handovers"
    )
    # Which import it came of, where it was a sheet of tags and people.
    import_uid = models.UUIDField(null=True, blank=True, editable=False)
    # What it fills, where it was booked.
    booking = models.ForeignKey(
        Booking, on_delete=models.SET_NULL, null=True, blank=True, related_name="handovers"
    )
    # What the borrower says of it afterwards, from their own page.
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_why = models.CharField("why not", max_length=300, blank=True)

    objects = HandoverQuerySet.as_manager()
    view_permission = "equipment.view"
    personal = {"note": "text", "opened_by": "name", "done_by": "name", "declined_why": "text"}
    plain = {
        "number", "direction", "state", "due_on", "condition", "opened_key", "import_uid", "done_at", "wants_mail", "mailed_at", "accepted_at", "declined_at",
        "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "opened_key", "direction"],
                condition=Q(state="open"),
                name="equipment_handover_one_open_each",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="equipment_handover_number"
            ),
            models.CheckConstraint(
                condition=Q(room=None, with_item=None)
                | Q(person=None, with_item=None)
                | Q(person=None, room=None),
                name="equipment_handover_one_holder",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False),
                name="equipment_handover_done_when",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "-done_at"], name="equipment_handover_latest"),
            models.Index(
                fields=["import_uid"],
                name="equipment_handover_import",
                condition=Q(import_uid__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number or "an open basket"

    @property
    def holder(self) -> Holder | None:
        return self.person or self.room or self.with_item

    @property
    def is_open(self) -> bool:
        return self.state == HandoverState.OPEN


class HandoverLine(models.Model):
    """One thing of a hand-over; `from_kit` came with its trolley or kit, and is checked once it is scanned itself."""

    uid = UidField()
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="handed")
    quantity = models.PositiveIntegerField(default=1)
    from_kit = models.ForeignKey(
        Item, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    is_checked = models.BooleanField(default=True)
    # Out: it is with somebody, and is taken back from them in the moment it is lent.
    takes_over = models.BooleanField(default=False)
    custody = models.ForeignKey(
        Custody, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    condition = models.CharField(max_length=10, choices=Condition, blank=True)
    # Back: how many days late it was.
    days_late = models.PositiveIntegerField(default=0)
    # Why this line stopped the basket from being handed over.
    problem = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    personal = {"problem": "text"}
    plain = {"quantity", "is_checked", "takes_over", "condition", "days_late", "at"}

    class Meta:
        constraints = [
            # Of what is counted, several people bring some back in one pile.
            models.UniqueConstraint(
                fields=["handover", "item"],
                condition=Q(custody=None),
                name="equipment_line_once",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="equipment_line_some"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.item}" if self.quantity > 1 else str(self.item)


class DeskScan(models.Model):
    """Every scan at the desk, as it was read and as it was answered: the same id twice is answered once."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="scans")
    scan_id = models.UUIDField(unique=True)
    code = models.CharField(max_length=200)
    outcome = models.CharField(max_length=8, choices=Outcome)
    title = models.CharField(max_length=200)
    said = models.CharField(max_length=400, blank=True)
    item = models.ForeignKey(
        Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # What undoing puts back, and what the answer offers to do next.
    more = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)

    personal = {"code": "text", "title": "text", "said": "text", "by_name": "name", "more": "clear"}
    plain = {"scan_id", "outcome", "at", "undone_at"}

    def __str__(self) -> str:
        return self.title

    @property
    def tone(self) -> str:
        tones: dict[Any, str] = {Outcome.CAREFUL: "careful", Outcome.REFUSED: "bad"}
        return tones.get(self.outcome, "careful" if self.more.get("careful") else "good")
