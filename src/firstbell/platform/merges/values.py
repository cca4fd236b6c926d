"""A row's values as JSON keeps them, and back: exact to the microsecond, unlike Django's own encoder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

Model = type[models.Model]


def packed(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, (UUID, Decimal)) else value


def unpacked(model: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _field(model, name).to_python(value) for name, value in values.items()}


def _field(model: Model, attname: str) -> Any:
    field: Any = model._meta.get_field(attname)
    return field.target_field if field.is_relation else field


def columns(model: Model, names: Mapping[str, Any]) -> dict[str, Any]:
    """Names and values as the row has them: a room's key under `room_id`."""
    found = {}
    for name, value in names.items():
        field: Any = model._meta.get_field(name)
        found[field.attname] = value.pk if isinstance(value, models.Model) else value
    return found


def missing(model: Model, values: Mapping[str, Any]) -> bool:
    """Does one of these values point at a row that is not there any more?"""
    for field in model._meta.concrete_fields:
        key = values.get(field.attname)
        if key is None or not field.is_relation:
            continue
        target: Any = field.related_model
        if not target._base_manager.filter(pk=key).exists():
            return True
    return False
