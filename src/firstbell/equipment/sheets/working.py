"""A file of equipment at work: lines become verdicts, verdicts go through the register's own verbs, and back again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from firstbell.equipment.actions import changing, covering, custody, moving, registering, stages
from firstbell.equipment.actions.changing import Edit
from firstbell.equipment.actions.drafts import Copy, Pattern
from firstbell.equipment.models import Category, Item, StageLabel
from firstbell.equipment.queries import identities
from firstbell.equipment.queries.marks import MARKS
from firstbell.equipment.sheets import back
from firstbell.equipment.sheets.finders import Finders
from firstbell.equipment.sheets.planning import Changed, Planner
from firstbell.equipment.sheets.wish import PERSON, New, Said, Wish
from firstbell.equipment.sheets.wishes import Wishes
from firstbell.equipment.states import CoverKind, Lifecycle, Source
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.exchange.finding import OPEN, Finder
from firstbell.platform.exchange.sheets import Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.spilling import with_lines
from firstbell.platform.exchange.states import Outcome

_ON_THE_SHELF = (Lifecycle.PLANNED, Lifecycle.ORDERED, Lifecycle.IN_STOCK)


class EquipmentWork:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.found = Finders(setting)
        self.finders: Mapping[str, Finder] = self.found.all
        self.wishes = Wishes(self.found, identities.junk(), dict(setting.policies))
        self.planner = Planner(setting, self.found)
        self._categories: dict[int, Category] = {}

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        return self.planner.plan([self.wishes.of(line) for line in lines])

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        new = [plan for plan in plans if isinstance(plan.todo, Wish)]
        changed = [plan for plan in plans if isinstance(plan.todo, Changed)]
        return [*self._register(new), *self._change(changed)]

    def _register(self, plans: Sequence[Plan]) -> list[Done]:
        if not plans:
            return []
        wishes: list[Wish] = [plan.todo for plan in plans]
        news = [_new(wish.said) for wish in wishes]
        holders = _holders(new.holder for new in news)
        copies = [
            Copy(
                new.pattern or self._pattern(wish.said, new),
                wish.tag,
                wish.serial or "",
                holders[new.holder] if new.holder else None,
                marks=wish.marks,
            )
            for wish, new in zip(wishes, news, strict=True)
        ]
        made = registering.register(
            self.setting.school, copies, by=self.setting.by, at=self.setting.at, asked=True
        )
        return [
            Done(plan.line, Outcome.CREATED, one.id, one.uid)
            for plan, one in zip(plans, made, strict=True)
        ]

    def _pattern(self, said: Said, new: New) -> Pattern:
        _refuse_open([new.category_id, said.place, *said.values.values()])
        values = {
            name: value
            for name, value in said.values.items()
            if name[0] != "+" and name != "category_id"
        }
        if said.stage is not None:
            values["lifecycle"], values["stage_label_id"] = said.stage
        if new.holder and values.get("lifecycle", Lifecycle.IN_STOCK) in _ON_THE_SHELF:
            values["lifecycle"], values["stage_label_id"] = Lifecycle.IN_SERVICE, None
        if said.spilt:
            values["notes"] = with_lines(values.get("notes", ""), said.spilt)
        if said.place:
            values["place_id"] = said.place
        custom = {key: value for key, value in said.custom.items() if value is not None}
        if custom:
            values["custom"] = custom
        label = said.label or values.get("name", "")
        category = self._category(new.category_id)
        new.pattern = Pattern(category, values, label, new.covered_to)
        return new.pattern

    def _category(self, pk: int) -> Category:
        if pk not in self._categories:
            self._categories[pk] = Category.objects.get(pk=pk)
        return self._categories[pk]

    def _change(self, plans: Sequence[Plan]) -> list[Done]:
        if not plans:
            return []
        found: list[Changed] = [plan.todo for plan in plans]
        for one in found:
            _refuse_open([one.place, *one.values.values()])
        undo = [_before(one) for one in found]
        edits = [Edit(one.item, one.values, one.item.version) for one in found if one.values]
        changing.change_many(edits, by=self.setting.by, at=self.setting.at, source=Source.IMPORTED)
        self._take_back([one for one in found if one.take_back])
        self._set_stages([one for one in found if one.stage])
        self._move([one for one in found if one.place])
        self._give([one for one in found if one.holder])
        self._cover([one for one in found if one.covered_to], undo, found)
        return [
            Done(plan.line, Outcome.UPDATED, one.item.pk, one.item.uid, before)
            for plan, one, before in zip(plans, found, undo, strict=True)
        ]

    def _take_back(self, found: Sequence[Changed]) -> None:
        for one in found:
            custody.take_back(
                one.item, by=self.setting.by, at=self.setting.at, to_shelf=one.holder is None
            )
            one.item.refresh_from_db()

    def _set_stages(self, found: Sequence[Changed]) -> None:
        groups: dict[Any, list[Item]] = defaultdict(list)
        for one in found:
            if one.stage and one.item.lifecycle != one.stage[0]:
                groups[one.stage].append(one.item)
        for (stage, label), items in groups.items():
            row = StageLabel.objects.get(pk=label) if label else None
            stages.set_stage(
                items, stage=stage, label=row, as_told=True, by=self.setting.by, at=self.setting.at
            )

    def _move(self, found: Sequence[Changed]) -> None:
        groups: dict[int, list[Item]] = defaultdict(list)
        for one in found:
            if one.place:
                groups[one.place].append(one.item)
        for room, items in groups.items():
            moving.move(items, to=Room.objects.get(pk=room), by=self.setting.by, at=self.setting.at)

    def _give(self, found: Sequence[Changed]) -> None:
        holders = _holders(one.holder for one in found)
        for one in found:
            if one.holder:
                custody.give(
                    one.item, to=holders[one.holder], by=self.setting.by, at=self.setting.at
                )

    def _cover(
        self, covered: Sequence[Changed], undo: Sequence[dict[str, Any]], found: Sequence[Changed]
    ) -> None:
        place = {id(one): at for at, one in enumerate(found)}
        for one in covered:
            if one.covered_to and not one.item.covers.filter(ends_on=one.covered_to).exists():
                row = covering.add_cover(
                    one.item,
                    kind=CoverKind.WARRANTY,
                    ends_on=one.covered_to,
                    by=self.setting.by,
                    at=self.setting.at,
                )
                undo[place[id(one)]]["cover"] = row.pk

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [self._undo(trace) for trace in traces]

    def _undo(self, trace: Trace) -> Undone:
        item = Item.objects.select_related("category", "model", "home", "place", "supplier").filter(
            pk=trace.thing_id, removed_at=None
        ).first()  # fmt: skip
        if item is None:
            return Undone(trace.line, Outcome.UNDONE, "It was taken out of the register already.")
        if trace.outcome == Outcome.CREATED:
            return self._remove(item, trace)
        return back.set_back(item, trace, self.setting)

    def _remove(self, item: Item, trace: Trace) -> Undone:
        if trace.used:
            return Undone(
                trace.line, Outcome.KEPT, f"Kept, because it was used since: {trace.used}."
            )
        by, at = self.setting.by, self.setting.at
        for row in item.custodies.open().select_related("person", "room", "with_item"):
            custody.take_back(item, custody=row, by=by, at=at)
        stages.remove(item, why="the import that brought it was undone", by=by, at=at)
        return Undone(trace.line, Outcome.UNDONE, "")


def _new(said: Said) -> New:
    assert said.new is not None  # noqa: S101 -- a line that adds something was planned as new
    return said.new


def _refuse_open(values: Iterable[Any]) -> None:
    if OPEN in values:
        raise Refusal("A name on this line means nothing here yet, or could not be added.")


def _before(one: Changed) -> dict[str, Any]:
    """What stood there, and what stands there now, so that it can be set back."""
    fields = {}
    for name, now in one.values.items():
        if name == "custom":
            fields[name] = [{key: one.item.custom.get(key) for key in now}, now]
        elif name in MARKS:
            fields[name] = [one.item.marks[name], now]
        else:
            fields[name] = [_kept(getattr(one.item, name)), _kept(now)]
    undo: dict[str, Any] = {"fields": fields}
    if one.stage:
        undo["stage"] = [one.item.lifecycle, one.item.stage_label_id, one.stage[0].value]
    if one.place:
        undo["place"] = [one.item.place_id, one.place]
    if one.holder or one.take_back:
        row = one.item.custodies.open().first()
        was = (
            None
            if row is None
            else [PERSON, row.person_id]
            if row.person_id
            else ["room", row.room_id]
        )
        undo["holder"] = [was, list(one.holder) if one.holder else None]
    return undo


def _kept(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _holders(wanted: Iterable[tuple[str, int] | None]) -> dict[tuple[str, int], Person | Room]:
    pairs = {pair for pair in wanted if pair}
    people = Person.objects.in_bulk([pk for kind, pk in pairs if kind == PERSON])
    rooms = Room.objects.in_bulk([pk for kind, pk in pairs if kind != PERSON])
    return {(kind, pk): people[pk] if kind == PERSON else rooms[pk] for kind, pk in pairs}
