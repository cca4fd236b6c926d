"""A trust's own fields as columns of a list: `extra_columns=own_columns("equipment.item")`.

Those that are kept secret stand in none. Their values are read from the thing's `custom` column; they are narrowed down by their indexed values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields import values
from firstbell.platform.fields.models import Field, FieldValue
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.fields.states import Kind
from firstbell.platform.lists import specs
from firstbell.platform.lists.specs import Column, ExtraColumns, Filter, ListSpec, Option, Row

GROUP = "Our own fields"
_KINDS: dict[str, specs.Kind] = {
    Kind.NUMBER: "number", Kind.MONEY: "money", Kind.DATE: "date", Kind.CHOICE: "choice", Kind.CHOICES: "choice",
    Kind.YES_NO: "choice", Kind.IP: "code", Kind.MAC: "code",
}  # fmt: skip
_INDEXED = {Kind.NUMBER: "number", Kind.MONEY: "number", Kind.DATE: "day"}
_NUMERIC = (Kind.NUMBER, Kind.MONEY)


class _OwnColumns:
    def __init__(self, noun: str) -> None:
        self.noun = noun

    def __call__(self, actor: Actor) -> Iterable[Column]:
        return [_kept(field) for field in fields_of(self.noun) if not field.is_secret]


def own_columns(noun: str) -> ExtraColumns:
    return _OwnColumns(noun)


def noun_of(spec: ListSpec) -> str:
    """Whose own fields the list has as columns."""
    return spec.extra_columns.noun if isinstance(spec.extra_columns, _OwnColumns) else ""


def name_of(field: Field) -> str:
    return f"own_{field.key.replace('-', '_')}".lower()


_made: dict[UUID, tuple[int, Column]] = {}


def _kept(field: Field) -> Column:
    """A column is costly to declare and the same until its field is changed."""
    version, column = _made.get(field.uid, (0, None))
    if column is None or version != field.version:
        column = _column(field)
        _made[field.uid] = (field.version, column)
    return column


def _column(field: Field) -> Column:
    name = name_of(field)
    kind = _KINDS.get(field.kind, "text")
    return Column(
        name, field.label, kind, path="custom", sort=f"sort_{name}", annotate={f"sort_{name}": _ordered(field)},
        render=lambda row: values.shown(field, row["custom"].get(field.key)),
        export=lambda row: _exported(field, row), filter=_filter(field), default=field.in_list, group=GROUP,
    )  # fmt: skip


def _ordered(field: Field) -> Any:
    text = KeyTextTransform(field.key, "custom")
    return Cast(text, BigIntegerField()) if field.kind in _NUMERIC else text


def _exported(field: Field, row: Row) -> Any:
    value = row["custom"].get(field.key)
    return value if field.kind == Kind.NUMBER else values.shown(field, value)


def _filter(field: Field) -> Filter | bool:
    if field.kind == Kind.LONG_TEXT or not (field.is_filterable or field.is_unique):
        return False
    path = _INDEXED.get(Kind(field.kind), "text")
    return Filter(path=path, choices=_choices(field), inside=lambda q: _having(field, q))


def _choices(field: Field) -> Sequence[Option]:
    if field.kind == Kind.YES_NO:
        return [("True", "Yes"), ("False", "No")]
    return [(str(choice), str(choice)) for choice in field.choices]


def _having(field: Field, wanted: Q) -> Q:
    rows = FieldValue.objects.filter(wanted, field_id=field.pk)
    return Q(uid__in=rows.values("thing_uid"))
