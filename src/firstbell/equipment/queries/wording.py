"""How an item's facts look on a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from firstbell.equipment.models import Item
from firstbell.equipment.states import LOOKS, Lifecycle
from firstbell.platform.web import components


def stage(item: Item, *, pill: bool = False) -> SafeString:
    look, icon = LOOKS[Lifecycle(item.lifecycle)]
    word = (
        item.stage_label.name
        if item.stage_label_id and item.stage_label
        else Lifecycle(item.lifecycle).label
    )
    return components.status(look, word, icon, pill=pill)  # type: ignore[arg-type]


def plain_stage(stage: Lifecycle) -> SafeString:
    look, icon = LOOKS[stage]
    return components.status(look, stage.label, icon)  # type: ignore[arg-type]


def cover(ends_on: date | None, today: date) -> SafeString | str:
    if ends_on is None:
        return "None known"
    if ends_on < today:
        return format_html('<span class="fb-m">Ended {}</span>', components.day(ends_on, today))
    near = (ends_on - today).days <= 90
    return components.status("warn" if near else "ok", f"to {components.day(ends_on, today)}")


def linked(thing: Any, url: str) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', url, thing) if thing else ""


def title(item: Item) -> str:
    return item.name or (item.model.full_name if item.model else item.category.name)


def model_text(row: dict[str, Any]) -> str:
    """Maker and model, or the item's own name where it has no model."""
    model, maker = row["model__name"] or "", row["model__manufacturer__name"] or ""
    if not model:
        return row["name"] or ""
    return model if model.casefold().startswith(maker.casefold()) else f"{maker} {model}"


def model_cell(row: dict[str, Any]) -> str:
    return escape(model_text(row))


STATES: dict[str, tuple[str, str, str]] = {
    value.value: (*LOOKS[value][:1], value.label, LOOKS[value][1]) for value in Lifecycle
}


# What a flat row with a holder (a custody, a move of stock) is read by, and how that holder is called.
HOLDER = (
    "person__known_as",
    "person__given_name",
    "person__family_name",
    "room__name",
    "with_item__tag",
)


def holder_text(row: dict[str, Any]) -> str:
    first = row["person__known_as"] or row["person__given_name"] or ""
    name = f"{first} {row['person__family_name'] or ''}".strip()
    return str(name or row["room__name"] or row["with_item__tag"] or "")
