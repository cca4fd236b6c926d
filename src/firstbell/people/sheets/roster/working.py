"""A list of people at work: its lines become verdicts, verdicts become changes, and changes are taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from firstbell.lib.refusal import Refusal
from firstbell.people import actions
from firstbell.people.actions.rosters import belonging
from firstbell.people.actions.rosters.belonging import Moved, Remembered
from firstbell.people.actions.signing_in import link_by_email
from firstbell.people.models import Group, RosterSource
from firstbell.people.queries.rosters import Known, known_to
from firstbell.people.sheets.roster.looking import Looking
from firstbell.people.sheets.roster.todo import GroupTodo, LeaverTodo, PersonTodo
from firstbell.people.sheets.roster.undoing import Undoing
from firstbell.platform.exchange.finding import Finder
from firstbell.platform.exchange.sheets import Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.states import Outcome, Verdict

# Whoever was gone for no longer than this never left: a list was wrong for a while.
_HICCUP = timedelta(days=30)


class RosterWork:
    # Classes are lines of their own, so there is nothing to be asked about.
    finders: Mapping[str, Finder] = {}

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        rows = RosterSource.objects.select_related("school")
        self.source: RosterSource = rows.get(pk=setting.policies["source"])
        self.known: Known = known_to(self.source)
        self.looking = Looking(setting, self.source, self.known)
        self.seen: dict[str, int] = {}

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        return [self._once(self.looking.plan(line)) for line in lines]

    def _once(self, plan: Plan) -> Plan:
        """One person, one line: also where two lines mean the same by different numbers."""
        todo = plan.todo
        if not isinstance(todo, PersonTodo):
            return plan
        arrival = todo.arrival
        means = [f"person={todo.person.pk}"] if todo.person else []
        means += [f"mis={arrival.mis_id}"] if arrival.mis_id else []
        means += [f"email={arrival.email.casefold()}"] if arrival.email else []
        for one in means:
            first = self.seen.setdefault(one, plan.line)
            if first != plan.line:
                plan.verdict, plan.keys, plan.todo = Verdict.ERROR, f"wrong={todo.key}", None
                plan.reasons = [
                    "Somebody else in the list has the same MIS number or email address, so it is not "
                    "clear whose it is. Put that right where the list comes from."
                ]
        return plan

    # All or none

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        done = [self._group(plan) for plan in plans if isinstance(plan.todo, GroupTodo)]
        done += self._people([plan for plan in plans if isinstance(plan.todo, PersonTodo)])
        return done + self._leavers([plan for plan in plans if isinstance(plan.todo, LeaverTodo)])

    def _group(self, plan: Plan) -> Done:
        todo: GroupTodo = plan.todo
        by, at = self.setting.by, self.setting.at
        group, is_new = todo.group, todo.group is None
        undo = {"key": todo.key, "was": group.name if group else "", "ended": todo.ends}
        undo["keyed"] = todo.key in self.known.groups
        if group is None:
            group = actions.add_group(
                self.source.school, name=todo.name, kind=todo.kind, by=by, at=at
            )
        elif todo.ends:
            actions.archive_group(group, by=by, at=at)
        elif group.name != todo.name:
            actions.change_group(group, name=todo.name, by=by, at=at)
        belonging.remember_group(self.source, todo.key, group, by=by)
        self.known.groups[todo.key] = group
        outcome = Outcome.CREATED if is_new else Outcome.UPDATED
        return Done(plan.line, outcome, group.pk, group.uid, {"group": undo})

    def _people(self, plans: Sequence[Plan]) -> list[Done]:
        by, at = self.setting.by, self.setting.at
        todos: list[PersonTodo] = [plan.todo for plan in plans]
        if not todos:
            return []
        for todo in todos:
            self._stay_after_all(todo)
        news = [todo for todo in todos if todo.is_news]
        taken = actions.take_on(self.source.school, [todo.arrival for todo in news], by=by, at=at)
        new = {id(todo) for todo, one in zip(news, taken, strict=True) if one.is_new}
        for todo, one in zip(news, taken, strict=True):
            todo.person = one.person
        self._belong(todos, new)
        link_by_email([todo.person for todo in todos if todo.person], at=at)
        return [self._done(plan, plan.todo, is_new=id(plan.todo) in new) for plan in plans]

    def _stay_after_all(self, todo: PersonTodo) -> None:
        stay = todo.comes_back
        since = self.setting.at.date() - _HICCUP
        if stay is not None and stay.to_on is not None and stay.to_on >= since:
            actions.stay(stay, by=self.setting.by, at=self.setting.at)

    def _belong(self, todos: Sequence[PersonTodo], new: set[int]) -> None:
        by, at = self.setting.by, self.setting.at
        rows, moved = [], []
        for todo in todos:
            if todo.person is None:
                continue
            rows.append(Remembered(todo.key, todo.person.pk, todo.modified))
            joins, quits = self._groups(todo.joins), self._groups(todo.quits)
            if joins or quits:
                moved.append(Moved(todo.person, joins, quits, is_new=id(todo) in new))
        belonging.remember(self.source, rows, by=by)
        belonging.move(moved, by=by, at=at)
        for todo in todos:
            if todo.leads and todo.person:
                belonging.lead(self._groups(todo.leads), todo.person, by=by, at=at)

    def _groups(self, keys: Sequence[str]) -> list[Group]:
        """A class that this list was to add and could not is left out."""
        return [group for key in keys if (group := self.known.groups.get(key)) is not None]

    def _done(self, plan: Plan, todo: PersonTodo, *, is_new: bool) -> Done:
        person = todo.person
        if person is None:
            raise Refusal("Nobody came of this line.")
        undo: dict[str, Any] = {
            **todo.undo, "key": todo.key, "keyed": todo.key in self.known.keys, "joins": todo.joins, "quits": todo.quits,
            "news": todo.is_news, "back": todo.comes_back is not None,
        }  # fmt: skip
        outcome = Outcome.CREATED if is_new else Outcome.UPDATED
        return Done(plan.line, outcome, person.pk, person.uid, undo)

    def _leavers(self, plans: Sequence[Plan]) -> list[Done]:
        by, at = self.setting.by, self.setting.at
        todos: list[LeaverTodo] = [plan.todo for plan in plans]
        found = []
        for plan, todo in zip(plans, todos, strict=True):
            was = todo.stay.to_on.isoformat() if todo.stay.to_on else ""
            undo = {"leaver": {"key": todo.key, "stay": todo.stay.pk, "was": was}}
            found.append(Done(plan.line, Outcome.UPDATED, todo.person.pk, todo.person.uid, undo))
        actions.leave_many([todo.stay for todo in todos], on=at.date(), by=by, at=at)
        rows = [
            Remembered(todo.key, todo.person.pk, self._modified(todo.key), is_gone=True)
            for todo in todos
            if not todo.key.startswith("@")
        ]
        belonging.remember(self.source, rows, by=by)
        return found

    def _modified(self, key: str) -> str:
        row = self.known.keys.get(key)
        return row.modified if row else ""

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        undoing = Undoing(self.setting, self.source)
        return [undoing.one(trace) for trace in traces]
