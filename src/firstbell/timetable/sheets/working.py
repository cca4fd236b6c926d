"""A file of lessons at work: lines become verdicts, verdicts go through the verbs of the timetable, and back again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from firstbell.lib.schooltime.model import said
from firstbell.lib.timetables import Slot
from firstbell.people.sheets.calling import plain
from firstbell.places.models import lookup_of
from firstbell.platform.exchange.finding import MANY, OPEN, Finder
from firstbell.platform.exchange.sheets import Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.states import Mode, Verdict
from firstbell.timetable.models import Lesson
from firstbell.timetable.sheets.doing import Doing
from firstbell.timetable.sheets.known import Here, Ident, Known, known_to, where, who
from firstbell.timetable.states import Day


@dataclass(frozen=True, slots=True)
class Placed:
    weekday: int
    week: str
    period: str


@dataclass(slots=True)
class Wish:
    """What one line says: to be added at these places, to be changed, or to end."""

    class_name: str = ""
    subject: str = ""
    teacher: str = ""
    room: str = ""
    teacher_id: int | None = None
    room_id: int | None = None
    group_id: int | None = None
    since: date | None = None
    until: date | None = None
    add: list[Placed] = field(default_factory=list)
    change: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)


class LessonWork:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        zone = setting.school.time_zone
        self.today = setting.at.astimezone(ZoneInfo(zone)).date()
        whole = setting.policies.get("from") == "year"
        self.known: Known = known_to(setting.school, self.today, setting.columns, whole_year=whole)
        self.finders: Mapping[str, Finder] = {
            "places.room": self.known.rooms, "people.person": self.known.teachers,
        }  # fmt: skip
        self.seen: dict[Ident, int] = {}
        self.kept: set[int] = set()
        self.rooms: set[int] = set()
        self.teachers: set[int] = set()
        # Who is where when, in this file: two classes in a room are looked at twice.
        self.taken: dict[tuple[str, int, str, str], tuple[int, str]] = {}

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        return [self._ends(line) if self._is_rest(line) else self._plan(line) for line in lines]

    def _is_rest(self, line: Line) -> bool:
        return 0 < self.setting.last < line.number

    def _plan(self, line: Line) -> Plan:
        plan = Plan(line.number, Verdict.ERROR, list(line.problems), bool(line.warnings))
        wish = self._wish(line, plan)
        places = self._places(line, plan)
        if not plan.reasons:
            self._weigh(wish, places, plan)
            self._meet(wish, places, plan)
        plan.reasons += line.warnings
        return plan

    def _wish(self, line: Line, plan: Plan) -> Wish:
        get = line.values.get
        wish = Wish(
            " ".join((get("class_name") or "").split()), " ".join((get("subject") or "").split()),
            " ".join((get("teacher") or "").split()), " ".join((get("room") or "").split()),
            since=get("since"), until=get("until"),
        )  # fmt: skip
        if not any((lookup_of(wish.class_name), lookup_of(wish.subject), plain(wish.teacher))):
            plan.reasons.append("It names no class, no subject and no teacher.")
        if wish.since and wish.until and wish.until < wish.since:
            plan.reasons.append("It ends before it begins.")
        if plan.reasons:
            return wish
        wish.teacher_id = self._found(self.known.teachers, wish.teacher, plan)
        wish.room_id = self._found(self.known.rooms, wish.room, plan)
        wish.group_id = self.known.groups.get(lookup_of(wish.class_name))
        self.rooms.add(wish.room_id or OPEN)
        self.teachers.add(wish.teacher_id or OPEN)
        return wish

    def _found(self, finder: Finder, name: str, plan: Plan) -> int | None:
        """What the name stands for; one that nobody has decided about yet, or that several have, stays as it is written."""
        if not name or not finder.form(name):
            return None
        found = finder.find(name)
        if found == MANY:
            plan.warned = True
            plan.reasons.append(f"Several people here are called {name}, so it is not said who.")
        return None if found in (OPEN, MANY) else found

    def _places(self, line: Line, plan: Plan) -> list[Placed]:
        day: Slot | None = line.values.get("day")
        week: str = line.values.get("week") or ""
        found: dict[Placed, None] = {}
        for slot in line.values.get("slot") or (Slot(),):
            one = (
                Slot(None, week).over(slot).over(day or Slot())
                if week
                else slot.over(day or Slot())
            )
            label = self.known.labels.find(one.period, one.starts)
            if one.weekday is None:
                plan.reasons.append("Day: it does not say on which day of the week.")
            elif label is None:
                plan.reasons.append(self._no_period(one))
            else:
                found.setdefault(Placed(one.weekday, one.week, label))
        return list(found)

    def _no_period(self, slot: Slot) -> str:
        asked = slot.period or (f"{slot.starts:%H:%M}" if slot.starts else "")
        there = ", ".join(self.known.labels.labels[:12])
        if not asked:
            return "Period: it does not say in which period."
        return f"Period: the school's bells have none called {asked}. There are: {there}."

    def _weigh(self, wish: Wish, places: Sequence[Placed], plan: Plan) -> None:
        """Each place of the line is here already, or comes."""
        said_before = 0
        here: list[Here] = []
        for place in places:
            ident = self._ident(wish, place)
            first = self.seen.setdefault(ident, plan.line)
            known = self.known.lessons.get(ident, [])
            if first != plan.line:
                said_before = first
            elif known:
                here += known
                self.kept.update(one.pk for one in known)
            else:
                wish.add.append(place)
        wish.change = [
            one.pk for one in here
            if (wish.subject and one.subject != wish.subject) or (wish.until and one.until != wish.until)
        ]  # fmt: skip
        self._decide(wish, plan, said_before, is_here=bool(here))

    def _decide(self, wish: Wish, plan: Plan, said_before: int, *, is_here: bool) -> None:
        mode = self.setting.mode
        if wish.add and mode == Mode.UPDATE:
            plan.reasons.append(
                "This lesson is not here, and this file only changes what is there."
            )
        elif wish.add:
            plan.verdict, plan.todo = Verdict.CREATE, wish
            if len(wish.add) > 1:
                plan.reasons.append(f"It says {len(wish.add)} times a week at once.")
        elif wish.change and mode != Mode.CREATE:
            plan.verdict, plan.todo = Verdict.UPDATE, wish
            plan.reasons.append("Changes subject or last day.")
        elif is_here or said_before:
            plan.verdict = Verdict.SAME
            if said_before:
                plan.reasons.append(f"Line {said_before} says so already.")

    def _ident(self, wish: Wish, place: Placed) -> Ident:
        columns = self.setting.columns
        return (
            place.weekday, place.week, place.period.casefold(), lookup_of(wish.class_name) or f"*{lookup_of(wish.subject)}",
            who(wish.teacher_id, wish.teacher) if "teacher" in columns else "",
            where(wish.room_id, wish.room) if "room" in columns else "",
        )  # fmt: skip

    def _meet(self, wish: Wish, places: Sequence[Placed], plan: Plan) -> None:
        """Two classes in one room, one teacher in two rooms: brought in, and said."""
        if plan.verdict not in (Verdict.CREATE, Verdict.UPDATE, Verdict.SAME):
            return
        title = wish.class_name or wish.subject or wish.teacher
        room, teacher = where(wish.room_id, wish.room), who(wish.teacher_id, wish.teacher)
        for place in places:
            weeks = (place.week,) if place.week else ("A", "B")
            for week in weeks:
                at = (place.weekday, week, place.period)
                if room:
                    self._share(("room", *at[:1], week, f"{place.period}|{room}"), title, plan,
                                f"{wish.room} has {{}} then, too")  # fmt: skip
                if teacher and room:
                    self._share(("who", *at[:1], week, f"{place.period}|{teacher}"), room, plan,
                                f"{wish.teacher} is in another room then, too", same=True)  # fmt: skip

    def _share(
        self,
        key: tuple[str, int, str, str],
        title: str,
        plan: Plan,
        words: str,
        *,
        same: bool = False,
    ) -> None:
        line, first = self.taken.setdefault(key, (plan.line, title))
        if line == plan.line or first.casefold() == title.casefold():
            return
        sentence = f"{words.format(first)} (line {line})."
        if sentence not in plan.reasons:
            plan.reasons.append(sentence)
            plan.warned = True

    # What the file does not have

    def rest(self) -> Iterator[dict[str, str]]:
        """The lessons that are here, and end because this file is the whole of them: a line for each."""
        policy = self.setting.policies.get("rest", "stay")
        if policy == "stay":
            return
        going = [
            one.pk
            for some in self.known.lessons.values()
            for one in some
            if one.pk not in self.kept and self._is_named(policy, one)
        ]
        rows = Lesson.objects.filter(pk__in=going).select_related("teacher", "room")
        for lesson in rows.order_by("weekday", "week", "period", "class_key"):
            yield {
                "class_name": lesson.class_name, "subject": lesson.subject,
                "teacher": self.known.called(lesson.teacher) if lesson.teacher else lesson.teacher_said,
                "room": lesson.room.name if lesson.room else lesson.room_said, "day": Day(lesson.weekday).label,
                "week": lesson.week or "every", "slot": f"{Day(lesson.weekday).label[:3]}{lesson.week}:{lesson.period}",
            }  # fmt: skip

    def _is_named(self, policy: str, one: Here) -> bool:
        if policy == "rooms":
            return one.room_id in self.rooms
        return policy == "year" or one.teacher_id in self.teachers

    def _ends(self, line: Line) -> Plan:
        plan = Plan(line.number, Verdict.ERROR, list(line.problems))
        wish, places = self._wish(line, plan), self._places(line, plan)
        for place in places:
            wish.end += [one.pk for one in self.known.lessons.get(self._ident(wish, place), [])]
        plan.verdict, plan.todo = (Verdict.UPDATE, wish) if wish.end else (Verdict.SAME, None)
        last = said(self.known.start)
        plan.reasons = (
            [f"Is not in the file: it ends before {last}."]
            if wish.end
            else ["It has ended already."]
        )
        return plan

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        return Doing(self.setting, self.known.start).apply(plans)

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        doing = Doing(self.setting, self.known.start)
        return [doing.undo(trace) for trace in traces]
