"""A file of people at work: lines become verdicts, verdicts go through `take_on`, and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from firstbell.lib.refusal import Refusal
from firstbell.people import actions, queries
from firstbell.people.actions import Arrival
from firstbell.people.models import Person
from firstbell.people.sheets.arriving import arrival_of, before, news
from firstbell.people.sheets.columns import PERSON
from firstbell.people.sheets.setting_back import set_back
from firstbell.platform.exchange.finding import Finder
from firstbell.platform.exchange.sheets import Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.states import Mode, Outcome, Verdict
from firstbell.platform.fields.queries import fields_of


@dataclass(slots=True)
class Todo:
    arrival: Arrival
    undo: dict[str, Any] | None = None


class PeopleWork:
    # Groups are made along with their members: a tutor group of a new name is nothing to be asked about.
    finders: Mapping[str, Finder] = {}

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.own = {field.key: field.label.lower() for field in fields_of(PERSON)}
        self.seen: dict[str, int] = {}

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        arrivals = [arrival_of(line, self.setting) for line in lines]
        told = arrivals
        if self.setting.match == "email":
            told = [replace(one, mis_id="") for one in arrivals]
        known = queries.known(self.setting.school, told)
        return [
            self._plan(line, arrival, person)
            for line, arrival, person in zip(lines, arrivals, known, strict=True)
        ]

    def _plan(self, line: Line, arrival: Arrival, person: Person | None) -> Plan:
        keys = [f"mis={arrival.mis_id}"] if arrival.mis_id else []
        keys += [f"email={arrival.email.lower()}"] if arrival.email else []
        plan = Plan(
            line.number, Verdict.ERROR, list(line.problems), bool(line.warnings), "\n".join(keys)
        )
        self._refuse_twice(keys, plan)
        if not plan.reasons:
            try:
                actions.refuse_misfit(arrival)
                self._weigh(arrival, person, plan)
            except Refusal as refusal:
                plan.reasons.append(refusal.sentence)
        plan.reasons += line.warnings
        return plan

    def _refuse_twice(self, keys: Sequence[str], plan: Plan) -> None:
        for key in keys:
            first = self.seen.setdefault(key, plan.line)
            if first != plan.line:
                word = "MIS number" if key.startswith("mis=") else "email address"
                plan.reasons.append(f"Line {first} has the same {word}.")

    def _weigh(self, arrival: Arrival, person: Person | None, plan: Plan) -> None:
        if person is None:
            self._new(arrival, plan)
            return
        if self.setting.mode == Mode.CREATE:
            plan.verdict = Verdict.SAME
            plan.reasons.append(f"{person} is here already, and this file only adds new people.")
            return
        stay = queries.membership_of(person, self.setting.school)
        said = news(arrival, person, stay, self.own)
        plan.verdict = Verdict.UPDATE if said else Verdict.SAME
        if said:
            plan.reasons.append(f"Changes {', '.join(said)}.")
            plan.todo = Todo(arrival, before(person, stay, arrival))

    def _new(self, arrival: Arrival, plan: Plan) -> None:
        if self.setting.mode == Mode.UPDATE:
            plan.reasons.append("Nobody is known by this, and this file only changes who is here.")
        elif not (arrival.given_name or arrival.family_name or arrival.known_as):
            plan.reasons.append("Nobody is known by this, and there is no name to add them under.")
        else:
            plan.verdict, plan.todo = Verdict.CREATE, Todo(arrival)
            if not (arrival.kind or arrival.cohort is not None or arrival.tutor_group):
                plan.reasons.append("Taken to be staff: nothing says who it is.")

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        taken = actions.take_on(
            self.setting.school, [plan.todo.arrival for plan in plans], by=self.setting.by, at=self.setting.at,
        )  # fmt: skip
        return [
            Done(
                plan.line, Outcome.CREATED if one.is_new else Outcome.UPDATED, one.person.pk, one.person.uid,
                plan.todo.undo,
            )
            for plan, one in zip(plans, taken, strict=True)
        ]  # fmt: skip

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [self._undo(trace) for trace in traces]

    def _undo(self, trace: Trace) -> Undone:
        person = Person.objects.known().with_now().filter(pk=trace.thing_id).first()
        if person is None:
            return Undone(trace.line, Outcome.UNDONE, "They were taken out already.")
        if trace.used:
            return Undone(
                trace.line, Outcome.KEPT, f"Kept, because of what happened since: {trace.used}."
            )
        try:
            if trace.outcome == Outcome.CREATED:
                actions.remove_person(person, by=self.setting.by, at=self.setting.at)
            else:
                set_back(person, trace.undo, self.setting)
        except Refusal as refusal:
            return Undone(trace.line, Outcome.KEPT, refusal.sentence)
        return Undone(trace.line, Outcome.UNDONE, "")
