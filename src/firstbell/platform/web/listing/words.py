"""Conditions in the words of a staff room, for the chips over a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from firstbell.platform.lists import days, filtering
from firstbell.platform.lists.conditions import Condition
from firstbell.platform.lists.filtering import Bound
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading

OP_WORDS: Mapping[str, str] = {
    "": "", "not": "is not", "has": "has", "lacks": "without", "starts": "begins with", "over": "over",
    "under": "under", "before": "before", "after": "after", "between": "from", "empty": "is empty",
    "filled": "is filled in",
}  # fmt: skip
OP_CHOICES: Mapping[str, str] = {
    "": "is", "not": "is not", "has": "has in it", "lacks": "does not have in it", "starts": "begins with",
    "over": "is over", "under": "is under", "before": "is before", "after": "is after", "between": "is from … to …",
    "empty": "is empty", "filled": "is filled in",
}  # fmt: skip


def label(condition: Condition, reading: Reading) -> str:
    column = reading.columns.get(condition.key)
    named = column.label if column else condition.key
    said = OP_WORDS.get(condition.op, condition.op)
    return f"{named} {said}".strip()


def value(condition: Condition, reading: Reading, known: Mapping[str, str]) -> str:
    """What is on the other side of the comparison; `known` are names of things by their key."""
    column = reading.columns.get(condition.key)
    found = filtering.bound(column) if column else None
    if found is None or condition.op in ("empty", "filled"):
        return "" if condition.op in ("empty", "filled") else " or ".join(condition.values)
    values = filtering.written_values(found, condition)
    return " or ".join(_said(found, one, reading.looker, known) for one in values)


def _said(found: Bound, text: str, looker: Looker, known: Mapping[str, str]) -> str:
    if found.filter.model:
        return known.get(text, "something you cannot see")
    if found.kind in ("date", "moment"):
        return " to ".join(days.words(part, looker) for part in text.split(".."))
    if found.kind == "money":
        return " to ".join(f"£{part.strip().lstrip('£')}" for part in text.split(".."))
    if found.kind in ("choice", "status", "bool", "list"):
        return dict(found.options(looker)).get(text, text)
    return text.replace("..", " to ")


def names_of_things(reading: Reading) -> dict[str, str]:
    """The names behind the keys in the address: one query for each column that is narrowed by things."""
    wanted: dict[str, set[str]] = {}
    for group in reading.question.groups:
        for condition in group:
            column = reading.columns.get(condition.key)
            found = filtering.bound(column) if column else None
            if found and found.filter.model:
                wanted.setdefault(condition.key, set()).update(
                    filtering.written_values(found, condition)
                )
    known: dict[str, str] = {}
    for key, values in wanted.items():
        found = filtering.bound(reading.columns[key])
        if found is not None:
            known.update(_names(found, values, reading.looker))
    return known


def _names(found: Bound, values: set[str], looker: Looker) -> dict[str, str]:
    rows = visible(found, looker)
    try:
        return dict(pairs(found, rows.filter(**{f"{found.filter.by}__in": values})))
    except (ValueError, TypeError, ValidationError):
        return {}


def pairs(found: Bound, rows: Any) -> list[tuple[str, str]]:
    """(what the address says, what people read) of things to filter by."""
    read = rows.values_list(found.filter.by, *found.filter.labels)
    return [(str(key), " ".join(str(part) for part in parts if part)) for key, *parts in read]


def visible(found: Bound, looker: Looker) -> Any:
    """The things that somebody may choose from."""
    manager: Any = found.filter.model._default_manager  # type: ignore[union-attr]
    return (
        manager.visible_to(looker.actor) if hasattr(manager.all(), "visible_to") else manager.all()
    )
