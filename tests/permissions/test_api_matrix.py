"""Every call of the API, made by everybody who might: from its own description, so that none is forgotten."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from firstbell.config.api import api
from firstbell.platform.accounts import actions
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.states import Role
from tests.people import account
from tests.permissions import (  # noqa: F401 -- their calls
    agent_things,
    answer_things,
    article_things,
    desk_calls,
    partner_things,
    platform_calls,
    room_calls,
    rooms,
    rule_things,
    setup_things,
    software_things,
    support_things,
    timetable_things,
)
from tests.permissions.calls import CALLS, Call, nothing, path_of, sent
from tests.permissions.things import LONG_AGO, World, undone

METHODS = ("get", "post", "put", "patch", "delete")
START = "/api/v1/"
EVERY = [
    f"{method.upper()} {path.removeprefix(START)}"
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in METHODS
    if method in methods
]
# Whatever shows or changes a thing, or adds one, needs an example; a list shows what its reader may see.
TOLD = [name for name in EVERY if "{" in name or not name.startswith("GET ")]


@pytest.fixture
def world(hartley, other_school, ben_account, asha_account):
    cache.clear()
    return World(hartley=hartley, ben=ben_account, lead=asha_account)


@pytest.fixture
def people(world, tariq_account, okoro_account, sam_account, other_school, hartley):
    return {
        "technician": world.ben,
        "lead": world.lead,
        "technician of another school": tariq_account,
        "lead of another school": account("lena@n.example", "Lena Fox", Role.LEAD, other_school),
        "teacher": okoro_account,
        "student": sam_account,
        "supplier": account("sue@supply.example", "Sue Park", Role.SUPPLIER, hartley),
    }


@pytest.fixture
def client_of(people):
    """client_of("teacher") -> a client that sends a token of everything their account may do."""

    def client(name):
        _, secret = actions.make_token(
            people[name], name="Test", scopes=["*"], by=system_actor(), at=LONG_AGO
        )
        return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})

    return client


def call(client, name, path, **more):
    send = getattr(client, name.partition(" ")[0].lower())
    return send(START + path, headers={"If-Match": "1"}, **more)


def asked(name, world, client, one=None):
    """The answer to this call about a real thing."""
    one = one or CALLS.get(name) or Call(nothing)
    with undone():
        example = one.make(world)
        path = path_of(name.partition(" ")[2], one, example)
        more = {} if name.startswith("GET ") else sent(one, world, example)
        return call(client, name, path, **more)


def test_no_call_goes_without_an_example():
    missing = sorted({*TOLD} - {*CALLS})

    assert not missing, f"Give tests/permissions a thing for {', '.join(missing)}"
    assert not {*CALLS} - {*EVERY}, "An example for what is not there"


@pytest.mark.parametrize("name", EVERY)
def test_a_stranger_is_told_to_send_a_token(name, world):
    assert asked(name, world, Client()).status_code == 401


def test_a_wrong_token_is_as_good_as_none(world):
    client = Client(headers={"Authorization": "Bearer fb_wrong"})

    assert {
        asked(name, world, client, Call(nothing)).status_code for name in EVERY if "{" not in name
    } == {401}


@pytest.mark.parametrize("name", TOLD)
def test_whoever_may_does_it(name, world, client_of):
    """With the same words that others are refused with, so that it is not the words that are refused."""
    answer = asked(name, world, client_of(CALLS[name].who))

    assert answer.status_code in {200, 201, 202, 204}, answer.content


@pytest.mark.parametrize("name", [name for name in TOLD if not CALLS[name].shared])
def test_what_belongs_to_one_school_is_not_there_for_another(name, world, client_of):
    lead = asked(name, world, client_of("lead of another school"))
    # Whoever may do it nowhere is told so, whether the thing is there or not.
    role = {403} if CALLS[name].who == "lead" else set()
    technician = asked(name, world, client_of("technician of another school"))

    assert lead.status_code == 404, lead.content
    assert technician.status_code in {404, *role}, technician.content


@pytest.mark.parametrize("name", [name for name in TOLD if not name.startswith("GET ")])
def test_nobody_else_changes_anything(name, world, client_of):
    for who in ("student", "teacher", "supplier"):
        answer = asked(name, world, client_of(who))
        assert answer.status_code in {403, 404}, (who, answer.content)


# What a list shows of Hartley, that another school's list must not.
SHOWN = (
    rooms.item,
    rooms.room,
    rooms.person,
    rooms.group,
    rooms.organisation,
    rooms.year,
    rooms.bells,
)
QUERIES = {
    "GET bookings/free": "?school={school}&model={school}&starts_at=2026-11-24T11:20:00Z&ends_at=2026-11-24T12:20:00Z",
    "GET device-overview": "?school={school}",
    "GET ticket-promises": "?school={school}",
    "GET timetable/now": "?school={school}",
    "GET timetable/frozen": "?school={school}",
    "GET codes/resolve": "?text=LAP-0001",
    "GET calendar/days": "?school={school}&first=2026-11-02",
    "GET calendar/due": "?school={school}&start=2026-11-02T09:00:00Z&minutes=60",
}


@pytest.mark.parametrize("name", [name for name in EVERY if name not in TOLD])
def test_a_list_shows_another_school_nothing_of_this_one(name, world, client_of):
    hidden = {str(world.hartley.uid), *(str(make(world).thing.uid) for make in SHOWN)}
    query = QUERIES.get(name, "").format(school=world.hartley.uid)
    for who in ("technician of another school", "lead of another school", "student", "supplier"):
        answer = call(client_of(who), name, name.partition(" ")[2] + query)
        assert answer.status_code in {200, 403, 404}, (who, answer.content)
        text = answer.content.decode()
        assert who in {"student", "supplier"} or not [uid for uid in hidden if uid in text], who
