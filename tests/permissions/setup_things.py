"""Examples of what a desk is made of, and the calls about it."""

from __future__ import annotations

from typing import Any

from firstbell.people.models import Person
from firstbell.platform.codes import actions as codes
from firstbell.support.actions import approving, putting_away, requesting, starting, teaming
from firstbell.support.actions.approving import Step
from firstbell.support.actions.requesting import Request
from firstbell.support.models import Area, Category, RequestType, Status, Team, Voice
from tests.permissions import rooms
from tests.permissions.calls import calls, nothing
from tests.permissions.things import LONG_AGO, Example, World, example


def _team(world: World) -> Team:
    starting.start(at=LONG_AGO)
    teaming.save_team(Team(school=world.hartley), name="ICT", by=world.system, at=LONG_AGO)
    return teaming.save_team(Team(school=world.hartley), name="AV", by=world.system, at=LONG_AGO)


@example("support:setup_new")
def new(world: World) -> Example:
    return Example({"noun": "teams"})


@example("support:setup_one", "support:setup_shift", "support:setup_away")
def team(world: World) -> Example:
    made = _team(world)
    return Example({"noun": "teams", "uid": made.uid}, made)


@example("support:setup_back")
def gone(world: World) -> Example:
    made = _team(world)
    putting_away.put_away(made, by=world.system, at=LONG_AGO)
    return Example({"noun": "teams", "uid": made.uid}, made)


@example(
    "support:setup_areas", "support:setup_area_new", "support:setup_steps", "support:setup_keeping",
    "support:setup_keeping_preview",
)  # fmt: skip
def inside(world: World) -> Example:
    made = _team(world)
    return Example({"uid": made.uid}, made)


@example("support:setup_area", "support:setup_area_off")
def area(world: World) -> Example:
    made = teaming.save_area(
        Area(team=_team(world)), name="AV", members=[], categories=[], by=world.system, at=LONG_AGO
    )
    return Example({"uid": made.uid}, made)


def category(world: World) -> Example:
    starting.start(at=LONG_AGO)
    made = Category.objects.get(name="Printing")
    return Example({"uid": made.uid}, made)


def status(world: World) -> Example:
    starting.start(at=LONG_AGO)
    made = Status.objects.get(name="Booked in")
    return Example({"uid": made.uid}, made)


SHARED = "every school of the trust has the same"
calls(
    "POST ticket-teams",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "name": "AV"},
    who="lead",
)
calls("GET ticket-teams/{uid}", inside)
calls("PATCH ticket-teams/{uid}", inside, lambda world, of: {"words": "The hall"}, who="lead")
calls("POST ticket-teams/{uid}/away", inside, who="lead")
calls(
    "POST ticket-categories",
    nothing,
    lambda world, of: {"name": "Robots"},
    who="lead",
    shared=SHARED,
)
calls(
    "PATCH ticket-categories/{uid}",
    category,
    lambda world, of: {"name": "Print"},
    who="lead",
    shared=SHARED,
)
calls("POST ticket-categories/{uid}/away", category, who="lead", shared=SHARED)
calls(
    "PUT ticket-categories/order", category,
    lambda world, of: {"uids": list(Category.objects.live().values_list("uid", flat=True))}, who="lead", shared=SHARED,
)  # fmt: skip
calls(
    "POST ticket-statuses", nothing, lambda world, of: {"name": "Parked"}, who="lead", shared=SHARED
)
calls(
    "PATCH ticket-statuses/{uid}",
    status,
    lambda world, of: {"name": "Diary"},
    who="lead",
    shared=SHARED,
)
calls("POST ticket-statuses/{uid}/away", status, who="lead", shared=SHARED)
calls(
    "PUT ticket-statuses/order", status,
    lambda world, of: {"uids": list(Status.objects.live().values_list("uid", flat=True))}, who="lead", shared=SHARED,
)  # fmt: skip


def _request(world: World) -> RequestType:
    starting.start(at=LONG_AGO)
    row = RequestType(school=world.hartley, created_at=LONG_AGO)
    return requesting.save(row, name="A robot", by=world.system, at=LONG_AGO)


@example("support:setup_questions", "support:setup_preview", "support:setup_approvers")
def request(world: World) -> Example:
    made = _request(world)
    return Example({"uid": made.uid}, made)


@example("support:ask_for")
def asked_for(world: World) -> Example:
    made = _request(world)
    made.for_students = True
    made.bump("for_students")
    return Example({"uid": made.uid}, made)


@example("support:room_card")
def room(world: World) -> Example:
    return rooms.room(world)


@example("support:concern_here")
def anybody(world: World) -> Example:
    thing = rooms.room(world).thing
    code = codes.issue([thing], by=world.system, at=LONG_AGO)[thing.uid]
    return Example({"value": code.value})


def _voice(world: World) -> Voice:
    made = _request(world)
    ben = person(world)
    approving.set_steps(made, [Step("person", person=ben)], by=world.system, at=LONG_AGO)
    place = rooms.room(world).thing
    requesting.ask(world.hartley, Request(made, place), by=world.system, at=LONG_AGO)
    return Voice.objects.select_related("approval__ticket").get()


def person(world: World) -> Person:
    found: Person = rooms.person(world).thing
    people = Person.objects.filter(pk=found.pk)
    people.update(email="ben@hartley.example")
    world.ben.person_uid = found.uid
    world.ben.save(update_fields=["person_uid"])
    return people.get()


@example("support:approval")
def approval(world: World) -> Example:
    """Ben is asked, and nobody else finds it."""
    voice = _voice(world)
    return Example(
        {"uid": voice.uid}, voice.approval.ticket, lambda actor: actor.account_id == world.ben.pk
    )


@example("support:approve")
def link(world: World) -> Example:
    """Whoever holds the link of a mail needs no account."""
    return Example({"token": approving.token(_voice(world))})


def ticket(world: World) -> Example:
    made = _voice(world).approval.ticket
    return Example({"uid": made.uid}, made)


calls(
    "POST request-types",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "name": "A robot"},
    who="lead",
)
calls("PATCH request-types/{uid}", request, lambda world, of: {"words": "It moves"}, who="lead")
calls(
    "PUT request-types/{uid}/questions", request,
    lambda world, of: {"questions": [{"key": "a", "text": "Why?", "kind": "text"}]}, who="lead",
)  # fmt: skip
calls("POST request-types/{uid}/away", request, who="lead")
calls(
    "POST requests", request,
    lambda world, of: {"school": world.hartley.uid, "request_type": of.thing.uid, "room": rooms.room(world).thing.uid},
)  # fmt: skip
calls("GET tickets/{uid}/answers", ticket)
calls("GET tickets/{uid}/approvals", ticket)


@example("support:promise_of")
def promised(world: World) -> Example:
    starting.start(at=LONG_AGO)
    made = RequestType.objects.create(name="A projector", school=world.hartley, created_at=LONG_AGO)
    return Example({"kind": "request", "uid": made.uid}, made)


def _of_team(world: World) -> Example:
    made = area(world).thing.team
    return Example({"uid": made.uid}, made)


def _area_by_uid(world: World) -> Example:
    made = area(world).thing
    return Example({"uid": made.team.uid, "area": made.uid}, made.team)


def _step(world: World, of: Example) -> dict[str, Any]:
    first, second = Status.objects.live()[:2]
    return {"steps": [{"was": first.uid, "now": second.uid}]}


calls("GET ticket-teams/{uid}/areas, GET ticket-teams/{uid}/steps", _of_team, who="lead")
calls("POST ticket-teams/{uid}/areas", _of_team, lambda world, of: {"name": "Phones"}, who="lead")
calls(
    "PUT ticket-teams/{uid}/areas/{area}",
    _area_by_uid,
    lambda world, of: {"name": "Phones"},
    who="lead",
)
calls("DELETE ticket-teams/{uid}/areas/{area}", _area_by_uid, who="lead")
calls("PUT ticket-teams/{uid}/steps", _of_team, _step, who="lead")


def _promised(world: World, of: Example) -> dict[str, Any]:
    minutes = {"acknowledge": 5, "respond": 10, "update": 30, "resolve": 60}
    return {"school": world.hartley.uid, "stops": "now", **minutes}


def _usually(world: World, of: Example) -> dict[str, Any]:
    return {"school": world.hartley.uid, "category": of.words["uid"]}


calls("PUT ticket-promises", nothing, _promised, who="lead")
calls("POST ticket-promises/usual", category, _usually, who="lead")
