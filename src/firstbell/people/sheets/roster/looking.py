"""What each line of a list of people would change, and why: nothing is written here."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from firstbell.lib.refusal import Refusal
from firstbell.people import actions, queries
from firstbell.people.actions import Arrival
from firstbell.people.actions.rosters.matching import match
from firstbell.people.models import Group, Membership, Person, RosterSource
from firstbell.people.queries.rosters import Known
from firstbell.people.sheets.arriving import before, news
from firstbell.people.sheets.roster.todo import (
    GroupTodo,
    LeaverTodo,
    PersonTodo,
    arrival_of,
    belonging_of,
)
from firstbell.people.states import GroupKind
from firstbell.places.models import lookup_of
from firstbell.platform.audit.events import as_text
from firstbell.platform.exchange.sheets import Line, Plan, Setting
from firstbell.platform.exchange.states import Verdict


class Looking:
    def __init__(self, setting: Setting, source: RosterSource, known: Known) -> None:
        self.setting, self.source, self.known = setting, source, known
        self.today = setting.at.date()
        # Classes that this list adds itself, by key.
        self.coming: dict[str, str] = {}

    def plan(self, line: Line) -> Plan:
        plan = Plan(line.number, Verdict.SAME)
        what, key = line.values.get("what"), line.values.get("key") or ""
        try:
            if what in ("group", "ended"):
                self._group(line, key, plan, ends=what == "ended")
            elif what == "leaver":
                self._leaver(line, key, plan)
            else:
                self._person(line, key, plan)
        except Refusal as refusal:
            plan.verdict, plan.keys = Verdict.ERROR, f"wrong={key}"
            plan.reasons.append(refusal.sentence)
        notes = line.values.get("notes")
        if notes and plan.verdict != Verdict.SAME and what != "leaver":
            plan.reasons.append(notes)
            plan.warned = True
        return plan

    # Classes

    def _group(self, line: Line, key: str, plan: Plan, *, ends: bool) -> None:
        plan.keys = f"class={key}"
        name = (line.values.get("name") or "")[:100]
        kind = GroupKind.TUTOR if line.values.get("kind") == "tutor" else GroupKind.CLASS
        group = self.known.groups.get(key)
        if ends:
            if group is not None and group.archived_at is None:
                plan.verdict, plan.reasons = Verdict.UPDATE, [f"{group} has ended."]
                plan.todo = GroupTodo(key, name, kind, group, ends=True)
            return
        self.coming[key] = name
        if group is not None and group.archived_at is None:
            if group.name != name:
                plan.verdict, plan.reasons = Verdict.UPDATE, [f"{group} is called {name} now."]
                plan.todo = GroupTodo(key, name, kind, group)
            return
        group = self.known.by_group_name.get((kind, lookup_of(name)))
        if group is not None and group.pk not in self.known.group_keys:
            plan.verdict, plan.reasons = Verdict.UPDATE, ["Is here already, and is known again."]
        else:
            group = None
            plan.verdict = Verdict.CREATE
        plan.todo = GroupTodo(key, name, kind, group)

    # Leavers

    def _leaver(self, line: Line, key: str, plan: Plan) -> None:
        plan.keys = f"same={key}"
        if key.startswith("@") and key[1:].isdecimal():
            person = self.known.people.get(int(key[1:]))
        else:
            row = self.known.keys.get(key)
            person = self.known.people.get(row.person_id or 0) if row else None
        stay = queries.membership_of(person, self.source.school) if person else None
        if person is None or stay is None or not self._is_here(stay):
            return
        if not self.source.may_leave:
            plan.verdict = Verdict.SKIP
            plan.reasons = ["This source marks nobody as a leaver."]
            return
        plan.verdict, plan.keys = Verdict.UPDATE, f"leaver={key}"
        plan.reasons = [line.values.get("notes") or "Has left."]
        plan.todo = LeaverTodo(key, person, stay)

    def _is_here(self, stay: Membership) -> bool:
        return stay.to_on is None or stay.to_on > self.today

    # People

    def _person(self, line: Line, key: str, plan: Plan) -> None:
        plan.keys = f"same={key}"
        if problem := line.values.get("problem"):
            raise Refusal(problem)
        arrival = self._arrival(line, plan)
        found = match(self.known, key, arrival)
        if found.conflict:
            raise Refusal(found.conflict)
        if found.person is None:
            self._stranger(line, key, arrival, plan)
        elif found.in_doubt:
            self._confirm(key, [found.person], plan)
        else:
            self._weigh(line, key, replace(arrival, person_id=found.person.pk), found.person, plan)

    def _arrival(self, line: Line, plan: Plan) -> Arrival:
        """A wrong address is left out rather than the person."""
        arrival = arrival_of(line, self.setting, None)
        try:
            if arrival.email:
                validate_email(arrival.email)
        except ValidationError:
            plan.reasons.append(f"{arrival.email} is not an email address and is left out.")
            plan.warned = True
            arrival = replace(arrival, email="")
        for key in belonging_of(line).joins:
            group = self.known.groups.get(key)
            if group is not None and group.kind == GroupKind.TUTOR:
                arrival = replace(arrival, tutor_group=self._named(key))
        actions.refuse_misfit(arrival if arrival.mis_id else replace(arrival, mis_id="-"))
        return arrival

    def _stranger(self, line: Line, key: str, arrival: Arrival, plan: Plan) -> None:
        row = self.known.keys.get(key)
        alike = [] if row else self.known.like(arrival, arrival.cohort)
        if alike:
            self._confirm(key, alike, plan)
        elif not self.source.may_add:
            plan.verdict, plan.reasons = Verdict.SKIP, ["This source adds nobody."]
        elif not (arrival.given_name or arrival.family_name or arrival.known_as):
            raise Refusal("Nobody is known by this, and there is no name to add them under.")
        elif not arrival.kind:
            raise Refusal("Nothing says whether this is a student or staff.")
        else:
            plan.verdict, plan.keys = Verdict.CREATE, f"joiner={key}"
            plan.todo = PersonTodo(key, arrival, line.values.get("modified") or "")
            self._classes(line, plan.todo, [])

    def _confirm(self, key: str, alike: list[Person], plan: Plan) -> None:
        names = ", ".join(f"{one} ({one.what(self.today)})" for one in alike[:3])
        plan.verdict, plan.warned = Verdict.SKIP, True
        plan.keys = f"confirm={key}\nmaybe={','.join(str(one.uid) for one in alike[:3])}"
        plan.reasons.append(f"Perhaps here already: {names}. Say who it is.")

    def _weigh(self, line: Line, key: str, arrival: Arrival, person: Person, plan: Plan) -> None:
        row, modified = self.known.keys.get(key), line.values.get("modified") or ""
        if row and modified and modified < row.modified:
            plan.reasons.append(
                f"What this says is older than what is in already, of {row.modified[:10]}."
            )
            return
        stay = queries.membership_of(person, self.source.school)
        todo = PersonTodo(key, arrival, modified or (row.modified if row else ""), person)
        said = []
        if stay is not None and stay.to_on is not None and stay.to_on <= self.today:
            if row is None or not row.is_gone:
                plan.verdict, plan.warned = Verdict.SKIP, True
                plan.reasons.append(
                    f"Left on {as_text(stay.to_on)}, as was said here, and is in the list all the same. "
                    "Say on their page if they are back."
                )
                return
            todo.comes_back = stay
            said.append("comes back")
        changes = [] if not self.source.may_change else news(arrival, person, stay, {})
        todo.is_news = bool(changes or said)
        said += [f"changes {', '.join(changes)}"] if changes else []
        self._classes(line, todo, said)
        self._verdict(plan, todo, said, is_known=row is not None)
        if plan.todo is not None:
            todo.undo = before(person, stay, arrival)

    def _verdict(self, plan: Plan, todo: PersonTodo, said: list[str], *, is_known: bool) -> None:
        if said:
            plan.verdict, plan.keys = Verdict.UPDATE, f"mover={todo.key}"
            sentence = "; ".join(said)
            plan.reasons.insert(0, f"{sentence[0].upper()}{sentence[1:]}.")
            plan.todo = todo
        elif not is_known:
            plan.verdict, plan.keys = Verdict.UPDATE, f"linked={todo.key}"
            plan.reasons.insert(0, "Is here already, and is known again from now on.")
            plan.todo = todo

    def _classes(self, line: Line, todo: PersonTodo, said: list[str]) -> None:
        """Only groups of this source are its business; whoever was put in another by hand stays there."""
        if todo.person is not None and not self.source.may_change:
            return
        belonging = belonging_of(line)
        pk = todo.person.pk if todo.person else 0
        inside = self.known.inside.get(pk, set())
        known = {*self.known.groups, *self.coming}
        wanted = [key for key in belonging.joins if key in known and not self._is_tutor(key)]
        todo.joins = [key for key in wanted if key not in inside]
        quits = inside - set(wanted) if belonging.whole else inside & set(belonging.quits)
        todo.quits = sorted(quits)
        todo.leads = [key for key in belonging.leads if key in known and not self._leads(key, pk)]
        for word, keys in (
            ("comes into", todo.joins),
            ("goes out of", todo.quits),
            ("leads", todo.leads),
        ):
            if keys:
                names = ", ".join(self._named(one) for one in keys[:4])
                said.append(f"{word} {names}{' and more' if len(keys) > 4 else ''}")

    def _leads(self, key: str, person_id: int) -> bool:
        group: Group | None = self.known.groups.get(key)
        return group is not None and group.led_by_id == person_id

    def _is_tutor(self, key: str) -> bool:
        """Who belongs to a tutor group is said on the membership."""
        group = self.known.groups.get(key)
        return group is not None and group.kind == GroupKind.TUTOR

    def _named(self, key: str) -> str:
        return self.coming.get(key) or str(self.known.groups.get(key, key))
