"""Bringing old tickets in and taking them back: the verbs' part of a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from firstbell.lib.refusal import Refusal
from firstbell.platform.exchange.sheets import Done, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.states import Outcome, Verdict
from firstbell.support.actions import bringing, starting
from firstbell.support.actions.bringing import OldTicket
from firstbell.support.models import Category, OldNumber, Ticket
from firstbell.support.sheets.wishes import Wish


def apply(setting: Setting, plans: Sequence[Plan]) -> list[Done]:
    """New tickets first: what was said on one may be in the same piece of the file."""
    new = [plan for plan in plans if plan.verdict == Verdict.CREATE]
    again = [plan for plan in plans if plan.verdict == Verdict.UPDATE and plan.todo.change]
    more = [plan for plan in plans if plan.verdict == Verdict.UPDATE and not plan.todo.change]
    return [*_add(setting, new), *(_change(setting, plan) for plan in again), *_say(setting, more)]


def _add(setting: Setting, plans: Sequence[Plan]) -> list[Done]:
    if not plans:
        return []
    usual = starting.team_of(setting.school, None, at=setting.at).pk
    teams = dict(Category.objects.exclude(team=None).values_list("pk", "team_id"))
    olds = []
    for plan in plans:
        wish: Wish = plan.todo
        values = dict(wish.values)
        values["team_id"] = values["team_id"] or teams.get(values["category_id"]) or usual
        olds.append(OldTicket(wish.system, wish.number, values, wish.words, wish.items, wish.tags))
    made = bringing.bring_in(
        setting.school, olds, by=setting.by, at=setting.at, brought_by=_session(setting)
    )
    return [
        Done(plan.line, Outcome.CREATED, one.pk, one.uid) for plan, one in zip(plans, made, strict=True)
    ]  # fmt: skip


def _session(setting: Setting) -> UUID | None:
    """The import itself, which its actor says."""
    name, _, uid = setting.by.correlation.partition(":")
    return UUID(uid) if name == "import" else None


def _change(setting: Setting, plan: Plan) -> Done:
    wish: Wish = plan.todo
    ticket = Ticket.objects.select_related("school").get(pk=wish.ticket_id)
    was = {name: _kept(getattr(ticket, name)) for name in wish.change}
    bringing.set_as_there(ticket, wish.change, by=setting.by, at=setting.at)
    return Done(plan.line, Outcome.UPDATED, ticket.pk, ticket.uid, {"was": was})


def _say(setting: Setting, plans: Sequence[Plan]) -> list[Done]:
    if not plans:
        return []
    olds = bringing.known(setting.school, [(plan.todo.system, plan.todo.number) for plan in plans])
    said, rows = [], []
    for plan in plans:
        old = olds.get((plan.todo.system, plan.todo.number))
        if old is None:
            raise Refusal("The ticket that this was said on was not brought in.")
        said.append((old.ticket_id, plan.todo.words[0]))
        rows.append((plan.line, old))
    keys = bringing.add_words(setting.school, said, by=setting.by, at=setting.at)
    return [
        Done(line, Outcome.UPDATED, old.ticket_id, old.ticket.uid, {"entry": key})
        for (line, old), key in zip(rows, keys, strict=True)
    ]


def undo(setting: Setting, trace: Trace) -> Undone:
    kept: Mapping[str, Any] = trace.undo or {}
    ticket = Ticket.objects.select_related("school").filter(pk=trace.thing_id).first()
    if ticket is None:
        return Undone(trace.line, Outcome.UNDONE, "It was taken out already.")
    if "entry" in kept:
        bringing.take_words_off(kept["entry"], by=setting.by)
        return Undone(trace.line, Outcome.UNDONE, "")
    if "was" in kept:
        return _set_back(setting, trace, ticket, kept["was"])
    bringing.withdraw(ticket, by=setting.by, at=setting.at)
    return Undone(trace.line, Outcome.UNDONE, "")


def _set_back(setting: Setting, trace: Trace, ticket: Ticket, was: Mapping[str, Any]) -> Undone:
    old = OldNumber.objects.filter(ticket=ticket).first()
    if old is None or old.as_of != ticket.version:
        return Undone(
            trace.line, Outcome.KEPT, "Not set back, because it was worked on here since."
        )
    values = {name: _read(name, value) for name, value in was.items()}
    bringing.set_as_there(ticket, values, by=setting.by, at=setting.at)
    return Undone(trace.line, Outcome.UNDONE, "")


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if value and name.endswith("_at") else value
