"""Fields that are kept secret: what such a field cannot be, how one becomes so, and how a value is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit import erasure
from firstbell.platform.audit.events import announce
from firstbell.platform.database import sealing, secrets
from firstbell.platform.fields import events, registry
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.states import Kind
from firstbell.platform.fields.values import ANOTHER, SECRET
from firstbell.platform.merges import actions as merges

TEXTS = (Kind.TEXT, Kind.LONG_TEXT)
_AT_ONCE = 500
_CANNOT = {
    "is_unique": "What is kept secret is not compared with others, so nothing says whether two are the same.",
    "in_list": "What is kept secret stands in no list.",
    "default": "New things cannot all begin with one secret.",
}


def fit(field: Field) -> None:
    """Refuse what does not go with secrecy; that lists can be narrowed by it, as by every new field, just ends."""
    if not field.is_secret:
        return
    if field.kind not in TEXTS:
        raise Refusal(
            "Text and long text can be kept secret, nothing else.",
            fields={"is_secret": "Only for text"},
        )
    for name, sentence in _CANNOT.items():
        if getattr(field, name):
            raise Refusal(sentence, fields={name: "Not with “Kept secret”"})
    field.is_filterable = False


def is_held(field: Field) -> bool:
    """Whether anything has a value in it."""
    keeper = registry.keeper(field.noun)
    return field.values.exists() or (
        keeper is not None and keeper.model._base_manager.filter(custom__has_key=field.key).exists()
    )


def reveal(field: Field, thing: Any, *, by: Actor, at: datetime) -> str:
    """What is kept, and a line in the history that says who looked."""
    require(by, "fields.reveal", thing)
    value = thing.custom.get(field.key)
    if not sealing.is_sealed(value):
        raise Conflict(f"{thing} has nothing in {field}.")
    text = secrets.opened(sealing.text_of(value), f"{field} of {thing}")
    with transaction.atomic():
        announce(events.REVEALED, thing, by=by, at=at, field=within(field.label))
    return text


def within(label: str) -> str:
    """A label inside a sentence: "Alarm code" as "alarm code", "BIOS password" as it is."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label


def take_in(field: Field) -> int:
    """What stood open in it until now is sealed, wherever it was written; how many things had something."""
    keeper = registry.keeper(field.noun)
    nouns = [field.noun]
    sealed = 0
    if keeper is not None:
        sealed = _seal(field, keeper.model)
        if keeper.given_by and not Field.objects.filter(noun=keeper.given_by, key=field.key):
            nouns.append(keeper.given_by)
            _drop(field, keeper.given_by)
    field.values.all().delete()
    erasure.mask(nouns, field.key.replace("_", " "), now=SECRET, then=ANOTHER)
    erasure.mask([field._meta.label_lower], "default", uid=field.uid, now=SECRET, then=ANOTHER)
    for noun in nouns:
        merges.rewrite_notes(noun, "custom", lambda custom: sealed_in(custom, field.key))
    for forget in registry.forgetters():
        forget(field)
    return sealed


def sealed_in(custom: Any, key: str) -> Any:
    """Values of a thing, with the one of this key sealed."""
    value = custom.get(key) if isinstance(custom, dict) else None
    if value in (None, "") or sealing.is_sealed(value):
        return custom
    return {**custom, key: sealing.seal(str(value))}


def _seal(field: Field, model: type[models.Model]) -> int:
    count = 0
    for rows in _holding(field, model):
        for row in rows:
            row.custom = sealed_in(row.custom, field.key)
        _save(model, rows)
        count += len(rows)
    return count


def _drop(field: Field, noun: str) -> None:
    """What new things began with is said of none of them from now on."""
    keeper = registry.keeper(noun)
    for rows in _holding(field, keeper.model) if keeper else ():
        for row in rows:
            row.custom = {key: value for key, value in row.custom.items() if key != field.key}
        _save(keeper.model, rows)  # type: ignore[union-attr]


def _save(model: type[models.Model], rows: list[Any]) -> None:
    """With a higher version, so that nobody who read the thing before writes the open text back."""
    for row in rows:
        row.version += 1
    model._base_manager.bulk_update(rows, ["custom", "version"], batch_size=100)


def _holding(field: Field, model: type[models.Model]) -> Iterator[list[Any]]:
    held = model._base_manager.filter(custom__has_key=field.key).select_for_update()
    last = 0
    while rows := list(held.filter(pk__gt=last).order_by("pk").only("pk", "custom", "version")[:_AT_ONCE]):  # fmt: skip
        yield rows
        last = rows[-1].pk
