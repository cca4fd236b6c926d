"""A file of old tickets at work: lines become verdicts. What becomes of them is in `doing`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from firstbell.platform.exchange.finding import Finder
from firstbell.platform.exchange.sheets import Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.states import Mode, Verdict
from firstbell.support.actions import bringing, starting
from firstbell.support.actions.bringing import OldWords
from firstbell.support.models import Entry, OldNumber, Ticket
from firstbell.support.sheets import doing
from firstbell.support.sheets.known import Known, items_named
from firstbell.support.sheets.wishes import FOLLOWS, Reader, Wish, names_of

Ident = tuple[str, str]
_OURS = starting.PREFIX


class TicketWork:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        starting.start(at=setting.at)
        self.known = Known(setting)
        self.reader = Reader(self.known)
        self.finders: Mapping[str, Finder] = self.known.finders
        # The first line of each ticket of this file, and what it said of whom.
        self.first: dict[Ident, tuple[int, dict[str, Any]]] = {}

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        idents = [self.reader.ident(line) for line in lines]
        olds = bringing.known(self.setting.school, idents)
        ours = self._ours(idents)
        said = _said_already(olds)
        named = items_named({name for line in lines for name in names_of(line.values.get("item"))})
        items = {name: named(name) for line in lines for name in names_of(line.values.get("item"))}
        plans = []
        for line, ident in zip(lines, idents, strict=True):
            plan = Plan(
                line.number,
                Verdict.ERROR,
                list(line.problems),
                bool(line.warnings),
                self._keys(line, ident),
            )
            if ident[1] in ours:
                plan.verdict = Verdict.SAME
                plan.reasons.append("It is a ticket of this desk already.")
            elif self._is_more(line, ident, olds):
                self._more(line, ident, olds.get(ident), said, plan)
            else:
                self._ticket(line, ident, olds.get(ident), items, plan)
            plan.reasons += line.warnings
            plans.append(plan)
        return plans

    def _ours(self, idents: Sequence[Ident]) -> set[str]:
        """A list of this desk's own, taken away and brought back, is no old one."""
        numbers = [number for system, number in idents if not system and number.startswith(_OURS)]
        return set(Ticket.objects.filter(number__in=numbers).values_list("number", flat=True))

    def _keys(self, line: Line, ident: Ident) -> str:
        return "" if line.values.get("said") else f"number={ident[0]}:{ident[1]}"

    def _is_more(self, line: Line, ident: Ident, olds: Mapping[Ident, OldNumber]) -> bool:
        """A line that says something on a ticket that an earlier one began, or that is here."""
        if not line.values.get("said"):
            return False
        begun = self.first.get(ident)
        if begun is not None:
            return begun[0] != line.number
        return ident in olds and not line.values.get("title")

    def _ticket(
        self, line: Line, ident: Ident, old: OldNumber | None, items: Mapping[str, int | None], plan: Plan
    ) -> None:  # fmt: skip
        if ident in self.first and self.first[ident][0] != line.number:
            plan.reasons.append(f"Line {self.first[ident][0]} is the same ticket.")
            return
        if not any(line.values.get(key) for key in ("title", "body")):
            plan.reasons.append(
                "It does not say what it was about: its ticket must come before what was said on it."
            )
            return
        wish = Wish(*ident)
        self.reader.ticket(line, wish, plan, items)
        self.first[ident] = (line.number, wish.values)
        if old is None:
            self._new(wish, plan)
        else:
            self._again(wish, old, plan)

    def _new(self, wish: Wish, plan: Plan) -> None:
        if self.setting.mode == Mode.UPDATE:
            plan.reasons.append(
                "This ticket is not here, and this file only changes what is there."
            )
            return
        plan.verdict, plan.todo = Verdict.CREATE, wish

    def _again(self, wish: Wish, old: OldNumber, plan: Plan) -> None:
        """It is here: what the file says now, unless somebody here has had it in hand since."""
        ticket, plan.verdict = old.ticket, Verdict.SAME
        if old.as_of != ticket.version:
            plan.reasons.append(
                f"{ticket.number} was worked on here since, so it is left as it is."
            )
            return
        if self.setting.mode == Mode.CREATE:
            return
        wish.ticket_id = ticket.pk
        # Of own fields what the file is silent of stays.
        wish.values["custom"] = {**ticket.custom, **wish.values["custom"]}
        given = {
            name: wish.values[name]
            for name in FOLLOWS
            if name in wish.values and self._speaks_of(name)
        }
        wish.change = {
            name: value for name, value in given.items() if getattr(ticket, name) != value
        }
        if wish.change:
            words = ("own fields" if name == "custom" else name for name in wish.change)
            said = ", ".join(name.removesuffix("_id").replace("_", " ") for name in words)
            plan.verdict, plan.todo = Verdict.UPDATE, wish
            plan.reasons.append(f"Changes of {ticket.number}: {said}.")

    def _speaks_of(self, name: str) -> bool:
        """A file without a column of rooms says nothing of them."""
        columns = {
            "status_id": {"state", "solved", "closed"}, "category_id": {"category"}, "owner_id": {"owner"},
            "requester_id": {"who", "email"}, "room_id": {"room"}, "solved_at": {"solved", "closed"},
            "closed_at": {"closed"}, "kind": {"kind"},
        }.get(name)  # fmt: skip
        return columns is None or bool(columns & self.setting.columns)

    def _more(
        self, line: Line, ident: Ident, old: OldNumber | None, said: Mapping[int, set[tuple[Any, str]]], plan: Plan
    ) -> None:  # fmt: skip
        begun = self.first.get(ident)
        values = begun[1] if begun else _of(old)
        words = self.reader.said(line, values)
        if old is not None and _mark(words.at, words.body) in said.get(old.ticket_id, ()):
            plan.verdict = Verdict.SAME
            return
        plan.verdict = Verdict.UPDATE
        plan.todo = Wish(*ident, words=[words], ticket_id=old.ticket_id if old else 0)
        plan.reasons.append("More of its conversation.")

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        return doing.apply(self.setting, plans)

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [doing.undo(self.setting, trace) for trace in traces]


def _of(old: OldNumber | None) -> dict[str, Any]:
    if old is None:
        return {}
    names = ("requester_name", "requester_email", "requester_id", "changed_at")
    return {name: getattr(old.ticket, name) for name in names}


def _mark(at: Any, body: str) -> tuple[Any, str]:
    return at.replace(microsecond=0), body[:200]


def _said_already(olds: Mapping[Ident, OldNumber]) -> dict[int, set[tuple[Any, str]]]:
    found: dict[int, set[tuple[Any, str]]] = {}
    rows = Entry.objects.filter(ticket__in={old.ticket_id for old in olds.values()})
    for ticket_id, at, body in rows.values_list("ticket_id", "at", "body"):
        found.setdefault(ticket_id, set()).add(_mark(at, body))
    return found


__all__ = ["OldWords", "TicketWork"]
