"""A file of events at work: lines become events of the school, and back again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from firstbell.lib.parsing import ReadMoment
from firstbell.places.models import Room, lookup_of
from firstbell.platform.exchange.finding import OPEN, Finder
from firstbell.platform.exchange.sheets import Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.states import Mode, Outcome, Verdict
from firstbell.timetable import actions
from firstbell.timetable.actions import EventPlan
from firstbell.timetable.models import SchoolEvent
from firstbell.timetable.sheets.event_columns import kind_of
from firstbell.timetable.sheets.known import rooms_of

_APART = re.compile(r"\s*[,;/\n]\s*")
_WHOLE_SCHOOL = frozenset({"whole school", "all rooms", "everywhere", "school"})


@dataclass(slots=True)
class Wish:
    plan: EventPlan
    rooms: list[int]
    event: SchoolEvent | None = None


class EventWork:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.zone = ZoneInfo(setting.school.time_zone)
        self.rooms = rooms_of(setting.school)
        self.finders: Mapping[str, Finder] = {self.rooms.kind: self.rooms}
        self.here = {
            self._ident(row.name, row.starts_at): row
            for row in SchoolEvent.objects.filter(school=setting.school).prefetch_related("rooms")
        }
        self.seen: dict[tuple[str, date], int] = {}

    def _ident(self, name: str, starts: datetime) -> tuple[str, date]:
        return lookup_of(name), starts.astimezone(self.zone).date()

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        return [self._plan(line) for line in lines]

    def _plan(self, line: Line) -> Plan:
        plan = Plan(line.number, Verdict.ERROR, list(line.problems), bool(line.warnings))
        wish = self._wish(line, plan)
        if wish is not None:
            self._weigh(wish, plan)
        plan.reasons += line.warnings
        return plan

    def _wish(self, line: Line, plan: Plan) -> Wish | None:
        get = line.values.get
        name = " ".join((get("name") or "").split())
        if not lookup_of(name):
            plan.reasons.append("It needs a name.")
        if get("first") is None:
            plan.reasons.append("It does not say on which day it is.")
        if plan.reasons:
            return None
        starts, ends, whole = self._span(line)
        if ends <= starts:
            plan.reasons.append("It ends before it begins.")
            return None
        kind = get("kind") or kind_of(name)
        found = EventPlan(name[:120], kind, starts, ends, whole, get("stops"))
        return Wish(found, self._rooms(get("rooms") or ""))

    def _span(self, line: Line) -> tuple[datetime, datetime, bool]:
        get = line.values.get
        first: ReadMoment = line.values["first"]
        last: ReadMoment = get("last") or ReadMoment(
            first.value.replace(tzinfo=None, hour=0, minute=0), is_day=True
        )
        start = self._at(first, get("starts"))
        if get("whole") or start is None:
            whole_from = self._midnight(first)
            return whole_from, max(self._midnight(last), whole_from) + timedelta(days=1), True
        ends = self._at(last, get("ends"))
        if ends is None and last.is_day:
            # Nobody said when it ends: an hour, on its last day.
            same = self._midnight(last).date() <= start.date()
            ends = start + timedelta(hours=1) if same else self._midnight(last) + timedelta(days=1)
        return start, ends or start + timedelta(hours=1), False

    def _at(self, said: ReadMoment, clock: time | None) -> datetime | None:
        if clock is not None:
            return datetime.combine(self._midnight(said).date(), clock, self.zone)
        return None if said.is_day else self._local(said.value)

    def _local(self, value: datetime) -> datetime:
        return value.astimezone(self.zone) if value.tzinfo else value.replace(tzinfo=self.zone)

    def _midnight(self, said: ReadMoment) -> datetime:
        return datetime.combine(self._local(said.value).date(), time(), self.zone)

    def _rooms(self, said: str) -> list[int]:
        """A cell may have several; what is no room yet is asked about once."""
        found: list[int] = []
        names = [said] if lookup_of(said) in self.rooms.known else _APART.split(said)
        for name in names:
            if not lookup_of(name) or lookup_of(name) in _WHOLE_SCHOOL:
                continue
            pk = self.rooms.find(name)
            if pk not in (None, OPEN) and pk not in found:
                found.append(int(pk))
        return sorted(found)

    def _weigh(self, wish: Wish, plan: Plan) -> None:
        ident = self._ident(wish.plan.name, wish.plan.starts_at)
        first = self.seen.setdefault(ident, plan.line)
        if first != plan.line:
            plan.verdict = Verdict.SAME
            plan.reasons.append(f"Line {first} says so already.")
            return
        wish.event = self.here.get(ident)
        if wish.event is None:
            self._new(wish, plan)
        elif self._is_other(wish, wish.event) and self.setting.mode != Mode.CREATE:
            plan.verdict, plan.todo = Verdict.UPDATE, wish
            plan.reasons.append("Changes its times, rooms or kind.")
        else:
            plan.verdict = Verdict.SAME

    def _new(self, wish: Wish, plan: Plan) -> None:
        if self.setting.mode == Mode.UPDATE:
            plan.reasons.append("This event is not here, and this file only changes what is there.")
            return
        plan.verdict, plan.todo = Verdict.CREATE, wish

    def _is_other(self, wish: Wish, event: SchoolEvent) -> bool:
        rooms = sorted(room.pk for room in event.rooms.all())
        speaks = "rooms" in self.setting.columns
        stops = wish.plan.stops if "stops" in self.setting.columns else event.stops_lessons
        now = (event.starts_at, event.ends_at, event.kind, event.stops_lessons)
        return (wish.plan.starts_at, wish.plan.ends_at, wish.plan.kind, stops) != now or (
            speaks and rooms != wish.rooms
        )

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        rooms = Room.objects.in_bulk({pk for plan in plans for pk in plan.todo.rooms})
        return [self._do(plan, rooms) for plan in plans]

    def _do(self, plan: Plan, rooms: Mapping[int, Room]) -> Done:
        wish: Wish = plan.todo
        by, at = self.setting.by, self.setting.at
        wanted = replace(wish.plan, rooms=[rooms[pk] for pk in wish.rooms if pk in rooms])
        if wish.event is None:
            made = actions.add_event(
                self.setting.school, wanted, by=by, at=at, brought_by=self._session()
            )
            return Done(plan.line, Outcome.CREATED, made.pk, made.uid)
        was = _kept(wish.event)
        if "rooms" not in self.setting.columns:
            wanted = replace(wanted, rooms=list(wish.event.rooms.all()))
        if "stops" not in self.setting.columns:
            wanted = replace(wanted, stops_lessons=wish.event.stops_lessons)
        actions.change_event(wish.event, wanted, by=by, at=at)
        return Done(plan.line, Outcome.UPDATED, wish.event.pk, wish.event.uid, was)

    def _session(self) -> UUID | None:
        name, _, uid = self.setting.by.correlation.partition(":")
        return UUID(uid) if name == "import" else None

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [self._undo(trace) for trace in traces]

    def _undo(self, trace: Trace) -> Undone:
        event = SchoolEvent.objects.select_related("school").filter(pk=trace.thing_id).first()
        if event is None:
            return Undone(trace.line, Outcome.UNDONE, "It was taken out already.")
        if trace.used:
            return Undone(
                trace.line, Outcome.KEPT, f"Kept, because it was used since: {trace.used}."
            )
        by, at = self.setting.by, self.setting.at
        if trace.outcome == Outcome.CREATED:
            actions.remove_event(event, by=by, at=at)
        else:
            actions.change_event(event, _plan_of(trace.undo), by=by, at=at)
        return Undone(trace.line, Outcome.UNDONE, "")


def _kept(event: SchoolEvent) -> dict[str, object]:
    return {
        "name": event.name, "kind": event.kind, "starts": event.starts_at.isoformat(), "ends": event.ends_at.isoformat(),
        "whole": event.is_whole_day, "stops": event.stops_lessons, "rooms": [room.pk for room in event.rooms.all()],
    }  # fmt: skip


def _plan_of(kept: Mapping[str, object]) -> EventPlan:
    rooms = kept["rooms"]
    assert isinstance(rooms, list)  # noqa: S101 -- as `_kept` writes it
    return EventPlan(
        str(kept["name"]), str(kept["kind"]), datetime.fromisoformat(str(kept["starts"])),
        datetime.fromisoformat(str(kept["ends"])), bool(kept["whole"]), bool(kept["stops"]),
        list(Room.objects.filter(pk__in=rooms)),
    )  # fmt: skip
