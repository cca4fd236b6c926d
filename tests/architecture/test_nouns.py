"""Every column is personal or not, and every foreign key can be followed backwards quickly."""

from __future__ import annotations

import pytest

from tests.architecture.house import our_models

_NOT_ASKED = {"id", "uid", "version"}


def columns_of(model):
    return {
        field.name
        for field in model._meta.concrete_fields
        if not field.is_relation and field.name not in _NOT_ASKED
    }


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_column_is_personal_or_plain(model):
    personal, plain = set(getattr(model, "personal", ())), set(getattr(model, "plain", ()))

    assert personal & plain == set(), "in both"
    assert columns_of(model) - personal - plain == set(), "in neither"
    assert (personal | plain) - columns_of(model) - {model._meta.pk.name} == set(), "no such column"


def _leads(model, field):
    """Is the field the first column of an index over every row?"""
    for index in model._meta.indexes:
        if index.condition is None and index.fields and index.fields[0].lstrip("-") == field.name:
            return True
    unique = [
        constraint for constraint in model._meta.constraints if getattr(constraint, "fields", ())
    ]
    return any(c.fields[0] == field.name and getattr(c, "condition", None) is None for c in unique)


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_foreign_key_has_an_index(model):
    for field in model._meta.concrete_fields:
        if field.is_relation:
            assert field.db_index or field.unique or _leads(model, field), field
