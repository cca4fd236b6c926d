from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from firstbell.equipment.api.shapes import Short, Text, Word
from firstbell.platform.api.days import Day
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.fields.values import masked


class CategoryOut(Schema):
    uid: UUID
    version: int
    name: str
    tag_prefix: str
    tracking: str
    is_container: bool
    used_up: bool
    life_months: int | None
    count_months: int | None


class ModelOut(Schema):
    """`custom`: the trust's own fields of models, and what new items of it begin with in theirs."""

    uid: UUID
    version: int
    name: str
    number: str
    category: Thing
    manufacturer: Thing | None
    life_months: int | None
    supported_until: date | None
    notes: str
    custom: dict[str, Any]

    resolve_custom = staticmethod(lambda model: masked(model.custom))
    resolve_category = staticmethod(lambda model: named(model.category))
    resolve_manufacturer = staticmethod(lambda model: named(model.manufacturer))


class CategoryPage(Schema):
    items: list[CategoryOut]
    next: str | None


class ModelPage(Schema):
    items: list[ModelOut]
    next: str | None


class CategoryIn(Sent):
    name: Word
    tag_prefix: Annotated[str, StringConstraints(max_length=12, pattern=r"^[^\x00-\x1f]*$")] = ""
    tracking: Literal["individual", "quantity"] = "individual"
    is_container: bool = False
    used_up: bool = False
    life_months: Annotated[int, Field(ge=1, le=600)] | None = None
    count_months: Annotated[int, Field(ge=0, le=120)] | None = None


class ModelChange(Sent):
    """Only what is sent is changed; null clears."""

    name: Word | None = None
    number: Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00-\x1f]*$")] | None = (
        None
    )
    category: UUID | None = None
    manufacturer: UUID | None = None
    life_months: Annotated[int, Field(ge=1, le=600)] | None = None
    supported_until: Day | None = None
    notes: Text | None = None
    custom: Annotated[dict[Short, Any], Field(max_length=100)] | None = None


CLEARABLE = frozenset({"manufacturer", "life_months", "supported_until"})


class ModelIn(Sent):
    name: Word
    category: UUID
    number: Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00-\x1f]*$")] = ""
    custom: Annotated[dict[Short, Any], Field(max_length=100)] = Field(default_factory=dict)
