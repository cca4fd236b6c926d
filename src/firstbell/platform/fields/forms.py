"""A noun's own fields as form fields: `custom_<key>`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from firstbell.platform.fields.days import DayField
from firstbell.platform.fields.keeping import SecretField
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.fields.states import Kind

PREFIX = "custom_"


def form_fields(
    noun: str, custom: Mapping[str, Any], scope: UUID | None = None
) -> dict[str, forms.Field]:
    """Name -> form field with today's value as its initial."""
    return {
        PREFIX + field.key: form_field(field, custom.get(field.key))
        for field in fields_of(noun, scope)
    }


def open_fields(noun: str) -> dict[str, forms.Field]:
    """Empty boxes for what many things may be told at once: nothing that is kept secret."""
    return {
        PREFIX + field.key: form_field(field, None)
        for field in fields_of(noun)
        if not field.is_secret
    }


def given(cleaned_data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name.removeprefix(PREFIX): value
        for name, value in cleaned_data.items()
        if name.startswith(PREFIX)
    }


def form_field(field: Field, value: Any) -> forms.Field:
    """The box of one field, with the stored `value` in it."""
    common: dict[str, Any] = {
        "label": field.label,
        "help_text": field.help_text,
        "required": field.is_required,
    }
    if field.is_secret:
        return SecretField(is_kept=bool(value), is_long=field.kind == Kind.LONG_TEXT, **common)
    options = [(choice, choice) for choice in field.choices]
    if field.kind == Kind.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *options], initial=value, **common)
    if field.kind == Kind.CHOICES:
        return forms.MultipleChoiceField(choices=options, initial=value, **common)
    if field.kind == Kind.YES_NO:
        yes_no = [("", "—"), ("yes", "Yes"), ("no", "No")]
        return forms.ChoiceField(
            choices=yes_no, initial={True: "yes", False: "no"}.get(value, ""), **common
        )
    if field.kind == Kind.DATE:
        return DayField(initial=date.fromisoformat(value) if value else None, **common)
    if field.kind == Kind.MONEY:
        return forms.CharField(
            initial="" if value is None else f"{value / 100:.2f}", max_length=20, **common
        )
    if field.kind == Kind.LONG_TEXT:
        return forms.CharField(initial=value, widget=forms.Textarea(attrs={"rows": 3}), **common)
    return forms.CharField(initial=value, max_length=300, **common)
