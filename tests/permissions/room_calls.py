"""The calls about the rooms of the house: the calendar, places, people and equipment."""

from __future__ import annotations

from datetime import date
from typing import Any

from firstbell.equipment.actions import custody, moving, planning, registering, stages
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.places import actions as places
from tests.permissions import rooms
from tests.permissions.calls import calls, nothing
from tests.permissions.things import LONG_AGO, Example, World

_TERMS = [{"name": "Autumn", "first": "2026-09-02", "last": "2026-12-18"}]
_PERIODS = [{"label": "1", "starts": "09:00", "ends": "10:00"}]
_TRUST = "the catalogue is the whole trust's"


def _two_rooms(world: World) -> Example:
    one = rooms.room(world)
    other = places.add_room(
        world.hartley, name="ICT 3", building=one.thing.building, by=world.system, at=LONG_AGO
    )
    one.post = {"into": other.uid}
    return one


def _two_people(world: World) -> Example:
    one = rooms.person(world)
    other = people.add_person(
        world.hartley, kind=MemberKind.STAFF, given_name="Chima", family_name="Okafor",
        from_on=date(2019, 9, 1), by=world.system, at=LONG_AGO,
    )  # fmt: skip
    one.post = {"into": other.uid}
    return one


def _two_items(world: World) -> Example:
    one = rooms.item(world)
    drafts = [registering.Draft(one.thing.category, {})]
    [other] = registering.register(world.hartley, drafts, by=world.system, at=LONG_AGO)
    one.post = {"into": other.uid}
    return one


def _left(world: World) -> Example:
    one = rooms.person(world)
    stay = one.thing.memberships.get()
    people.leave(stay, on=date(2021, 7, 21), by=world.system, at=LONG_AGO)
    return one


def _placed(world: World) -> Example:
    """On a floor with a room, where a plan can be."""
    one = rooms.item(world)
    room = rooms.room(world).thing
    moving.move([one.thing], to=room, by=world.system, at=LONG_AGO, and_home=True)
    planning.put_on_plan(one.thing, by=world.system, at=LONG_AGO)
    return one


def _covered(world: World) -> Example:
    one = rooms.cover(world)
    return Example({"uid": one.words["key"], "cover_uid": one.words["uid"]}, one.thing)


def _given(world: World) -> Example:
    one = rooms.item(world)
    who = rooms.person(world).thing
    custody.give(one.thing, to=who, by=world.system, at=LONG_AGO)
    return one


def _gone(world: World) -> Example:
    one = rooms.item(world)
    stages.remove(one.thing, why="Twice there", by=world.system, at=LONG_AGO)
    return one


def _merged(world: World, of: Example) -> dict[str, Any]:
    return of.post


calls(
    "POST calendar/years", nothing, lambda world, of: {"school": world.hartley.uid, "terms": _TERMS}
)
calls(
    "PUT calendar/years/{uid}, DELETE calendar/years/{uid}",
    rooms.year,
    lambda world, of: {"terms": _TERMS},
)
calls(
    "POST calendar/closed-days",
    rooms.year,
    lambda world, of: {"school": world.hartley.uid, "first": "2026-11-27"},
)
calls("DELETE calendar/closed-days/{uid}", rooms.closed_day)
calls(
    "POST calendar/bells",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "name": "Usual", "periods": _PERIODS},
)
calls(
    "PUT calendar/bells/{uid}, DELETE calendar/bells/{uid}",
    rooms.bells,
    lambda world, of: {"name": "Usual", "periods": _PERIODS},
)

calls("POST buildings", nothing, lambda world, of: {"school": world.hartley.uid, "name": "Gym"})
calls("GET buildings/{uid}", rooms.building)
calls(
    "PATCH buildings/{uid}, POST buildings/{uid}/floors",
    rooms.building,
    lambda world, of: {"name": "Top"},
)
calls(
    "POST rooms",
    rooms.building,
    lambda world, of: {
        "school": world.hartley.uid,
        "rooms": [{"name": "ICT 4", "building": of.thing.uid}],
    },
)
calls(
    "GET rooms/{uid}, POST rooms/{uid}/archive, POST rooms/{uid}/restore, GET rooms/{uid}/keepers",
    rooms.room,
)
calls("PATCH rooms/{uid}, POST rooms/{uid}/aliases", rooms.room, lambda world, of: {"name": "Rm 2"})
calls("PUT rooms/{uid}/place", rooms.room, lambda world, of: {"x": 500, "y": 500})
calls("POST rooms/{uid}/merge", _two_rooms, _merged, who="lead")
calls(
    "POST rooms/{uid}/keepers",
    rooms.room,
    lambda world, of: {"person": rooms.person(world).thing.uid},
)
calls("DELETE keepers/{uid}", rooms.keeper)

calls(
    "POST people",
    nothing,
    lambda world, of: {
        "school": world.hartley.uid,
        "people": [{"given_name": "Chi", "family_name": "Obi", "kind": "staff"}],
    },
)
calls("GET people/{uid}", rooms.person)
calls("PATCH people/{uid}", rooms.person, lambda world, of: {"given_name": "Chioma"})
calls(
    "POST people/{uid}/leave",
    rooms.person,
    lambda world, of: {"school": world.hartley.uid, "on": "2026-07-21"},
)
calls(
    "POST people/{uid}/account",
    rooms.person,
    lambda world, of: {"email": "ben@hartley.example"},
    who="lead",
)
calls("POST people/{uid}/merge", _two_people, _merged, who="lead")
calls("POST people/{uid}/anonymise", _left, who="lead")
calls("POST groups", nothing, lambda world, of: {"school": world.hartley.uid, "name": "8B"})
calls("GET groups/{uid}/members", rooms.member)
calls(
    "POST groups/{uid}/members",
    rooms.member,
    lambda world, of: {"people": [rooms.person(world).thing.uid]},
)
calls(
    "POST organisations",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "name": "Fen Supplies"},
)
calls(
    "GET organisations/{uid}, POST organisations/{uid}/archive, POST organisations/{uid}/restore",
    rooms.organisation,
)
calls("PATCH organisations/{uid}", rooms.organisation, lambda world, of: {"name": "Oakfield"})

calls(
    "POST items",
    rooms.category,
    lambda world, of: {"school": world.hartley.uid, "category": of.thing.uid},
)
calls("GET items/{uid}", rooms.item)
calls("PATCH items/{uid}", rooms.item, lambda world, of: {"serial": "5CG2380"})
calls(
    "POST items/{uid}/custody",
    rooms.item,
    lambda world, of: {"person": rooms.person(world).thing.uid},
)
calls("POST items/{uid}/return", _given)
calls(
    "POST items/{uid}/place, POST items/{uid}/sightings",
    rooms.item,
    lambda world, of: {"room": rooms.room(world).thing.uid},
)
calls("POST items/{uid}/stage", rooms.item, lambda world, of: {"stage": "missing"})
calls("POST items/{uid}/cover", rooms.item, lambda world, of: {"ends_on": "2030-01-01"})
calls("DELETE items/{uid}/cover/{cover_uid}", _covered)
calls("POST items/{uid}/removal", rooms.item, lambda world, of: {"why": "Twice there"}, who="lead")
calls("POST items/{uid}/restoration", _gone, who="lead")
calls(
    "PUT items/{uid}/plan, DELETE items/{uid}/plan", _placed, lambda world, of: {"x": 500, "y": 500}
)
calls("POST items/{uid}/merge", _two_items, _merged, who="lead")
calls("POST items/{uid}/transfer", rooms.item, lambda world, of: {"school": world.hartley.uid})
calls("POST categories", nothing, lambda world, of: {"name": "Visualiser"}, shared=_TRUST)
calls(
    "POST models",
    rooms.category,
    lambda world, of: {"name": "X1", "category": of.thing.uid},
    shared=_TRUST,
)
calls("GET models/{uid}", rooms.model, shared=_TRUST)
calls("PATCH models/{uid}", rooms.model, lambda world, of: {"number": "P124F"}, shared=_TRUST)
calls(
    "POST stage-labels",
    nothing,
    lambda world, of: {"name": "Waiting", "lifecycle": "retired"},
    shared=_TRUST,
)
calls("DELETE stage-labels/{uid}", rooms.stage_label, shared=_TRUST)
calls("POST junk-serials", nothing, lambda world, of: {"value": "NONE"}, shared=_TRUST)
calls("DELETE junk-serials/{uid}", rooms.junk_serial, shared=_TRUST)
