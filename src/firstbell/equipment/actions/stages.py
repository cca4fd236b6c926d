"""The stages of an item's life: which moves are allowed, and the dates they fill by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions.changing import touch
from firstbell.equipment.models import Custody, Item, StageLabel
from firstbell.equipment.queries import asking
from firstbell.equipment.states import ENDED, FILLS, TRANSITIONS, Lifecycle
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, News, announce_many
from firstbell.platform.search import entries


class NotFromHere(Conflict):
    """That stage cannot follow this one."""


def set_stage(  # noqa: PLR0913 -- a row of facts
    items: Sequence[Item], *, stage: Lifecycle, by: Actor, at: datetime, label: StageLabel | None = None,
    on: date | None = None, note: str = "", as_told: bool = False,
) -> int:  # fmt: skip
    """Move items to a stage, under one of the school's own labels for it if given; all of them or none.

    `as_told` is for what has happened already, in a file or before an undo: nothing more is asked.
    """
    if label is not None and label.lifecycle != stage:
        raise Refusal(f"{label} means {Lifecycle(label.lifecycle).label.lower()}.")
    if not as_told and any(item.lifecycle != stage for item in items):
        _refuse_untold(Lifecycle(stage), on=on, note=note, label=label)
    said = [Change("note", "", note.strip())] if note.strip() else []
    with transaction.atomic():
        news = [
            _move(item, Lifecycle(stage), label, on or at.date(), said, by, at) for item in items
        ]
        done = [one for one in news if one is not None]
        announce_many(events.STAGE_CHANGED, done, by=by, at=at)
    return len(done)


def _refuse_untold(stage: Lifecycle, *, on: date | None, note: str, label: Any) -> None:
    rule = asking.rules().get(stage)
    untold = asking.missing(rule, on=on, note=note, label=label)
    if untold:
        raise Refusal(f"{stage.label} asks for {asking.in_words(rule)}.", fields=untold)


def _move(  # noqa: PLR0913 -- a row of facts
    item: Item, stage: Lifecycle, label: StageLabel | None, on: date, said: list[Change], by: Actor, at: datetime,
) -> News | None:  # fmt: skip
    was = Lifecycle(item.lifecycle)
    if was == stage and item.stage_label_id == (label.pk if label else None):
        return None
    require(by, "equipment.end" if stage in ENDED else "equipment.change", item)
    _refuse(item, was, stage)
    values: dict[str, Any] = {"lifecycle": stage, "stage_label": label}
    filled = FILLS.get(stage)
    if filled and getattr(item, filled) is None:
        values[filled] = on
    touch(Item.objects.filter(pk=item.pk), at, **values)
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    word = label.name if label else stage.label
    return News(item, [Change("stage", was.label, word), *said], (), {"stage": word.lower()})


def _refuse(item: Item, was: Lifecycle, stage: Lifecycle) -> None:
    if was != stage and stage not in TRANSITIONS[was]:
        allowed = " or ".join(sorted(next_.label.lower() for next_ in TRANSITIONS[was]))
        raise NotFromHere(f"{item} is {was.label.lower()}; from there it can become {allowed}.")
    if stage in ENDED:
        held = item.custodies.open().select_related("person", "room", "with_item").first()
        if held is not None:
            raise Conflict(f"{item} is with {held}. Take it back first.")
        if item.contents.filter(removed_at=None).exists():
            raise Conflict(f"There are items in {item}. Take them out first.")


def remove(item: Item, *, why: str, by: Actor, at: datetime) -> None:
    remove_many([item], why=why, by=by, at=at)


def remove_many(items: Sequence[Item], *, why: str, by: Actor, at: datetime) -> None:
    """Take mistakes out of the register, all of them or none; their history stays, and they can come back."""
    for item in items:
        require(by, "equipment.end", item)
    if not why.strip():
        raise Refusal("Say why it is taken out.", fields={"why": "Needed"})
    _refuse_in_use(items)
    with transaction.atomic():
        touch(Item.objects.filter(pk__in=[item.pk for item in items]), at, removed_at=at)
        entries.drop_many("equipment.item", [item.pk for item in items])
        news = [News(item, [], (), {"why": why.strip()}) for item in items]
        announce_many(events.REMOVED, news, by=by, at=at)


def _refuse_in_use(items: Sequence[Item]) -> None:
    held = set(Custody.objects.open().filter(item__in=items).values_list("item_id", flat=True))
    full = Item.objects.filter(container__in=items, removed_at=None)
    held.update(full.values_list("container_id", flat=True))
    for item in items:
        if item.pk in held:
            raise Conflict(f"{item} is in use: take it back, and take out what is in it, first.")
