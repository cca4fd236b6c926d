"""Examples of what the software room shows, and the calls about it."""

from __future__ import annotations

from firstbell.lib.programs import Rule
from firstbell.software.actions import licensing, naming, recording, requiring
from firstbell.software.actions.releases import Seen
from firstbell.software.models import Title
from tests.permissions import rooms
from tests.permissions.calls import calls, nothing
from tests.permissions.things import LONG_AGO, Example, World, example

_TRUST = "programs have one name in the whole trust"


@example("software:title", "software:title_call")
def title(world: World) -> Example:
    item = rooms.item(world).thing
    recording.record(item, {Seen("Kettle Draw"): None}, by=world.system, at=LONG_AGO)
    made = Title.objects.get(name="Kettle Draw")
    return Example({"uid": made.uid}, made)


@example("software:item")
def programs(world: World) -> Example:
    item = rooms.item(world).thing
    recording.record(item, {Seen("Kettle Draw"): None}, by=world.system, at=LONG_AGO)
    return Example({"uid": item.uid}, item)


@example("software:rule", "software:rule_first", "software:rule_remove")
def rule(world: World) -> Example:
    made = naming.add_rule(Rule("Kettle*", "Kettle"), by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


@example("software:violations", "software:wanted_end")
def requirement(world: World) -> Example:
    made = requiring.want(
        title(world).thing, requiring.Wish("forbidden"), school=world.hartley, by=world.system, at=LONG_AGO
    )  # fmt: skip
    return Example({"uid": made.uid}, made)


@example(
    "software:licence", "software:licence_change", "software:licence_key", "software:licence_remove"
)
def licence(world: World) -> Example:
    of = title(world).thing
    made = licensing.add(world.hartley, of, metric="site", key="AB12", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


calls("POST programs/{uid}/name", title, lambda world, of: {"name": "Draw"}, shared=_TRUST)
calls(
    "POST naming-rules",
    nothing,
    lambda world, of: {"pattern": "Kettle*", "title": "Kettle"},
    shared=_TRUST,
)
calls("GET naming-rules/{uid}, DELETE naming-rules/{uid}", rule, shared=_TRUST)
calls("PATCH naming-rules/{uid}", rule, lambda world, of: {"title": "Kettle"}, shared=_TRUST)
calls(
    "POST naming-rules/{uid}/move",
    rule,
    lambda world, of: {"before": rule(world).thing.uid},
    shared=_TRUST,
)
calls(
    "POST naming-rules/trial",
    nothing,
    lambda world, of: {"names": [{"name": "Kettle 3"}]},
    shared=_TRUST,
)
calls(
    "POST requirements",
    title,
    lambda world, of: {
        "school": world.hartley.uid,
        "program": of.thing.uid,
        "wanted": "forbidden",
    },
)
calls("POST requirements/{uid}/end, GET requirements/{uid}/violations", requirement)
calls(
    "POST licences",
    title,
    lambda world, of: {"school": world.hartley.uid, "program": of.thing.uid, "metric": "site"},
)
calls("PATCH licences/{uid}", licence, lambda world, of: {"notes": "Renewed"})
