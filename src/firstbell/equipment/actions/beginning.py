"""What a new item has in the trust's own fields: what is said of it, else what its model gives, else their defaults."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any

from firstbell.equipment.actions.drafts import Pattern
from firstbell.equipment.models import Category, Model
from firstbell.lib.parsing import Unclear
from firstbell.platform.database import marks
from firstbell.platform.database.among import rows_among
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.fields.values import begun, cleaned

ITEM = "equipment.item"


def own_of(category: Category, model: Model | None, said: Mapping[str, Any]) -> dict[str, Any]:
    return _own_of(category, model.custom if model else {}, said)


def _own_of(
    category: Category, of_model: Mapping[str, Any], said: Mapping[str, Any]
) -> dict[str, Any]:
    among = fields_of(ITEM, category.uid)
    return begun(among, said, _given_by(of_model, among) if of_model else None)


def _given_by(of_model: Mapping[str, Any], among: Iterable[Field]) -> dict[str, Any]:
    """What the model says that fits its items; a field of models may have the same key and be of another kind."""
    found: dict[str, Any] = {}
    for field in among:
        with suppress(Unclear):
            lone = field.is_unique or field.is_secret
            value = None if lone else cleaned(field, of_model.get(field.key))
            found |= {} if value is None else {field.key: value}
    return found


def fill(patterns: Collection[Pattern]) -> None:
    """Set what the patterns that were not filled yet have of their own; one query for all their models."""
    fresh = [pattern for pattern in patterns if pattern.own is None]
    with marks.steady():
        wanted = {key for pattern in fresh if (key := pattern.values.get("model_id")) is not None}
        models = _words_of_models(wanted) if wanted and fields_of(ITEM) else {}
        for pattern in fresh:
            of_model = models.get(pattern.values.get("model_id") or 0, {})
            own = _own_of(pattern.category, of_model, pattern.values.get("custom") or {})
            pattern.own = {key: value for key, value in own.items() if value is not None}


_MODELS = "SELECT id, custom FROM equipment_model WHERE custom <> '{}'"


def _words_of_models(keys: Collection[int]) -> dict[int, Mapping[str, Any]]:
    return {key: json.loads(custom) for key, custom in rows_among(_MODELS, "id", keys)}
