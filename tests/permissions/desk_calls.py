"""The calls about the loan desk, counts, and where people come from."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from firstbell.equipment.actions import counting, lending
from firstbell.equipment.models import Handover
from firstbell.equipment.states import Direction
from firstbell.people.actions.rosters import running
from firstbell.platform.accounts.actors import account_actor
from tests.permissions import count_things, desk_things, rooms, roster_things
from tests.permissions.calls import calls, nothing
from tests.permissions.things import LONG_AGO, Example, World


def _scan(world: World, of: Example) -> dict[str, Any]:
    return {"code": "no such thing", "scan_id": uuid4()}


def _line(world: World) -> Example:
    made = desk_things.line(world).thing
    return Example({"uid": made.uid, "line_uid": made.lines.get().uid}, made)


def _ready(world: World) -> Example:
    one = desk_things.basket(world)
    Handover.objects.filter(pk=one.thing.pk).update(person=rooms.person(world).thing)
    return one


def _item(world: World, of: Example) -> dict[str, Any]:
    return {"item": of.thing.lines.get().item.uid, "scan_id": uuid4()}


def _holder(world: World, of: Example) -> dict[str, Any]:
    return {"person": rooms.person(world).thing.uid, "scan_id": uuid4()}


def _pile(world: World) -> Example:
    given = desk_things.brought(world)
    ben = account_actor(world.ben)
    made = lending.begin(world.hartley, by=ben, at=LONG_AGO, direction=Direction.BACK)
    return Example({"uid": made.uid}, made, post={"custody": given.words["uid"]})


calls("POST handovers", nothing, lambda world, of: {"school": world.hartley.uid})
calls("GET handovers/{uid}, POST handovers/{uid}/drop", desk_things.basket)
calls("PATCH handovers/{uid}", desk_things.basket, lambda world, of: {"note": "For the trip"})
calls("POST handovers/{uid}/scans", desk_things.basket, _scan)
calls("POST handovers/{uid}/undo", desk_things.basket)
calls("POST handovers/{uid}/complete", _ready)
calls("POST handovers/{uid}/ask", desk_things.to_ask)
calls("POST handovers/{uid}/holder", desk_things.basket, _holder)
calls("POST handovers/{uid}/take-over", desk_things.basket, _item)
calls(
    "POST handovers/{uid}/bring",
    _pile,
    lambda world, of: {"custody": of.post["custody"], "scan_id": uuid4()},
)
calls(
    "PATCH handovers/{uid}/lines/{line_uid}, DELETE handovers/{uid}/lines/{line_uid}",
    _line,
    lambda world, of: {"quantity": 1},
)


def _draft(world: World) -> Example:
    rooms.item(world)
    made = counting.plan(
        world.hartley, name="Summer", scope=counting.Scope(), by=world.system, at=LONG_AGO
    )
    return Example({"uid": made.uid}, made)


def _joined(world: World) -> Example:
    one = count_things.joined(world)
    return Example({"uid": one.thing.uid, "join_uid": one.words["uid"]}, one.thing)


calls("POST counts", nothing, lambda world, of: {"school": world.hartley.uid, "name": "Summer"})
calls("GET counts/{uid}, GET counts/{uid}/lines", count_things.count)
calls("PATCH counts/{uid}", _draft, lambda world, of: {"name": "Winter"})
calls("POST counts/{uid}/open", _draft)
calls("POST counts/{uid}/close, POST counts/{uid}/cancel", count_things.count)
calls("POST counts/{uid}/joins", count_things.count, lambda world, of: {"device": "A scanner"})
calls("DELETE counts/{uid}/joins/{join_uid}", _joined)


def _applying(world: World) -> Example:
    one = _list(world)
    running.bring_in(one.thing, by=world.asha, at=LONG_AGO)
    return one


def _list(world: World) -> Example:
    made = roster_things.a_run(world)
    return Example({"uid": made.uid}, made)


calls("GET roster-sources/{uid}, GET roster-sources/{uid}/runs", roster_things.source)
calls("POST roster-sources/{uid}/runs", roster_things.source, file=True)
calls("POST roster-sources/{uid}/ask", roster_things.directory)
calls("GET roster-runs/{uid}, GET roster-runs/{uid}/lines", roster_things.run)
calls("POST roster-runs/{uid}/people", roster_things.run, lambda world, of: {"said": {"777": None}})
calls("POST roster-runs/{uid}/apply", _list)
calls("POST roster-runs/{uid}/cancel", _applying)
calls("POST leavers/ask", roster_things.leaver, lambda world, of: {"people": [of.words["uid"]]})
