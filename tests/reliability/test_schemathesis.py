"""Whatever a stranger's program sends to any address of the API, the answer is a sentence, never a fault of ours."""

from __future__ import annotations

import contextlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from firstbell.config.api import api
from firstbell.equipment.actions import cataloguing, counting, custody, lending, registering
from firstbell.equipment.models import Category, Model
from firstbell.lib import clock
from firstbell.people.actions.rosters import running, sources
from firstbell.people.models import Person
from firstbell.people.states import SourceKind
from firstbell.places.models import Building, Room
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import account_actor, system_actor
from firstbell.platform.accounts.states import Role
from tests.people import account

pytestmark = pytest.mark.slow

EXAMPLES = 4
LIST = b"MIS number,First name,Last name,Year,Who\n777,Test,Pupil,9,student\n"
MEAN_TEXTS = (
    "",
    "\0",
    "a\0b",
    "\ufffe",
    "x" * 100_000,
    "٣",
    "-1",
    "1e999",
    "\u202e",
    "9" * 400,
    "'",
    "%00",
    "0000-00-00",
)
MEAN = (
    *MEAN_TEXTS,
    "\ud800",
    None,
    -1,
    0,
    2**31,
    2**63,
    10**400,
    1e308,
    True,
    [],
    {},
    ["\0"],
    {"\0": "\ud800"},
    [[]],
)

SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
OPERATIONS = {result.ok().label: result.ok() for result in SCHEMA.get_all_operations()}

gentle = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def lead(hartley: Any) -> Any:
    return account("lee@trust.example", "Lee Marsh", Role.LEAD, None)


@pytest.fixture
def token(lead: Any) -> str:
    return make_token(lead, name="Tests", scopes=["write"], by=system_actor(), at=clock.now())[1]


@pytest.fixture
def lent(hartley: Any, lead: Any, moment: Any) -> Any:
    """A basket with a thing in it, a count that a phone has joined, and a list of people that was looked at."""

    def make(item: Any) -> dict[str, str]:
        by = account_actor(lead)
        basket = lending.begin(hartley, by=by, at=moment)
        line = basket.lines.create(item=item, at=moment)
        count = counting.plan(
            hartley, name="July", scope=counting.Scope(), by=system_actor(), at=moment
        )
        counting.open_count(count, by=system_actor(), at=moment)
        phone, _ = counting.join(count, lead, device="Phone", by=system_actor(), at=moment)
        source = sources.add_source(hartley, name="MIS", kind=SourceKind.LIST, by=by, at=moment)
        run = running.begin(source, name="a.csv", content=[LIST], by=by, at=moment)
        running.read(run, at=moment)
        found = {
            "handovers": basket, "lines": line, "counts": count, "joins": phone, "roster-sources": source,
            "roster-runs": run,
        }  # fmt: skip
        return {name: str(thing.uid) for name, thing in found.items()}

    return make


@pytest.fixture
def known(hartley: Any, moment: Any, lent: Any) -> dict[str, Any]:
    """What the words of a path or a body may point at, so that more than "not found" is tried."""
    by = system_actor()
    building = Building(school=hartley).call("ICT block")
    building.save()
    room = Room(school=hartley, building=building).call("ICT 2")
    room.save()
    person = Person(school=hartley).call(
        title="Ms", given_name="Chi", family_name="Okafor", known_as=""
    )
    person.save()
    laptops = cataloguing.add(Category, name="Laptop", by=by, at=moment, tag_prefix="LAP-")
    model = cataloguing.add(Model, name="Latitude", by=by, at=moment, category=laptops)
    drafts = [registering.Draft(laptops, {}), registering.Draft(laptops, {"serial": "5CD1478"})]
    one, other = registering.register(hartley, drafts, by=by, at=moment)
    held = custody.give(laptops.items.get(pk=other.id), to=person, by=by, at=moment)
    found = {
        "school": hartley, "building": building, "room": room, "home": room, "place": room, "person": person,
        "people": person, "category": laptops, "model": model, "item": other, "custody": held,
    }  # fmt: skip
    return {**lent(laptops.items.get(pk=one.id)), **{name: str(thing.uid) for name, thing in found.items()}, "uid": str(one.uid), "schools": str(hartley.uid),
            "items": str(one.uid), "buildings": str(building.uid), "rooms": str(room.uid)}  # fmt: skip


def aimed(case: Any, known: dict[str, str]) -> Any:
    """The same request at things that are there."""
    words = case.path.strip("/").split("/")
    for name in case.path_parameters or {}:
        before = words[words.index(f"{{{name}}}") - 1] if f"{{{name}}}" in words else name
        if "uid" in name and before in known:
            case.path_parameters[name] = known[before]
    if isinstance(case.body, dict):
        case.body.update({name: known[name] for name in case.body if name in known})
    return case


def spoiled(data: Any, body: Any) -> Any:
    """One of its fields holds something that no person types."""
    if not isinstance(body, dict) or not body:
        return data.draw(st.sampled_from(MEAN))
    name = data.draw(st.sampled_from(sorted(body)))
    return {**body, name: data.draw(st.sampled_from(MEAN))}


def no_fault(case: Any, token: str) -> None:
    cache.clear()  # the limit of requests a minute is another test's
    headers = {"Authorization": f"Bearer {token}", "If-Match": "1"}
    body = {} if isinstance(case.body, NotSet) else {"data": json.dumps(case.body, default=str)}
    query = urlencode({name: str(value) for name, value in (case.query or {}).items()})
    # A fault is raised here as it is, with the place where it happened.
    answer = Client(headers=headers).generic(
        case.method, f"{case.formatted_path}?{query}", content_type="application/json", **body
    )
    assert answer.status_code < 500, (
        f"{case.method} {case.formatted_path} {case.query} {case.body!r:.500}"
    )


@pytest.mark.parametrize("label", OPERATIONS)
def test_nothing_sent_to_it_is_a_fault_of_ours(
    label: str, token: str, known: dict[str, str]
) -> None:
    operation = OPERATIONS[label]

    @gentle
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def as_described(case: Any) -> None:
        no_fault(aimed(case, known), token)

    @gentle
    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    def as_not_described(case: Any) -> None:
        no_fault(case, token)

    @gentle
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE), data=st.data())
    def mean(case: Any, data: Any) -> None:
        case = aimed(case, known)
        if operation.body:
            case.body = spoiled(data, case.body)
        if operation.query:
            case.query = {
                **(case.query or {}),
                data.draw(st.sampled_from(sorted(q.name for q in operation.query))): data.draw(
                    st.sampled_from(MEAN_TEXTS)
                ),
            }
        no_fault(case, token)

    as_described()
    mean()
    if operation.body or operation.query:  # what takes nothing cannot be sent anything wrong
        with contextlib.suppress(Unsatisfiable):
            as_not_described()
