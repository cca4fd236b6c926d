"""The order of a list, and places in it: a page begins after a row, never after so many rows."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from firstbell.platform.lists import paths
from firstbell.platform.lists.specs import Column, ListSpec, Row


@dataclass(frozen=True)
class Key:
    """One part of the order. Rows without a value stand last, or first when the list is walked backwards."""

    path: str
    descending: bool = False
    nullable: bool = False
    backwards: bool = False

    def order(self) -> OrderBy:
        nulls: dict[str, Any] = {}
        if self.nullable:
            nulls = {"nulls_first": True} if self.backwards else {"nulls_last": True}
        return F(self.path).desc(**nulls) if self.descending else F(self.path).asc(**nulls)

    def beyond(self, value: Any) -> Q | None:
        """Rows further on by this part alone."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if self.backwards else None
        further = Q(**{f"{self.path}__{'lt' if self.descending else 'gt'}": value})
        if self.nullable and not self.backwards:
            further |= Q(**{f"{self.path}__isnull": True})
        return further

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def turned(self) -> Key:
        return replace(self, descending=not self.descending, backwards=not self.backwards)


def keys(
    spec: ListSpec, columns: Mapping[str, Column], sort: str, model: type[models.Model]
) -> list[Key]:
    """The order asked for, or the list's own; the key of the row makes it one order on ties."""
    for wanted in (sort, spec.default_sort):
        column = columns.get(wanted.lstrip("-"))
        if column and column.sort_paths:
            down = wanted.startswith("-")
            made = [
                Key(path, down, path in column.annotate or paths.leaf(model, path).nullable)
                for path in column.sort_paths
            ]
            owner = owner_of(model, made[0].path) if len(made) == 1 else ""
            return [*made, *([Key(owner, down)] if owner else []), Key("pk", down)]
    return [Key("pk")]


def owner_of(model: type[models.Model], path: str) -> str:
    """The foreign key's own column, where a path is the name of what rows point to: its rows stand together."""
    relation, _, leaf = path.partition("__")
    if not leaf or "__" in leaf:
        return ""
    try:
        field = model._meta.get_field(relation)
    except FieldDoesNotExist:
        return ""
    return field.attname if isinstance(field, models.ForeignKey) else ""


def sorted_by(columns: Mapping[str, Column], sort: str, spec: ListSpec) -> tuple[str, bool]:
    """The column that the list is sorted by, and whether from the end."""
    for wanted in (sort, spec.default_sort):
        key = wanted.lstrip("-")
        if key in columns and columns[key].sort_paths:
            return key, wanted.startswith("-")
    return "", False


def after(order: Sequence[Key], values: Sequence[Any]) -> Q:
    """The rows behind the one with these values; the first part is also said as a range, for the index."""
    found, so_far = Q(pk__in=[]), Q()
    for key, value in zip(order, values, strict=True):
        further = key.beyond(value)
        if further is not None:
            found |= so_far & further
        so_far &= key.same(value)
    first = order[0]
    if values[0] is not None and not (first.nullable and not first.backwards):
        found &= Q(**{f"{first.path}__{'lte' if first.descending else 'gte'}": values[0]})
    return found


@dataclass(frozen=True)
class Place:
    """A place between two rows: the values of the row beside it, and how many rows come before."""

    values: tuple[Any, ...]
    before: int

    def text(self) -> str:
        plain = [
            value if isinstance(value, (int, float, bool)) or value is None else str(value)
            for value in self.values
        ]
        packed = json.dumps([self.before, *plain], separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def place(text: str, order: Sequence[Key]) -> Place | None:
    """A place from an address; None when it is not one of this order."""
    try:
        before, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return None
    plain = all(value is None or isinstance(value, (int, float, str)) for value in values)
    if not isinstance(before, int) or len(values) != len(order) or not plain:
        return None
    return Place(tuple(values), max(0, before))


def place_of(row: Row, order: Sequence[Key], before: int) -> Place:
    return Place(tuple(row[key.path] for key in order), before)


def possible(rows: models.QuerySet[Any, Any], where: Q) -> models.QuerySet[Any, Any] | None:
    """The rows, or None when the place has values that no row of this list could have."""
    try:
        return rows.filter(where)
    except (ValueError, TypeError, ValidationError):
        return None
