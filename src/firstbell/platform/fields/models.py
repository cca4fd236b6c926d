from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.platform.fields.states import Kind
from firstbell.platform.tenancy.models import Versioned


class Field(Versioned):
    """A field that the trust added to a kind of thing ("equipment.item", "places.room"…).

    Values live in the thing's own `custom` JSON column under `key`; those that must be unique or can be filtered
    are indexed in FieldValue too; those that are kept secret lie there sealed (database.sealing). `scopes` narrows it to some categories, by uid; empty means all.
    """

    noun = models.CharField(max_length=60)
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(default=list, blank=True)
    pattern = models.CharField(
        max_length=200, blank=True, help_text="A regular expression the whole text must match"
    )
    help_text = models.CharField(max_length=200, blank=True)
    default = models.JSONField(
        null=True, blank=True, help_text="What a new thing begins with, as it is stored"
    )
    is_required = models.BooleanField(default=False)
    is_unique = models.BooleanField(default=False)
    is_filterable = models.BooleanField(default=True)
    is_personal = models.BooleanField(default=False, help_text="Erased when a leaver is anonymised")
    in_list = models.BooleanField(default=False)
    is_secret = models.BooleanField(
        default=False, help_text="Encrypted; shown to nobody but who asks for it, which is noted"
    )
    scopes = models.JSONField(default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=50)
    put_away_at = models.DateTimeField(null=True, blank=True, editable=False)

    marked = True
    personal: dict[str, str] = {}
    plain = {
        "noun", "key", "label", "kind", "choices", "pattern", "help_text", "default", "is_required", "is_unique",
        "is_filterable", "is_personal", "in_list", "is_secret", "scopes", "order", "put_away_at", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["noun", "key"], name="fields_field_key")]

    def __str__(self) -> str:
        return self.label


class FieldValue(models.Model):
    """One value of one thing, where it must be found or kept unique."""

    field = models.ForeignKey(Field, on_delete=models.CASCADE, related_name="values")
    thing_uid = models.UUIDField()
    text = models.CharField(max_length=200)
    number = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    lone = models.BooleanField(default=False)

    personal = {"text": "value"}
    plain = {"thing_uid", "number", "day", "lone"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["field", "text"], condition=Q(lone=True), name="fields_value_unique"
            )
        ]
        indexes = [
            models.Index(fields=["field", "text"], name="fields_value_text"),
            models.Index(fields=["field", "number"], name="fields_value_number"),
            models.Index(fields=["field", "day"], name="fields_value_day"),
            models.Index(fields=["thing_uid"], name="fields_value_thing"),
        ]

    def __str__(self) -> str:
        return self.text
