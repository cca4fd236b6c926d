from __future__ import annotations

import re
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from firstbell.equipment.models.catalogue import Category, Model, StageLabel
from firstbell.equipment.states import ENDED, Condition, Lifecycle, Ownership, Tracking
from firstbell.people.models import Organisation
from firstbell.places.models import Room
from firstbell.platform.tenancy.models import SchoolOwned, Viewer

# Pages of their own have no digit in their names.
_FIT_FOR_AN_ADDRESS = re.compile(r"[\w.-]*\d[\w.-]*")


def address_of(tag: str, uid: UUID) -> str:
    """What the address of its page ends in: the tag on the sticker, unless a tag like it could mean another page."""
    return tag if _FIT_FOR_AN_ADDRESS.fullmatch(tag) else str(uid)


# What somebody has to see to. Said as equalities, one by one: SQLite knows its index by them, and not by IN.
IN_TROUBLE = Q(removed_at=None) & (
    Q(lifecycle=Lifecycle.IN_REPAIR)
    | Q(lifecycle=Lifecycle.MISSING)
    | Q(condition=Condition.BROKEN)
    & ~Q(lifecycle=Lifecycle.RETIRED)
    & ~Q(lifecycle=Lifecycle.DISPOSED)
)


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, actor: Viewer) -> Self:
        """The items of the schools whose register one sees, those one holds, and those shared with one."""
        schools = actor.schools("equipment.view")
        if schools is None:
            return self
        seen = Q(school_id__in=schools)
        person: UUID | None = getattr(actor, "person_uid", None)
        if person is not None and not schools:
            held = Item._base_manager.filter(custodies__to_at=None, custodies__person__uid=person)
            seen |= Q(pk__in=held.values("pk"))
        shares: frozenset[UUID] = getattr(actor, "shares", frozenset())
        if shares:
            seen |= Q(uid__in=shares)
        return self.filter(seen)

    def live(self) -> Self:
        return self.filter(removed_at=None)

    def taken_out(self) -> Self:
        """What was taken out as a mistake; a record that was merged lives on in the other."""
        return self.filter(removed_at__isnull=False, merged_into_uid=None)


class Item(SchoolOwned):
    """One laptop with a tag, or five hundred patch leads as one row with a quantity."""

    tag = models.CharField("asset tag", max_length=60)
    tag_key = models.CharField(max_length=255, editable=False)
    tracking = models.CharField(
        max_length=12, choices=Tracking, default=Tracking.INDIVIDUAL, editable=False
    )
    name = models.CharField(max_length=200, blank=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="items")
    model = models.ForeignKey(
        Model, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    serial = models.CharField(max_length=120, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    unit = models.CharField(
        max_length=20, blank=True, help_text="What one is called: lead, box, ream"
    )

    lifecycle = models.CharField(
        "stage", max_length=12, choices=Lifecycle, default=Lifecycle.IN_STOCK
    )
    stage_label = models.ForeignKey(
        StageLabel, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    condition = models.CharField(max_length=10, choices=Condition, default=Condition.GOOD)
    ownership = models.CharField(max_length=10, choices=Ownership, default=Ownership.OWNED)

    home = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="items_at_home"
    )
    home_spot = models.CharField("shelf or seat", max_length=60, blank=True)
    place = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="items_here"
    )
    container = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="contents"
    )
    bay = models.CharField(max_length=20, blank=True)
    goes_with = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="companions"
    )
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many items it holds"
    )
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    seen_in = models.ForeignKey(
        Room, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    seen_how = models.CharField(max_length=60, blank=True, editable=False)
    # When it was last found in a count that is closed.
    counted_at = models.DateTimeField("last counted", null=True, blank=True, editable=False)

    supplier = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order_ref = models.CharField("order", max_length=60, blank=True)
    invoice_ref = models.CharField("invoice", max_length=60, blank=True)
    funding = models.CharField("paid from", max_length=80, blank=True)
    price_net = models.PositiveBigIntegerField("price without VAT", null=True, blank=True)
    vat_rate = models.PositiveSmallIntegerField(
        "VAT, hundredths of a per cent", null=True, blank=True
    )
    price_gross = models.PositiveBigIntegerField("price with VAT", null=True, blank=True)
    vat_recoverable = models.BooleanField(default=True)

    bought_on = models.DateField("bought", null=True, blank=True)
    ordered_on = models.DateField("ordered", null=True, blank=True)
    received_on = models.DateField("received", null=True, blank=True)
    in_service_on = models.DateField("in use since", null=True, blank=True)
    retired_on = models.DateField("retired", null=True, blank=True)
    disposed_on = models.DateField("disposed of", null=True, blank=True)
    replace_on = models.DateField(
        "replace in", null=True, blank=True, help_text="Empty: from the life of its model"
    )
    supported_until = models.DateField(null=True, blank=True)
    cover_ends_on = models.DateField("warranty to", null=True, blank=True, editable=False)

    notes = models.TextField(blank=True)
    custom = models.JSONField(default=dict, blank=True)
    sources = models.JSONField(default=dict, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # No foreign key: its index would grow with every item, for the few that were ever merged.
    merged_into_uid = models.UUIDField(null=True, blank=True, editable=False)
    changed_at = models.DateTimeField(editable=False)

    # MAC addresses, host name and IMEI, where queries.marks has filled them in.
    marks: dict[str, list[str]]

    objects = ItemQuerySet.as_manager()
    view_permission = "equipment.view"
    personal = {"name": "label", "notes": "text", "custom": "custom"}
    plain = {
        "tag", "tag_key", "tracking", "serial", "quantity", "unit", "lifecycle", "condition", "ownership", "home_spot",
        "bay", "capacity", "seen_at", "seen_how", "counted_at", "order_ref", "invoice_ref", "funding",
        "price_net", "vat_rate", "price_gross", "vat_recoverable", "bought_on", "ordered_on", "received_on",
        "in_service_on", "retired_on", "disposed_on", "replace_on", "supported_until", "cover_ends_on", "sources",
        "removed_at", "merged_into_uid", "changed_at", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            # Tags are unique in the installation; an item taken out of the register frees its tag.
            models.UniqueConstraint(
                fields=["tag_key"], condition=Q(removed_at=None), name="equipment_item_tag"
            ),
            models.CheckConstraint(
                condition=Q(tracking=Tracking.QUANTITY) | Q(quantity=1),
                name="equipment_item_individual_is_one",
            ),
            models.CheckConstraint(
                condition=~Q(container=F("id")), name="equipment_item_not_in_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["school", "tag_key", "id"], name="equipment_item_by_tag"),
            # With its last two columns it says by itself how many of each kind are in use.
            models.Index(
                fields=["school", "category", "tag_key", "lifecycle", "removed_at"],
                name="equipment_item_by_kind",
            ),
            models.Index(fields=["school", "bought_on"], name="equipment_item_by_bought"),
            models.Index(fields=["school", "lifecycle", "tag_key"], name="equipment_item_by_stage"),
            models.Index(
                fields=["school", "removed_at", "id"],
                condition=Q(removed_at__isnull=False),
                name="equipment_item_taken_out",
            ),
            models.Index(
                fields=["school", "cover_ends_on"],
                condition=Q(removed_at=None, cover_ends_on__isnull=False),
                name="equipment_item_by_cover",
            ),
            models.Index(
                fields=["school", "-changed_at"],
                condition=IN_TROUBLE,
                name="equipment_item_in_trouble",
            ),
            # What is due to be counted: the kind comes along, as each has its own day.
            models.Index(
                "school",
                Coalesce("counted_at", "created_at"),
                "category",
                condition=Q(removed_at=None),
                name="equipment_item_by_found",
            ),
        ]

    def __str__(self) -> str:
        what = self.name or (str(self.model) if self.model_id else str(self.category))
        return f"{what} ({self.tag})"

    @property
    def address(self) -> str:
        return address_of(self.tag, self.uid)

    @property
    def is_individual(self) -> bool:
        return self.tracking == Tracking.INDIVIDUAL

    @property
    def is_gone(self) -> bool:
        """Out of the register or at the end of its life, so that nobody is given it."""
        return self.removed_at is not None or self.lifecycle in ENDED

    @cached_property
    def is_held(self) -> bool:
        """Whether anybody or anything had it when this was first asked of this very object."""
        rows: Any = self.custodies
        return bool(rows.open().exists())

    def is_held_by(self, person_uid: UUID) -> bool:
        rows: Any = self.custodies
        return bool(rows.open().filter(person__uid=person_uid).exists())
