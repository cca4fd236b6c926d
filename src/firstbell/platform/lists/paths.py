"""What stands at the end of a path of field names, and what lies on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models


@dataclass(frozen=True)
class Leaf:
    """`field` is None for an annotation or a key inside JSON, of which nothing is known."""

    field: models.Field[Any, Any] | None
    nullable: bool
    many: bool

    @property
    def is_text(self) -> bool:
        return self.field is None or isinstance(self.field, (models.CharField, models.TextField))

    @property
    def is_moment(self) -> bool:
        return isinstance(self.field, models.DateTimeField)


@cache
def leaf(model: type[models.Model], path: str) -> Leaf:
    nullable = many = False
    current: Any = model
    step: Any = None
    for part in path.split("__"):
        if part == "pk":
            return Leaf(None, nullable, many)
        try:
            step = current._meta.get_field(part)
        except (FieldDoesNotExist, AttributeError):
            return Leaf(None, nullable=True, many=many)
        many = many or bool(step.one_to_many or step.many_to_many)
        nullable = (
            nullable or bool(getattr(step, "null", True)) or isinstance(step, models.JSONField)
        )
        current = step.related_model
    return Leaf(step if isinstance(step, models.Field) else None, nullable, many)
