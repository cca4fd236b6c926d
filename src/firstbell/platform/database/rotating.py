"""A new key for what lies encrypted, and everything written anew with it: columns, and what is sealed in JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from cryptography.fernet import Fernet
from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast

from firstbell.platform.database import sealing, secrets

_AT_ONCE = 500


def rotate() -> int:
    """A new key on top, and every value written anew with it; how many values. The old keys stay readable."""
    _put_on_top()
    texts = sum(_write_anew(model, name) for model, name in _columns(secrets.EncryptedTextField))
    return texts + sum(_seal_anew(model, name) for model, name in _columns(models.JSONField))


def _put_on_top() -> None:
    file = secrets.path()
    secrets.ensure()
    fresh = file.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(Fernet.generate_key() + b"\n" + file.read_bytes())
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _columns(kind: type[models.Field[Any, Any]]) -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, kind)
    ]


def _write_anew(model: type[models.Model], name: str) -> int:
    written = 0
    with transaction.atomic():
        for key, value in model._base_manager.values_list("pk", name):
            if value:
                written += model._base_manager.filter(pk=key).update(**{name: value})
    return written


def _seal_anew(model: type[models.Model], name: str) -> int:
    """Asked of the text of the document, because nobody knows how deep in it a secret lies."""
    written = 0
    with transaction.atomic():
        for rows in _with_sealed(model, name):
            for row in rows:
                written += sealing.count(getattr(row, name))
                setattr(row, name, sealing.anew(getattr(row, name)))
            model._base_manager.bulk_update(rows, [name])
    return written


def _with_sealed(model: type[models.Model], name: str) -> Iterator[list[models.Model]]:
    text = Cast(models.F(name), models.TextField())
    rows = model._base_manager.alias(as_text=text).filter(as_text__contains=f'"{sealing.WORD}"')
    rows, last = rows.select_for_update().order_by("pk").only("pk", name), None
    while found := list((rows if last is None else rows.filter(pk__gt=last))[:_AT_ONCE]):
        yield found
        last = found[-1].pk
