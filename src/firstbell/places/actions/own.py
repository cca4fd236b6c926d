"""The trust's own fields on a thing: cleaned, told in history, and kept findable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from firstbell.platform.audit.events import Change
from firstbell.platform.audit.models import subject_type
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.models import Field


def set_own(
    thing: Any, given: Mapping[str, Any], among: Sequence[Field] | None = None
) -> list[Change]:
    """Set what is given on the unsaved thing; what is not given stays, nothing clears."""
    cleaned = fields.cleaned(subject_type(thing), given, whole=False, among=among)
    changes = [
        Change(key.replace("_", " "), thing.custom.get(key), value)
        for key, value in cleaned.items()
        if thing.custom.get(key) != value
    ]
    merged = {**thing.custom, **cleaned}
    thing.custom = {key: value for key, value in merged.items() if value is not None}
    return changes


def index_own(*things: Any) -> None:
    if things:
        fields.index(subject_type(things[0]), [(thing.uid, thing.custom) for thing in things])


def drop_own(thing: Any) -> None:
    """Its values are findable no more, and free for another where they must be unique."""
    fields.index(subject_type(thing), [(thing.uid, {})])
