"""Setting back what an import changed on an item, except what somebody has changed since."""

from __future__ import annotations

from typing import Any

from firstbell.equipment.actions import changing, covering, custody, moving, stages
from firstbell.equipment.models import Cover, Item, StageLabel
from firstbell.equipment.queries import marks
from firstbell.equipment.queries.marks import MARKS
from firstbell.equipment.states import Lifecycle
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.database.sealing import same
from firstbell.platform.exchange.sheets import Setting, Trace, Undone
from firstbell.platform.exchange.states import Outcome


def set_back(item: Item, trace: Trace, setting: Setting) -> Undone:
    undo = trace.undo or {}
    kept: list[str] = []
    values = _values(item, undo.get("fields", {}), kept)
    if values:
        changing.change(item, by=setting.by, at=setting.at, **values)
    for name, step in (
        ("holder", _holder),
        ("stage", _stage),
        ("place", _place),
        ("cover", _cover),
    ):
        if name in undo and not step(item, undo[name], setting):
            kept.append(name)
    if not kept:
        return Undone(trace.line, Outcome.UNDONE, "")
    words = ", ".join(name.removesuffix("_id").replace("_", " ") for name in kept)
    since = f" ({trace.used})" if trace.used else ""
    did_something = len(kept) < len(undo.get("fields", {})) + len(undo) - 1
    outcome = Outcome.UNDONE if did_something else Outcome.KEPT
    return Undone(
        trace.line, outcome, f"Not set back, because it was changed since: {words}{since}."
    )


def _values(item: Item, fields: dict[str, Any], kept: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, (was, now) in fields.items():
        if name == "custom":
            still = {k: old for k, old in was.items() if same(item.custom.get(k), now.get(k))}
            kept += [key for key in was if key not in still]
            if still:
                values["custom"] = still
            continue
        if name in MARKS:
            there = marks.of(item)[name]
            if there[: len(now) or None] == now:
                values[name] = was
            else:
                kept.append(name)
            continue
        column: Any = Item._meta.get_field(name)
        if getattr(item, name) == column.to_python(now):
            values[name] = column.to_python(was)
        else:
            kept.append(name)
    return values


def _holder(item: Item, change: list[Any], setting: Setting) -> bool:
    was, now = change
    row = item.custodies.open().first()
    there = (
        None
        if row is None
        else ["person", row.person_id]
        if row.person_id
        else ["room", row.room_id]
    )
    if there != now:
        return False
    if row is not None:
        custody.take_back(item, custody=row, by=setting.by, at=setting.at, to_shelf=was is None)
    if was is not None:
        model: Any = Person if was[0] == "person" else Room
        custody.give(item, to=model.objects.get(pk=was[1]), by=setting.by, at=setting.at)
    item.refresh_from_db()
    return True


def _stage(item: Item, change: list[Any], setting: Setting) -> bool:
    was, label, now = change
    item.refresh_from_db()
    if item.lifecycle == was:
        return True
    if item.lifecycle != now:
        return False
    row = StageLabel.objects.filter(pk=label).first() if label else None
    try:
        stages.set_stage(
            [item], stage=Lifecycle(was), label=row, as_told=True, by=setting.by, at=setting.at
        )
    except Refusal:
        return False
    return True


def _place(item: Item, change: list[Any], setting: Setting) -> bool:
    was, now = change
    if item.place_id != now or was is None:
        return False
    moving.move([item], to=Room.objects.get(pk=was), by=setting.by, at=setting.at)
    return True


def _cover(item: Item, pk: int, setting: Setting) -> bool:
    row = Cover.objects.filter(pk=pk).first()
    if row is not None:
        covering.remove_cover(row, by=setting.by, at=setting.at)
    return True
