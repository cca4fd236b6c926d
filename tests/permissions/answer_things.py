"""Examples of what belongs to the work on a ticket: ready answers, steps, those copied in, costs, how it went."""

from __future__ import annotations

from datetime import date
from typing import Any

from firstbell.platform.accounts.actors import account_actor
from firstbell.support.actions import (
    costing,
    drafting,
    putting_away,
    readying,
    starting,
    ticking,
    working,
)
from firstbell.support.actions.talking import Words
from firstbell.support.models import (
    ChecklistTemplate,
    Copied,
    Macro,
    Mailbox,
    Opinion,
    Ticket,
    TicketTemplate,
)
from firstbell.support.queries import opinions as links
from tests.permissions import support_things
from tests.permissions.calls import calls, nothing
from tests.permissions.things import LONG_AGO, Example, World, example


def _ticket(world: World) -> Ticket:
    made: Ticket = support_things.by_uid(world).thing
    return made


@example(
    "support:tray", "support:answer_ready", "support:answer_people", "support:step_add", "support:follow",
    "support:copy_in", "support:time", "support:cost",
)  # fmt: skip
def ticket(world: World) -> Example:
    made = _ticket(world)
    return Example({"number": made.number}, made, post={"text": "Look at the lead", "minutes": "5"})


@example("support:draft_show")
def draft(world: World) -> Example:
    made = _ticket(world)
    return Example({"number": made.number}, made, post={"body": "On my way"})


@example("support:draft_take")
def draft_of_another(world: World) -> Example:
    made, lead = _ticket(world), account_actor(world.lead)
    drafting.keep(made, "It is the lead", by=lead, at=LONG_AGO)
    shown = drafting.show(made, by=lead, at=LONG_AGO)
    return Example({"number": made.number, "uid": shown.shared}, made)


@example("support:mine_tray", "support:mine_opinion")
def own(world: World) -> Example:
    made = support_things.own(world)
    Opinion.objects.create(ticket=made.thing, asked_at=LONG_AGO)
    made.post = {"score": "4"}
    return made


def macro_of(world: World) -> Macro:
    words = {"name": "On my way", "body": "On my way, {first_name}."}
    made: Macro = readying.add(Macro, words, by=world.system, at=LONG_AGO)
    return made


@example("support:answer_use")
def use(world: World) -> Example:
    made = _ticket(world)
    return Example({"number": made.number, "uid": macro_of(world).uid}, made)


@example("support:ready_one", "support:ready_away")
def ready(world: World) -> Example:
    made = macro_of(world)
    return Example({"kind": "answers", "uid": made.uid}, made)


@example("support:ready_new")
def new(world: World) -> Example:
    return Example({"kind": "checklists"})


@example("support:step")
def step(world: World) -> Example:
    made = _ticket(world)
    row = ticking.add(made, "Look at the lead", by=world.system, at=LONG_AGO)
    return Example({"number": made.number, "uid": row.uid}, made)


@example("support:copy_off")
def copied(world: World) -> Example:
    made = _ticket(world)
    row = Copied.objects.create(ticket=made, email="head@hartley.example", at=LONG_AGO)
    return Example({"number": made.number, "uid": row.uid}, made)


@example("support:cost_back")
def cost(world: World) -> Example:
    made = _ticket(world)
    spent = costing.Spent("A lamp", 4_900, date(2024, 9, 2))
    row = costing.add(made, spent, by=world.system, at=LONG_AGO)
    return Example({"number": made.number, "uid": row.uid}, made)


@example("support:opinion")
def opinion(world: World) -> Example:
    made = support_things.own(world).thing
    working.solve(made, Words("A new lead"), by=account_actor(world.lead), at=LONG_AGO)
    row = Opinion.objects.create(ticket=made, asked_at=LONG_AGO)
    return Example({"token": links.token(row)})


def _with_mailbox(world: World) -> Example:
    made = support_things.by_uid(world)
    Mailbox.objects.create(
        school=world.hartley, team=made.thing.team, address="help@hartley.example", host="127.0.0.1", user="help",
        password="x", created_at=LONG_AGO,
    )  # fmt: skip
    return made


def _macro(world: World) -> Example:
    made = support_things.by_uid(world)
    words = {"name": "On my way", "body": "On my way."}
    row = readying.add(Macro, words, by=world.system, at=LONG_AGO)
    return Example({"uid": made.thing.uid, "macro": row.uid}, made.thing)


def _step(world: World) -> Example:
    made = step(world)
    return Example({"uid": made.thing.uid, "step": made.words["uid"]}, made.thing)


_one = support_things.by_uid
calls("POST tickets/{uid}/macros/{macro}", _macro)
calls("GET tickets/{uid}/steps, GET tickets/{uid}/costs, POST tickets/{uid}/follow", _one)
calls("POST tickets/{uid}/steps", _one, lambda world, of: {"text": "Look at the lead"})
calls("PATCH tickets/{uid}/steps/{step}", _step, lambda world, of: {"done": True})
calls(
    "POST tickets/{uid}/costs", _one,
    lambda world, of: {"what": "A lamp", "pence": 4900, "paid_on": "2024-09-02"},
)  # fmt: skip
calls("POST tickets/{uid}/copied", _with_mailbox, lambda world, of: {"email": "head@x.example"})
calls("POST tickets/{uid}/files", _one, file=True)


def _ready(model: Any, **words: Any) -> Any:
    def make(world: World) -> Example:
        starting.start(at=LONG_AGO)
        values = {"name": "On my way", "school": world.hartley, **words}
        made = readying.add(model, values, by=world.system, at=LONG_AGO)
        return Example({"uid": made.uid}, made)

    return make


_answer, _list = _ready(Macro, body="On my way"), _ready(ChecklistTemplate, lines="Look")
_template = _ready(TicketTemplate, title="A new starter")


def _away(world: World) -> Example:
    made = _answer(world)
    putting_away.put_away(made.thing, by=world.system, at=LONG_AGO)
    return made


calls(
    "POST ticket-macros",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "name": "On my way", "body": "On my way"},
    who="lead",
)
calls(
    "POST ticket-checklists",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "name": "Lamp", "lines": "Look"},
    who="lead",
)
calls(
    "POST ticket-templates",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "name": "Starter", "title": "Starter"},
    who="lead",
)
calls("PATCH ticket-macros/{uid}", _answer, lambda world, of: {"minutes": 5}, who="lead")
calls("PATCH ticket-checklists/{uid}", _list, lambda world, of: {"lines": "Look again"}, who="lead")
calls(
    "PATCH ticket-templates/{uid}", _template, lambda world, of: {"title": "A starter"}, who="lead"
)
calls("POST ticket-ready/{kind}/{uid}/away", _answer, who="lead", more={"kind": "answers"})
calls("POST ticket-ready/{kind}/{uid}/back", _away, who="lead", more={"kind": "answers"})
