from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Coalesce, Lower

from firstbell.equipment.states import Depreciation, Lifecycle, Tracking
from firstbell.lib import natural
from firstbell.platform.tenancy.models import Versioned


class CatalogueQuerySet(models.QuerySet[Any]):
    """The catalogue belongs to the whole trust: whoever sees equipment anywhere sees it."""

    def visible_to(self, actor: Any) -> CatalogueQuerySet:
        schools = actor.schools("equipment.view")
        return self if schools is None or schools else self.none()


class Named(Versioned):
    """A named row of the catalogue, shared by the schools of the trust."""

    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=255, editable=False)

    objects: Any = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def named(self, name: str) -> None:
        self.name, self.name_key = name, natural.key(name)


class Category(Named):
    """What kind of thing: carries the defaults of its items, and its parent's where its own are empty."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    icon = models.CharField(max_length=40, default="device-desktop")
    tag_prefix = models.CharField(
        max_length=12, blank=True, help_text="Tags of this kind begin so, e.g. LAP-"
    )
    tracking = models.CharField(max_length=12, choices=Tracking, default=Tracking.INDIVIDUAL)
    is_container = models.BooleanField(
        default=False, help_text="Holds other items: a trolley, a rack, a kit"
    )
    has_battery = models.BooleanField(default=False)
    used_up = models.BooleanField(
        "used up when given out",
        default=False,
        help_text="Toner, lamps, batteries: they do not come back",
    )
    life_months = models.PositiveSmallIntegerField(null=True, blank=True)
    count_months = models.PositiveSmallIntegerField(
        "counted every, months", null=True, blank=True, validators=[MaxValueValidator(120)],
        help_text="Empty: as often as the kind above it or the school says. 0: never",
    )  # fmt: skip
    depreciation = models.CharField(
        max_length=10, choices=Depreciation, default=Depreciation.STRAIGHT
    )
    residual_percent = models.PositiveSmallIntegerField(default=0)
    notes = models.TextField(blank=True)

    personal: dict[str, str] = {}
    plain = {
        "name", "name_key", "icon", "tag_prefix", "tracking", "is_container", "has_battery", "used_up", "life_months",
        "count_months", "depreciation", "residual_percent", "notes", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="equipment_category_name")]


class Manufacturer(Named):
    website = models.URLField(blank=True)
    support_phone = models.CharField(max_length=40, blank=True)
    warranty_url = models.CharField(
        max_length=300, blank=True, help_text="Address of a warranty look-up; {serial} is put in"
    )
    notes = models.TextField(blank=True)

    personal: dict[str, str] = {}
    plain = {"name", "name_key", "website", "support_phone", "warranty_url", "notes", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="equipment_manufacturer_name")]


class Model(Named):
    """A product: Dell Latitude 3340."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="models")
    manufacturer = models.ForeignKey(
        Manufacturer, on_delete=models.PROTECT, null=True, blank=True, related_name="models"
    )
    number = models.CharField("model number", max_length=80, blank=True)
    life_months = models.PositiveSmallIntegerField(null=True, blank=True)
    depreciation = models.CharField(
        max_length=10, choices=Depreciation, blank=True, help_text="Empty: as its kind"
    )
    residual_percent = models.PositiveSmallIntegerField(
        "worth at the end, %", null=True, blank=True, validators=[MaxValueValidator(100)],
        help_text="Of what it cost. Empty: as its kind",
    )  # fmt: skip
    supported_until = models.DateField(
        null=True, blank=True, help_text="When its maker stops updates"
    )
    replacement_pence = models.PositiveIntegerField(null=True, blank=True)
    min_stock = models.PositiveIntegerField(null=True, blank=True)
    weight_grams = models.PositiveIntegerField(null=True, blank=True)
    guide_url = models.URLField("datasheet or guide", blank=True)
    notes = models.TextField(blank=True)
    custom = models.JSONField(default=dict, blank=True)

    personal: dict[str, str] = {}
    plain = {
        "name", "name_key", "number", "life_months", "depreciation", "residual_percent", "supported_until",
        "replacement_pence", "min_stock", "weight_grams", "guide_url", "notes", "custom", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                Lower("number"),
                Coalesce("manufacturer", 0),
                name="equipment_model_name",
            )
        ]

    @property
    def full_name(self) -> str:
        maker = self.manufacturer.name if self.manufacturer_id and self.manufacturer else ""
        return (
            self.name
            if self.name.casefold().startswith(maker.casefold())
            else f"{maker} {self.name}"
        )


class StageLabel(Named):
    """A school's own word for a stage of life: "Awaiting collection" means retired."""

    lifecycle = models.CharField(max_length=12, choices=Lifecycle)
    order = models.PositiveSmallIntegerField(default=50)

    personal: dict[str, str] = {}
    plain = {"name", "name_key", "lifecycle", "order", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="equipment_stage_label_name")]


class StageRule(Versioned):
    """What the trust wants to be told when an item comes to a stage."""

    lifecycle = models.CharField("stage", max_length=12, choices=Lifecycle, unique=True)
    asks_day = models.BooleanField(default=False)
    asks_note = models.BooleanField(default=False)
    note_prompt = models.CharField(max_length=80, blank=True)
    asks_label = models.BooleanField(default=False)

    personal: dict[str, str] = {}
    plain = {"lifecycle", "asks_day", "asks_note", "note_prompt", "asks_label", "created_at"}

    def __str__(self) -> str:
        return Lifecycle(self.lifecycle).label

    @property
    def asks(self) -> bool:
        return self.asks_day or self.asks_note or self.asks_label


class JunkSerial(Versioned):
    """A serial that tells nothing apart ("To be filled by O.E.M."): added to the built-in list."""

    value = models.CharField(max_length=120)

    marked = True
    personal: dict[str, str] = {}
    plain = {"value", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(Lower("value"), name="equipment_junk_serial")]

    def __str__(self) -> str:
        return self.value
