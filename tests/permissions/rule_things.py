"""Examples of rules of the desk, and the calls about them."""

from __future__ import annotations

from firstbell.support.actions import putting_away, ruling, starting
from firstbell.support.models import Rule
from tests.permissions.calls import calls, nothing
from tests.permissions.setup_things import ticket
from tests.permissions.things import LONG_AGO, Example, World, example

_DOES = [{"do": "note", "value": "", "words": "Look"}]


def _rule(world: World) -> Rule:
    starting.start(at=LONG_AGO)
    row = Rule(school=world.hartley, kind="event")
    return ruling.save(row, name="Look", whens=["opened"], does=_DOES, by=world.system, at=LONG_AGO)


@example(
    "support:setup_rule", "support:setup_rule_shift", "support:setup_rule_away",
)  # fmt: skip
def rule(world: World) -> Example:
    made = _rule(world)
    return Example({"uid": made.uid}, made)


@example("support:setup_rule_switch")
def switched(world: World) -> Example:
    made = _rule(world)
    return Example({"uid": made.uid, "to": "on"}, made)


@example("support:setup_rule_back")
def gone(world: World) -> Example:
    made = _rule(world)
    putting_away.put_away(made, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


@example("support:setup_rule_new", "support:setup_rule_look")
def kind(world: World) -> Example:
    return Example({"kind": "event"})


calls(
    "POST ticket-rules", nothing,
    lambda world, of: {"school": world.hartley.uid, "name": "Look", "whens": ["opened"], "does": _DOES}, who="lead",
)  # fmt: skip
calls("GET ticket-rules/{uid}, GET ticket-rules/{uid}/preview, GET ticket-rules/{uid}/firings", rule, who="lead")  # fmt: skip
calls("PATCH ticket-rules/{uid}", rule, lambda world, of: {"name": "Look well"}, who="lead")
calls("POST ticket-rules/{uid}/switch", rule, lambda world, of: {"on": True}, who="lead")
calls("POST ticket-rules/{uid}/away", rule, who="lead")
calls("GET tickets/{uid}/firings", ticket)
