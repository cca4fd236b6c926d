"""A class list with a tag beside each name: who gets what, looked at before anything is handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.urls import reverse

from firstbell.equipment.actions import custody, lending, reading
from firstbell.equipment.models import Custody, Handover, HandoverLine, Item
from firstbell.equipment.queries import desk
from firstbell.equipment.states import HandoverState, Lifecycle
from firstbell.lib import natural
from firstbell.lib.parsing import shown
from firstbell.lib.refusal import Refusal
from firstbell.lib.sheets import normalise
from firstbell.people.models import Person
from firstbell.people.sheets.calling import people_called, plain
from firstbell.platform.exchange.finding import MANY, Finder
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.sheets import (
    Column,
    Done,
    Line,
    Match,
    Plan,
    Policy,
    Setting,
    Trace,
    Undone,
)
from firstbell.platform.exchange.states import Outcome, Verdict

C = Column
_WHAT, _WHO, _HOW = "What", "Who gets it", "For how long"
COLUMNS: tuple[Column, ...] = (
    C("tag", "Tag", "identity", ("asset tag", "device", "laptop", "tablet", "chromebook", "barcode", "asset", "asset number",
      "serial", "serial number"), limit=120, required=True, group=_WHAT, help="The tag on its label, or its serial number"),
    C("person", "Person", "name", ("name", "student", "pupil", "borrower", "student name", "pupil name", "full name", "who",
      "issued to", "lent to"), limit=160, group=_WHO),
    C("given_name", "First name", "name", ("forename", "preferred forename", "legal forename"), limit=80, group=_WHO),
    C("family_name", "Last name", "name", ("surname", "family name", "legal surname"), limit=80, group=_WHO),
    C("mis_id", "MIS number", "code", ("mis id", "admission number", "admission no", "adno", "student id", "pupil id"),
      limit=60, group=_WHO),
    C("email", "Email", "email", ("email address", "student email"), limit=254, group=_WHO),
    C("due_on", "Back by", "date", ("due", "due on", "due date", "return by", "due back"), group=_HOW),
    C("note", "Note", "text", ("notes", "comment", "comments"), limit=300, group=_HOW),
)  # fmt: skip
MAIL = "mail"
POLICY = Policy("accept", "Whoever has an email address", (
    ("mine", "is not written to: it waits for their yes in My equipment"),
    (MAIL, "is mailed the receipt, with a link to say yes to it"),
))  # fmt: skip
_HELD = ("person", "room", "with_item__model", "with_item__category")


def columns() -> Sequence[Column]:
    return COLUMNS


def matches() -> Sequence[Match]:
    return (Match("tag", "Its tag", ("tag",)),)


def with_headings(text: str) -> str:
    """What was pasted of a spreadsheet often begins with the first line of it; then the headings are put above."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    between = next((one for one in "\t;," if one in first), ",")
    cells = first.split(between)
    known = {normalise(name) for column in COLUMNS for name in (column.label, *column.aliases)}
    if any(normalise(cell.strip(' "')) in known for cell in cells):
        return text
    names = ("Tag", "First name", "Last name") if len(cells) > 2 else ("Tag", "Person")
    return f"{between.join(names)}\n{text}"


def who_accepted(session: ImportSession) -> str:
    return reverse("equipment:class_sheet_list", args=[session.uid])


def whole_or_not(session: ImportSession) -> None:
    """Asked before it is handed out: a class is not half served because of a stranger on its list."""
    wrong = ImportRow.objects.filter(session=session, verdict=Verdict.ERROR).count()
    if wrong:
        lines, them = ("1 line names", "it") if wrong == 1 else (f"{wrong:,} lines name", "them")
        raise Refusal(
            f"{lines} something or somebody that cannot be meant. Put {them} right or leave {them} out first, "
            "so that the list is not half handed out."
        )


@dataclass(slots=True)
class Wish:
    item: Item
    person: int
    due_on: date | None
    note: str


class HandOutWork:
    finders: Mapping[str, Finder] = {}

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.called = people_called(setting.school)
        # What lines before have handed out: the line of a single thing, how many of what is counted.
        self.given: dict[int, int] = {}
        self.count: dict[int, int] = {}

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        items = self._items(lines)
        held = {row.item_id: row for row in _open(list(items.values()))}
        left = desk.left(list(items.values()))
        return [self._plan(line, items, held, left) for line in lines]

    def _items(self, lines: Sequence[Line]) -> dict[str, Item]:
        """What stands on labels, for all lines at once; the rest is read as the desk reads a scan."""
        keys = {natural.key(str(line.values.get("tag") or "")) for line in lines}
        rows = Item.objects.visible_to(self.setting.by).live().filter(
            school=self.setting.school, tag_key__in=keys - {""}
        )  # fmt: skip
        return {row.tag_key: row for row in rows.select_related("category", "model__manufacturer", "school")}  # fmt: skip

    def _plan(
        self, line: Line, items: dict[str, Item], held: dict[int, Custody], left: dict[int, int]
    ) -> Plan:
        plan = Plan(line.number, Verdict.ERROR, [*line.problems])
        item = self._item(str(line.values.get("tag") or "").strip(), items, plan)
        person = self._person(line.values, plan)
        if item is None or person is None:
            return plan
        row = held.get(item.pk) or (None if item.tag_key in items else _open([item]).first())
        if row is not None and item.is_individual:
            return self._with_somebody(item, person, row, plan)
        if not self._is_there(item, left, plan):
            return plan
        values = line.values
        plan.todo = Wish(item, person, values.get("due_on"), str(values.get("note") or ""))
        plan.verdict, plan.keys = Verdict.CREATE, f"tag={item.tag}" if item.is_individual else ""
        plan.reasons += line.warnings
        plan.warned = bool(line.warnings)
        return plan

    def _item(self, tag: str, items: dict[str, Item], plan: Plan) -> Item | None:
        thing: Any = items.get(natural.key(tag)) if tag else None
        thing = thing or (reading.read(tag, school=self.setting.school, by=self.setting.by) if tag else None)  # fmt: skip
        if not isinstance(thing, Item):
            said = (
                f"No thing of this school has the tag {shown(tag)}." if tag else "It says no tag."
            )
            plan.reasons.append(said)
            return None
        if thing.is_gone:
            plan.reasons.append(f"{thing.tag} is {thing.get_lifecycle_display().lower()}, so it cannot be lent.")  # fmt: skip
            return None
        return thing

    def _person(self, values: Mapping[str, Any], plan: Plan) -> int | None:
        """By the surest of what the line says."""
        whole = f"{values.get('given_name') or ''} {values.get('family_name') or ''}".strip()
        said = [values.get("mis_id"), values.get("email"), values.get("person"), whole]
        named = [text for text in said if text]
        found = [pk for text in named if (pk := self.called.get(plain(text))) is not None]
        if found and found[0] != MANY:
            return found[0]
        if found:
            plan.reasons.append(f"Several people here are called {named[-1]}: give the MIS number or the email address.")  # fmt: skip
        elif named:
            plan.reasons.append(f"Nobody here is known as {shown(named[-1])}.")
        else:
            plan.reasons.append("It says nobody who gets it.")
        return None

    def _with_somebody(self, item: Item, person: int, row: Custody, plan: Plan) -> Plan:
        if row.person_id == person:
            plan.verdict = Verdict.SAME
        else:
            plan.reasons.append(f"{item.tag} is with {row}. Take it back first.")
        return plan

    def _is_there(self, item: Item, left: dict[int, int], plan: Plan) -> bool:
        """Of a single thing, whether a line before gives it out; of what is counted, whether one is left."""
        if item.is_individual:
            before = self.given.setdefault(item.pk, plan.line)
            if before != plan.line:
                plan.reasons.append(f"Line {before} hands {item.tag} out already.")
            return before == plan.line
        free = left[item.pk] if item.pk in left else desk.left([item]).get(item.pk, 0)
        self.count[item.pk] = self.count.get(item.pk, 0) + 1
        if self.count[item.pk] > free:
            plan.reasons.append(f"{free} of {item.tag} are left, and lines before this take them.")
            return False
        return True

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        """A hand-over for each of the people, with all of their things in it."""
        people = Person.objects.in_bulk({plan.todo.person for plan in plans})
        mine: dict[Any, list[Plan]] = {}
        for plan in plans:
            wish = plan.todo
            mine.setdefault((wish.person, wish.due_on, wish.note), []).append(plan)
        done: list[Done] = []
        for (person, due_on, note), some in mine.items():
            if person not in people:
                raise Refusal("They are not known here any more.")
            done += self._hand(people[person], due_on, note, some)
        return done

    def _hand(
        self, person: Person, due_on: date | None, note: str, plans: Sequence[Plan]
    ) -> list[Done]:
        by, at = self.setting.by, self.setting.at
        row = Handover.objects.create(
            school=self.setting.school, person=person, due_on=due_on, note=note, opened_by=by.name[:200],
            opened_key=f"sheet:{uuid4()}", created_at=at, import_uid=self.setting.session,
        )  # fmt: skip
        number: dict[int, int] = {}
        for plan in plans:
            number[plan.todo.item.pk] = number.get(plan.todo.item.pk, 0) + 1
        was = dict(Item.objects.filter(pk__in=number).values_list("pk", "lifecycle"))
        for pk, quantity in number.items():
            HandoverLine.objects.create(handover=row, item_id=pk, quantity=quantity, at=at)
        lending.complete(
            row, by=by, at=at, wants_mail=self.setting.policies.get(POLICY.key) == MAIL
        )
        given = dict(row.lines.values_list("item_id", "custody_id"))
        return [
            Done(
                plan.line, Outcome.CREATED, plan.todo.item.pk, plan.todo.item.uid,
                {"custody": given[plan.todo.item.pk], "handover": row.pk, "was": was[plan.todo.item.pk]},
            )
            for plan in plans
        ]  # fmt: skip

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [self._undo(trace) for trace in traces]

    def _undo(self, trace: Trace) -> Undone:
        """It is taken back, if they still have it."""
        undo: dict[str, Any] = trace.undo or {}
        row = Custody.objects.filter(pk=undo.get("custody", 0)).select_related("item__category", "item__home", "item__school", *_HELD).first()  # fmt: skip
        if row is None or row.to_at is not None:
            return Undone(trace.line, Outcome.KEPT, "It came back since, or was used up.")
        by, at = self.setting.by, self.setting.at
        if row.quantity > 1:
            custody.take_some_back(row, quantity=1, by=by, at=at)
        else:
            to_shelf = undo.get("was") != Lifecycle.IN_SERVICE
            custody.take_back(row.item, custody=row, by=by, at=at, to_shelf=to_shelf)
        lines = HandoverLine.objects.filter(handover=undo.get("handover", 0))
        if not lines.filter(custody__to_at=None, custody__isnull=False).exists():
            Handover.objects.filter(pk=undo.get("handover", 0)).update(state=HandoverState.DROPPED)
        return Undone(trace.line, Outcome.UNDONE, "")


def _open(items: Sequence[Item]) -> Any:
    rows = Custody.objects.open().filter(item__in=items, single=True)
    return rows.select_related(*_HELD)
