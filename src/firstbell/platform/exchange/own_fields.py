"""A trust's own fields as columns of a sheet: `columns=lambda: (*FIXED, *own_columns("places.room"))`.

Those that are kept secret are none: a file on its way in is kept as it is, with every cell of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from firstbell.platform.exchange.sheets import Column
from firstbell.platform.fields import values
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.queries import fields_of

OWN = "custom:"


def own_columns(noun: str) -> Sequence[Column]:
    return [
        Column(
            f"{OWN}{field.key}", field.label, "text", (field.key, field.key.replace("_", " ")), parse=_reader(field),
            limit=5_000, group="Your own fields",
        )
        for field in fields_of(noun)
        if not field.is_secret
    ]  # fmt: skip


def _reader(field: Field) -> Callable[[str], Any]:
    return lambda text: values.cleaned(field, text)


def own_values(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a line says of them, by their keys; None clears."""
    return {key.removeprefix(OWN): value for key, value in given.items() if key.startswith(OWN)}
