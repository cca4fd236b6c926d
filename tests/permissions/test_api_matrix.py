"""Every call of the API, made by everybody who might: from its own description, so that none is forgotten."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from firstbell.config.api import api
from firstbell.platform.accounts import actions
from firstbell.platform.accounts.actors import system_actor
from tests.permissions import rooms  # noqa: F401 -- their examples
from tests.permissions.things import EXAMPLES, LONG_AGO, World

METHODS = ("get", "post", "put", "patch", "delete")
CALLS = [
    (method.upper(), path)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in METHODS
    if method in methods
]
# Which example answers to the first word of a path.
THINGS = {
    "buildings": "places:building",
    "rooms": "places:room",
    "people": "people:person",
    "groups": "people:group",
    "organisations": "people:organisation",
    "keepers": "people:keeper_end",
    "items": "equipment:item",
    "schools": "school",
    "calendar/years": "calendar:year",
    "calendar/bells": "calendar:bells",
}


@pytest.fixture
def world(hartley, other_school, ben_account, asha_account):
    cache.clear()
    return World(hartley=hartley, ben=ben_account, lead=asha_account)


@pytest.fixture
def caller(world):
    """caller(account) -> a client that sends a token of everything its account may do."""

    def call(somebody):
        _, secret = actions.make_token(
            somebody, name="Test", scopes=["*"], by=system_actor(), at=LONG_AGO
        )
        return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})

    return call


def example_of(path, world):
    name = next(
        (name for start, name in THINGS.items() if path.startswith(f"/api/v1/{start}/{{")), None
    )
    return EXAMPLES[name](world) if name else None


def filled(path, example):
    """The path with the example's uid, or with one that leads nowhere."""
    uid = next(iter(example.words.values())) if example else uuid4()
    first = re.sub(r"\{[a-z_]*uid\}|\{key\}", str(uid), path, count=1)
    return re.sub(
        r"\{thing_type\}",
        "places.room",
        re.sub(r"\{[a-z_]*(uid|kept)\}|\{key\}", str(uuid4()), first),
    )


def call(client, method, url):
    sent = getattr(client, method.lower())
    more = (
        {}
        if method == "GET"
        else {"data": "{}", "content_type": "application/json", "headers": {"If-Match": "1"}}
    )
    return sent(url, **more)


@pytest.mark.parametrize(("method", "path"), CALLS, ids=lambda value: value)
def test_a_stranger_is_told_to_send_a_token(method, path, db):
    for client in (Client(), Client(headers={"Authorization": "Bearer fb_wrong"})):
        assert call(client, method, filled(path, None)).status_code == 401


@pytest.mark.parametrize(("method", "path"), CALLS, ids=lambda value: value)
def test_what_belongs_to_one_school_is_not_there_for_another(
    method, path, world, caller, tariq_account, sam_account
):
    example = example_of(path, world)
    url = filled(path, example)
    for somebody in (tariq_account, sam_account):
        answer = call(caller(somebody), method, url)
        assert answer.status_code < 500, answer.content
        if "{" in path:
            shared = example is None or somebody == sam_account
            assert answer.status_code >= 400 or shared, (
                "a thing of Hartley Vale was shown or changed"
            )
        if somebody == tariq_account and answer.status_code == 200 and not answer.streaming:
            assert str(world.hartley.uid) not in answer.content.decode()


@pytest.mark.parametrize(
    ("method", "path"), [call for call in CALLS if call[0] != "GET"], ids=lambda value: value
)
def test_a_student_changes_nothing(method, path, world, caller, sam_account):
    answer = call(caller(sam_account), method, filled(path, example_of(path, world)))

    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("path", [path for method, path in CALLS if method == "GET"])
def test_a_technician_reads_what_belongs_to_the_school(path, world, caller):
    example = example_of(path, world)

    answer = call(caller(world.ben), "GET", filled(path, example))

    assert answer.status_code < 500, answer.content
    if example is not None and path.count("{") == 1:
        assert answer.status_code == 200
