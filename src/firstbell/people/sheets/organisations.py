"""A file of organisations at work: lines become verdicts, verdicts go through the verbs, and back again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from firstbell.lib.sheets import normalise_name
from firstbell.people import actions
from firstbell.people.models import Organisation
from firstbell.people.sheets.organisation_columns import COLUMNS
from firstbell.places.models import lookup_of
from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.finding import Finder
from firstbell.platform.exchange.sheets import Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.spilling import with_lines
from firstbell.platform.exchange.states import Mode, Outcome, Verdict
from firstbell.platform.exchange.taking_back import changed_since, take_back

LABELS = {column.key: column.label.lower() for column in COLUMNS}


@dataclass(slots=True)
class Wish:
    """What one line says of an organisation, and the one that it is about."""

    values: dict[str, Any]
    organisation: Organisation | None = None


class OrganisationWork:
    finders: Mapping[str, Finder] = {}

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.owner = None if setting.policies.get("owner") == "trust" else setting.school
        self.seen: dict[str, int] = {}

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        """All there are, each time: a trust has a few hundred, and what is decided about one may make another."""
        found = self._there()
        self.by_key = {self._key(row.account_number, row.lookup): row for row in found}
        self.by_sound = {normalise_name(row.name): row for row in found}
        return [self._plan(line) for line in lines]

    def _there(self) -> list[Organisation]:
        """The trust's, then the school's own, so that the school's own counts where both have one."""
        here = Q(school=None) if self.owner is None else Q(school=self.owner) | Q(school=None)
        found = Organisation.objects.open().filter(here).order_by("pk")
        return sorted(found, key=lambda row: row.school_id is not None)

    def _key(self, account: str, lookup: str) -> str:
        return account.casefold() if self.setting.match == "account" else lookup

    def _plan(self, line: Line) -> Plan:
        name, account = (str(line.values.get(key) or "") for key in ("name", "account_number"))
        key = self._key(account, lookup_of(name))
        by_account = self.setting.match == "account"
        plan = Plan(line.number, Verdict.ERROR, list(line.problems), bool(line.warnings), "")
        plan.keys = f"{'account number' if by_account else 'organisation'}={key}" if key else ""
        if not key:
            plan.reasons.append(
                f"{'Account number' if by_account else 'Organisation'}: it needs one."
            )
        elif self.seen.setdefault(key, line.number) != line.number:
            plan.reasons.append(f"Line {self.seen[key]} is the same organisation.")
        if not plan.reasons:
            row = self.by_key.get(key)
            self._new(line, plan) if row is None else self._changed(line, row, plan)
        plan.reasons += line.warnings
        return plan

    def _new(self, line: Line, plan: Plan) -> None:
        name = line.values.get("name")
        if self.setting.mode == Mode.UPDATE:
            plan.reasons.append(
                "No organisation is known by this, and this file only changes what is there."
            )
        elif not name:
            plan.reasons.append("Organisation: a new one needs a name.")
        elif (
            self.owner is None
            and self.setting.by.schools("people.change_organisations") is not None
        ):
            plan.reasons.append(
                "Only somebody with a role in the whole trust can add for the whole trust."
            )
        else:
            values = _given(line)
            values["notes"] = with_lines(values.get("notes", ""), line.values.get(SPILL) or "")
            plan.verdict, plan.todo = Verdict.CREATE, Wish(values)
            like = self.by_sound.get(normalise_name(name))
            if like is not None:
                plan.warned = True
                plan.reasons.append(f"It sounds like {like}, which is there already.")

    def _changed(self, line: Line, row: Organisation, plan: Plan) -> None:
        plan.verdict = Verdict.SAME
        if self.setting.mode == Mode.CREATE:
            plan.reasons.append(f"{row} is there already, and this file only adds new ones.")
            return
        values = _given(line)
        if self.setting.match != "account":
            # It was found by its name: capitals and spaces do not rename it.
            values.pop("name", None)
        values["notes"] = with_lines(values.get("notes", row.notes), line.values.get(SPILL) or "")
        values = {name: value for name, value in values.items() if getattr(row, name) != value}
        if values:
            plan.verdict, plan.todo = Verdict.UPDATE, Wish(values, row)
            plan.reasons.append(f"Changes {', '.join(LABELS[name] for name in values)}.")

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        new = [plan for plan in plans if plan.verdict == Verdict.CREATE]
        return [
            *self._add(new),
            *(self._change(plan) for plan in plans if plan.verdict == Verdict.UPDATE),
        ]

    def _add(self, plans: Sequence[Plan]) -> list[Done]:
        if not plans:
            return []
        wanted = [_new(plan.todo.values) for plan in plans]
        made = actions.add_organisations(self.owner, wanted, by=self.setting.by, at=self.setting.at)
        return [
            Done(plan.line, Outcome.CREATED, row.pk, row.uid)
            for plan, row in zip(plans, made, strict=True)
        ]

    def _change(self, plan: Plan) -> Done:
        row, wanted = plan.todo.organisation, plan.todo.values
        before = {name: [getattr(row, name), value] for name, value in wanted.items()}
        actions.change_organisation(row, by=self.setting.by, at=self.setting.at, **wanted)
        return Done(plan.line, Outcome.UPDATED, row.pk, row.uid, before)

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [self._undo(trace) for trace in traces]

    def _undo(self, trace: Trace) -> Undone:
        row = Organisation.objects.open().filter(pk=trace.thing_id).first()
        return take_back(trace, row, withdraw=self._withdraw, set_back=self._set_back)

    def _withdraw(self, row: Organisation) -> None:
        actions.archive_organisation(row, by=self.setting.by, at=self.setting.at)

    def _set_back(self, row: Organisation, trace: Trace) -> Undone:
        kept = [name for name, (_, now) in trace.undo.items() if getattr(row, name) != now]
        wanted = {name: was for name, (was, _) in trace.undo.items() if name not in kept}
        actions.change_organisation(row, by=self.setting.by, at=self.setting.at, **wanted)
        return changed_since(trace, [LABELS[name] for name in kept], some=bool(wanted))


def _given(line: Line) -> dict[str, Any]:
    """What clears empties, but for what it cannot be without."""
    return {
        name: value or ""
        for name, value in line.values.items()
        if name in LABELS and (value is not None or name not in ("name", "kind"))
    }


def _new(values: Mapping[str, Any]) -> actions.NewOrganisation:
    more = dict(values)
    name, kind = more.pop("name"), more.pop("kind", None)
    return (
        actions.NewOrganisation(name, more=more)
        if kind is None
        else actions.NewOrganisation(name, kind, more)
    )
