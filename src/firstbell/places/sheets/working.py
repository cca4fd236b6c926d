"""A file of rooms at work: lines become verdicts, verdicts go through the verbs of places, and back again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firstbell.lib.refusal import Refusal
from firstbell.places import actions, queries
from firstbell.places.models import Building, Floor, Room, lookup_of
from firstbell.places.sheets.columns import COLUMNS, ROOM
from firstbell.platform.database.sealing import as_kept, same
from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.finding import OPEN, Finder, Wanted
from firstbell.platform.exchange.own_fields import own_values
from firstbell.platform.exchange.sheets import Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.spilling import with_lines
from firstbell.platform.exchange.states import Mode, Outcome, Verdict
from firstbell.platform.exchange.taking_back import changed_since, take_back
from firstbell.platform.fields.queries import fields_of

MAIN = "Main building"
_ELSEWHERE = {"building", "floor", "aliases"}
_FIELDS = [column.key for column in COLUMNS if column.key not in _ELSEWHERE]


@dataclass(slots=True)
class Wish:
    """What one line says of a room; `building_id` may be OPEN while nobody has decided about its name."""

    values: dict[str, Any]
    building_id: int | None
    floor: Floor | None
    aliases: list[str]
    custom: dict[str, Any]
    room: Room | None = None


class RoomWork:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        school = setting.school
        rows = list(Building.objects.open().filter(school=school).order_by("order", "pk"))
        self.buildings = Finder(
            "places.building", ("building", "buildings"), {row.lookup: row.pk for row in rows},
            {row.pk: row.name for row in rows}, lookup_of, self._make_building, self._unmake_building, order=10,
        )  # fmt: skip
        self.finders: Mapping[str, Finder] = {self.buildings.kind: self.buildings}
        floors = Floor.objects.filter(school=school).select_related("building")
        self.floors = {(floor.building_id, floor.lookup): floor for floor in floors}
        self.own = {field.key: field.label.lower() for field in fields_of(ROOM)}
        self.seen: dict[str, int] = {}

    def _make_building(self, wanted: Wanted) -> int:
        by, at = self.setting.by, self.setting.at
        return int(actions.add_building(self.setting.school, name=wanted.name, by=by, at=at).pk)

    def _unmake_building(self, pk: int) -> str:
        row = Building.objects.open().filter(pk=pk).first()
        try:
            if row is not None:
                actions.archive_building(row, by=self.setting.by, at=self.setting.at)
        except Refusal as refusal:
            return refusal.sentence
        return ""

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        names = [str(line.values.get("name") or "") for line in lines]
        known = queries.rooms_called(self.setting.school, names)
        return [self._plan(line, known.get(name)) for line, name in zip(lines, names, strict=True)]

    def _plan(self, line: Line, room: Room | None) -> Plan:
        name = str(line.values.get("name") or "")
        plan = Plan(
            line.number,
            Verdict.ERROR,
            list(line.problems),
            bool(line.warnings),
            f"room={lookup_of(name)}",
        )
        first = self.seen.setdefault(lookup_of(name), line.number)
        if not lookup_of(name):
            plan.reasons.append("Room: it needs a name.")
        elif first != line.number:
            plan.reasons.append(f"Line {first} is the same room.")
        if not plan.reasons:
            wish = self._wish(line, room, plan)
            self._new(wish, plan) if room is None else self._changed(wish, room, plan)
        plan.reasons += line.warnings
        return plan

    def _wish(self, line: Line, room: Room | None, plan: Plan) -> Wish:
        given = line.values
        values: dict[str, Any] = {
            name: _empty(name) if given[name] is None else given[name]
            for name in _FIELDS
            if name in given and (given[name] is not None or name not in ("name", "kind"))
        }
        notes = values.get("notes", room.notes if room else "")
        values["notes"] = with_lines(notes, given.get(SPILL) or "")
        building = self.buildings.find(given["building"]) if given.get("building") else None
        if building is None:
            building = room.building_id if room else self._usual_building()
        floor = self._floor(given.get("floor"), building, plan)
        aliases = [name.strip() for name in re.split(r"[;\n]", given.get("aliases") or "")]
        aliases = [name for name in aliases if lookup_of(name)]
        return Wish(values, building, floor, aliases, own_values(given), room)

    def _usual_building(self) -> int | None:
        """Where a room is that nobody says more about: the first building there is."""
        return next(iter(self.buildings.names), None) or self.buildings.find(MAIN)

    def _floor(self, name: str | None, building: int | None, plan: Plan) -> Floor | None:
        if not name or building is None or building == OPEN:
            return None
        floor = self.floors.get((building, lookup_of(name)))
        if floor is None:
            plan.warned = True
            plan.reasons.append(
                f"Floor: there is no {name} in {self.buildings.names.get(building, 'it')}, so it is left out."
            )
        return floor

    def _new(self, wish: Wish, plan: Plan) -> None:
        if self.setting.mode == Mode.UPDATE:
            plan.reasons.append("No room is called so, and this file only changes what is there.")
            return
        plan.verdict, plan.todo = Verdict.CREATE, wish

    def _changed(self, wish: Wish, room: Room, plan: Plan) -> None:
        if self.setting.mode == Mode.CREATE:
            plan.verdict = Verdict.SAME
            plan.reasons.append(f"{room} is there already, and this file only adds new ones.")
            return
        # It was found by one of its names: what it is called here does not rename it.
        wish.values.pop("name", None)
        wish.values = {n: value for n, value in wish.values.items() if getattr(room, n) != value}
        if wish.building_id not in (None, OPEN, room.building_id):
            wish.values["building"] = wish.building_id
        if wish.floor is not None and wish.floor.pk != room.floor_id:
            wish.values["floor"] = wish.floor
        own = {key: value for key, value in wish.custom.items() if room.custom.get(key) != value}
        said = [*wish.values, *(self.own.get(key, key) for key in own)]
        if own:
            wish.values["custom"] = own
        plan.verdict = Verdict.UPDATE if wish.values else Verdict.SAME
        if wish.values:
            plan.reasons.append(f"Changes {', '.join(said)}.")
            plan.todo = wish

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        new = [plan for plan in plans if plan.verdict == Verdict.CREATE]
        return [
            *self._add(new),
            *(self._change(plan) for plan in plans if plan.verdict == Verdict.UPDATE),
        ]

    def _add(self, plans: Sequence[Plan]) -> list[Done]:
        if not plans:
            return []
        buildings = Building.objects.in_bulk([plan.todo.building_id for plan in plans])
        rooms = [self._new_room(plan.todo, buildings) for plan in plans]
        made = actions.add_rooms(self.setting.school, rooms, by=self.setting.by, at=self.setting.at)
        return [
            Done(plan.line, Outcome.CREATED, room.pk, room.uid)
            for plan, room in zip(plans, made, strict=True)
        ]

    def _new_room(self, wish: Wish, buildings: Mapping[int, Building]) -> actions.NewRoom:
        building = buildings.get(wish.building_id or OPEN)
        if building is None:
            raise Refusal(f"Nobody has said which building {wish.values['name']} is in.")
        values = dict(wish.values)
        return actions.NewRoom(
            values.pop("name"), building, wish.floor, aliases=wish.aliases, custom=wish.custom, more=values,
        )  # fmt: skip

    def _change(self, plan: Plan) -> Done:
        room = plan.todo.room
        wanted = dict(plan.todo.values)
        if "building" in wanted:
            wanted["building"] = Building.objects.get(pk=wanted["building"])
        before = {name: [_was(room, name, value), _kept(value)] for name, value in wanted.items()}
        actions.change_room(room, by=self.setting.by, at=self.setting.at, **wanted)
        return Done(plan.line, Outcome.UPDATED, room.pk, room.uid, before)

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [self._undo(trace) for trace in traces]

    def _undo(self, trace: Trace) -> Undone:
        room = Room.objects.open().with_place().filter(pk=trace.thing_id).first()
        return take_back(trace, room, withdraw=self._withdraw, set_back=self._set_back)

    def _withdraw(self, room: Room) -> None:
        actions.archive_room(room, by=self.setting.by, at=self.setting.at)

    def _set_back(self, room: Room, trace: Trace) -> Undone:
        plain = {name: pair for name, pair in trace.undo.items() if name != "custom"}
        kept = [name for name, (_, now) in plain.items() if _kept(getattr(room, name)) != now]
        wanted = {name: was for name, (was, _) in plain.items() if name not in kept}
        was, now = trace.undo.get("custom", ({}, {}))
        still = [key for key in now if same(room.custom.get(key), now[key])]
        wanted["custom"] = {key: as_kept(was[key]) for key in still}
        kept += [self.own.get(key, key) for key in now if key not in wanted["custom"]]
        for name, model in (("building", Building), ("floor", Floor)):
            if wanted.get(name) is not None:
                wanted[name] = model.objects.get(pk=wanted[name])
        actions.change_room(room, by=self.setting.by, at=self.setting.at, **wanted)
        return changed_since(trace, kept, some=bool(wanted["custom"]) or len(wanted) > 1)


def _empty(name: str) -> Any:
    return None if Room._meta.get_field(name).null else ""


def _was(room: Room, name: str, value: Any) -> Any:
    return (
        {key: room.custom.get(key) for key in value}
        if name == "custom"
        else _kept(getattr(room, name))
    )


def _kept(value: Any) -> Any:
    return getattr(value, "pk", value)
