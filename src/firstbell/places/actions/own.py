"""The trust's own fields on a thing: cleaned, told in history, and kept findable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from firstbell.platform.audit.events import Change
from firstbell.platform.audit.models import subject_type
from firstbell.platform.database.sealing import same
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.values import noted


def set_own(
    thing: Any, given: Mapping[str, Any], among: Sequence[Field] | None = None
) -> list[Change]:
    """Set what is given on the unsaved thing; what is not given stays, nothing clears."""
    cleaned = fields.cleaned(subject_type(thing), given, whole=False, among=among)
    news = {key: now for key, now in cleaned.items() if not same(thing.custom.get(key), now)}
    changes = [noted(key, thing.custom.get(key), now) for key, now in news.items()]
    merged = {**thing.custom, **news}
    thing.custom = {key: value for key, value in merged.items() if value is not None}
    return changes


def index_own(*things: Any) -> None:
    if things:
        fields.index(subject_type(things[0]), [(thing.uid, thing.custom) for thing in things])


def drop_own(thing: Any) -> None:
    """Its values are findable no more, and free for another where they must be unique."""
    fields.index(subject_type(thing), [(thing.uid, {})])
