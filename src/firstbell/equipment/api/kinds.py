from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from firstbell.equipment.api.shapes import Thing, Word, named


class CategoryOut(Schema):
    uid: UUID
    version: int
    name: str
    tag_prefix: str
    tracking: str
    is_container: bool
    life_months: int | None


class ModelOut(Schema):
    uid: UUID
    version: int
    name: str
    number: str
    category: Thing
    manufacturer: Thing | None

    resolve_category = staticmethod(lambda model: named(model.category))
    resolve_manufacturer = staticmethod(lambda model: named(model.manufacturer))


class CategoryPage(Schema):
    items: list[CategoryOut]
    next: str | None


class ModelPage(Schema):
    items: list[ModelOut]
    next: str | None


class CategoryIn(Schema):
    name: Word
    tag_prefix: Annotated[str, StringConstraints(max_length=12, pattern=r"^[^\x00-\x1f]*$")] = ""
    is_container: bool = False
    life_months: Annotated[int, Field(ge=1, le=600)] | None = None


class ModelIn(Schema):
    name: Word
    category: UUID
    number: Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00-\x1f]*$")] = ""
