"""Models by what a machine calls itself: asked with every new device, so with no more of them than is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from firstbell.equipment.models import Category, Manufacturer, Model
from firstbell.lib import natural
from firstbell.platform.database.among import rows_among

_NAMED = (
    "SELECT model.id, model.name, maker.id, maker.name, kind.id, kind.uid, kind.name, kind.tag_prefix, kind.tracking "
    "FROM equipment_model model JOIN equipment_category kind ON kind.id = model.category_id "
    "LEFT JOIN equipment_manufacturer maker ON maker.id = model.manufacturer_id WHERE 1 = 1"
)
_MODEL = ("id", "name", "category_id", "manufacturer_id")
_KIND = ("id", "uid", "name", "tag_prefix", "tracking")


def models_named(names: Iterable[str]) -> list[Model]:
    """With maker and category, the oldest first; what else is asked of them is read then."""
    keys = {natural.key(name) for name in names}
    rows = rows_among(_NAMED, "model.name_key", keys, "ORDER BY model.id")
    return [_model(*row) for row in rows]


def _model(key: int, name: str, maker_id: int | None, maker: str, *kind: Any) -> Model:
    db = connection.alias
    model = Model.from_db(db, _MODEL, (key, name, kind[0], maker_id))
    uid = kind[1] if isinstance(kind[1], UUID) else UUID(kind[1])
    model.category = Category.from_db(db, _KIND, (kind[0], uid, *kind[2:]))
    model.manufacturer = (
        Manufacturer.from_db(db, ("id", "name"), (maker_id, maker)) if maker_id else None
    )
    return model
