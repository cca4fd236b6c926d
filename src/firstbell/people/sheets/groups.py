"""A file of groups at work. Many lines may be about one group: the first adds it, each puts its people in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from firstbell.lib.refusal import Refusal
from firstbell.people import actions
from firstbell.people.models import Group, GroupMember, Membership, Person
from firstbell.people.sheets.calling import people_called
from firstbell.people.sheets.group_members import Told, told_by
from firstbell.people.states import GroupKind
from firstbell.places.models import lookup_of
from firstbell.platform.exchange.finding import Finder
from firstbell.platform.exchange.sheets import Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.states import Mode, Outcome, Verdict

Key = tuple[str, str]
# Who belongs to these is said on the membership; to the others, in rows of their own.
ON_MEMBERSHIP = {GroupKind.TUTOR.value: "tutor_group", GroupKind.DEPARTMENT.value: "department"}


@dataclass(slots=True)
class Known:
    """A group as it is, or will be once the lines so far are in; `line` is the one that adds it."""

    name: str
    leader: int | None = None
    inside: set[int] = field(default_factory=set)
    line: int = 0
    led_line: int = 0


@dataclass(slots=True)
class Wish:
    key: Key
    name: str
    leader: int | None
    members: list[int]


class GroupWork:
    finders: Mapping[str, Finder] = {}

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.called = people_called(setting.school)
        self.known = _known(setting)

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        return [self._plan(line) for line in lines]

    def _plan(self, line: Line) -> Plan:
        name = " ".join(str(line.values.get("name") or "").split())
        told = told_by(line, self.called)
        plan = Plan(line.number, Verdict.ERROR, [*line.problems, *told.problems])
        key = self._key(name, line.values.get("kind"))
        known = self.known.get(key)
        if not lookup_of(name):
            plan.reasons.append("Group: it needs a name.")
        elif known is None and self.setting.mode == Mode.UPDATE:
            plan.reasons.append("No group is called so, and this file only changes what is there.")
        if not plan.reasons:
            self._weigh(key, name, known, told, plan)
        plan.reasons += [*told.warnings, *line.warnings]
        plan.warned = bool(told.warnings or line.warnings)
        return plan

    def _key(self, name: str, kind: str | None) -> Key:
        """Where nothing says of what kind it is: the one group that is called so, else a class."""
        lookup = lookup_of(name)
        if not kind:
            kinds = [one for one in GroupKind.values if (one, lookup) in self.known]
            kind = kinds[0] if len(kinds) == 1 else GroupKind.CLASS
        return str(kind), lookup

    def _weigh(self, key: Key, name: str, known: Known | None, told: Told, plan: Plan) -> None:
        wish = plan.todo = Wish(key, name, told.leader, told.members)
        if known is None:
            self.known[key] = Known(
                name, told.leader, set(told.members), plan.line, plan.line if told.leader else 0
            )
            plan.verdict = Verdict.CREATE
            return
        wish.members = [pk for pk in told.members if pk not in known.inside]
        known.inside.update(wish.members)
        wish.leader = self._leader(known, told, plan.line)
        said = ["Changes who leads it."] if wish.leader else []
        if wish.members:
            count = len(wish.members)
            said.append(f"Puts {count} {'person' if count == 1 else 'people'} in {known.name}.")
        elif not said and known.line:
            plan.reasons.append(f"Line {known.line} says so already.")
        plan.verdict = Verdict.UPDATE if said else Verdict.SAME
        plan.reasons += said

    def _leader(self, known: Known, told: Told, line: int) -> int | None:
        """Of two teachers of one class in a file, the first leads it; a file that only adds changes nobody's."""
        if told.leader in (None, known.leader):
            return None
        if known.led_line:
            told.warnings.append(f"Led by: line {known.led_line} says somebody else, who is taken.")
            return None
        if self.setting.mode == Mode.CREATE and not known.line:
            return None
        known.leader, known.led_line = told.leader, line
        return told.leader

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        people = Person.objects.in_bulk(
            {pk for plan in plans for pk in (*plan.todo.members, plan.todo.leader or 0)}
        )
        groups = self._groups([plan.todo for plan in plans])
        undo: dict[int, dict[str, Any]] = {}
        for plan in plans:
            wish, leader = plan.todo, people.get(plan.todo.leader or 0)
            undo[plan.line] = {}
            if plan.verdict == Verdict.CREATE:
                groups[wish.key] = self._add(wish, leader)
            elif leader is not None:
                undo[plan.line]["led_by"] = self._lead(groups.get(wish.key), leader)
        self._put_in(plans, groups, people, undo)
        return [
            Done(
                plan.line, Outcome.CREATED if plan.verdict == Verdict.CREATE else Outcome.UPDATED,
                groups[plan.todo.key].pk, groups[plan.todo.key].uid, undo[plan.line],
            )
            for plan in plans
        ]  # fmt: skip

    def _groups(self, wishes: Sequence[Wish]) -> dict[Key, Group]:
        """As they stand now: a piece that was refused has taken along what it added."""
        rows = Group.objects.open().filter(
            school=self.setting.school, lookup__in={wish.key[1] for wish in wishes}
        )
        return {(row.kind, row.lookup): row for row in rows}

    def _add(self, wish: Wish, leader: Person | None) -> Group:
        return actions.add_group(
            self.setting.school, name=wish.name, kind=GroupKind(wish.key[0]), led_by=leader, by=self.setting.by,
            at=self.setting.at,
        )  # fmt: skip

    def _lead(self, group: Group | None, leader: Person) -> list[int | None]:
        if group is None:
            raise _not_there()
        was = group.led_by_id
        actions.change_group(group, led_by=leader, by=self.setting.by, at=self.setting.at)
        return [was, leader.pk]

    def _put_in(
        self, plans: Sequence[Plan], groups: Mapping[Key, Group], people: Mapping[int, Person],
        undo: dict[int, dict[str, Any]],
    ) -> None:  # fmt: skip
        by_key: dict[Key, dict[int, int]] = {}
        for plan in plans:
            if plan.todo.key not in groups:
                raise _not_there()
            line_of = dict.fromkeys(plan.todo.members, plan.line)
            by_key.setdefault(plan.todo.key, {}).update(line_of)
        for key, line_of in by_key.items():
            there = {pk: line for pk, line in line_of.items() if pk in people}
            if key[0] in ON_MEMBERSHIP:
                made = self._say_on_membership(groups[key], there)
            else:
                made = self._put_in_class(groups[key], [people[pk] for pk in there])
            for person, trace in made.items():
                undo[there[person]].setdefault("members", []).append(trace)

    def _put_in_class(self, group: Group, people: Sequence[Person]) -> dict[int, Any]:
        actions.put_in(group, people, by=self.setting.by, at=self.setting.at)
        rows = group.members.filter(to_on=None, person__in=people)
        return dict(rows.values_list("person_id", "pk"))

    def _say_on_membership(self, group: Group, people: Mapping[int, int]) -> dict[int, Any]:
        """The membership, and which group it named before."""
        name, by, at = ON_MEMBERSHIP[group.kind], self.setting.by, self.setting.at
        stays = Membership.objects.filter(school=group.school, to_on=None, person_id__in=people)
        made: dict[int, Any] = {}
        for stay in stays.select_related("person", name, "school"):
            made[stay.person_id] = [stay.pk, getattr(stay, f"{name}_id")]
            actions.change_membership(stay, by=by, at=at, **{name: group})
        return made

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [self._undo(trace) for trace in traces]

    def _undo(self, trace: Trace) -> Undone:
        group = Group.objects.open().filter(pk=trace.thing_id).first()
        if group is None:
            return Undone(trace.line, Outcome.UNDONE, "It was archived already.")
        if trace.used and trace.outcome == Outcome.CREATED:
            said = f"Kept, because of what happened since: {trace.used}."
            return Undone(trace.line, Outcome.KEPT, said)
        try:
            self._set_back(group, trace.undo or {})
            if trace.outcome == Outcome.CREATED:
                actions.archive_group(group, by=self.setting.by, at=self.setting.at)
        except Refusal as refusal:
            return Undone(trace.line, Outcome.KEPT, refusal.sentence)
        return Undone(trace.line, Outcome.UNDONE, "")

    def _set_back(self, group: Group, undo: Mapping[str, Any]) -> None:
        """Who was put in goes out, and who led it leads it again, unless somebody has said otherwise since."""
        by, at = self.setting.by, self.setting.at
        was, now = undo.get("led_by", (None, None))
        if now is not None and group.led_by_id == now:
            leader = Person.objects.known().filter(pk=was).first()
            actions.change_group(group, led_by=leader, by=by, at=at)
        if group.kind not in ON_MEMBERSHIP:
            rows = GroupMember.objects.filter(pk__in=undo.get("members", ()), to_on=None)
            for member in rows.select_related("group", "person"):
                actions.take_out(member, by=by, at=at)
            return
        name = ON_MEMBERSHIP[group.kind]
        before = dict(undo.get("members", ()))
        stays = Membership.objects.filter(pk__in=before, **{name: group})
        for stay in stays.select_related("person", name, "school"):
            old = Group.objects.filter(pk=before[stay.pk]).first()
            actions.change_membership(stay, by=by, at=at, **{name: old})


def _known(setting: Setting) -> dict[Key, Known]:
    rows = {row.pk: row for row in Group.objects.open().filter(school=setting.school)}
    inside: dict[int, set[int]] = {}
    members = GroupMember.objects.filter(group__in=rows, to_on=None)
    for group, person in members.values_list("group_id", "person_id"):
        inside.setdefault(group, set()).add(person)
    stays = Membership.objects.filter(school=setting.school, to_on=None)
    for person, *groups in stays.values_list("person_id", "tutor_group_id", "department_id"):
        for group in groups:
            inside.setdefault(group, set()).add(person)
    return {
        (row.kind, row.lookup): Known(row.name, row.led_by_id, inside.get(pk, set()))
        for pk, row in rows.items()
    }


def _not_there() -> Refusal:
    return Refusal("The line that adds this group was refused, so nothing was put in it.")
