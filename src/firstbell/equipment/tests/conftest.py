from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from firstbell.equipment.actions import booking, booking_rules, cataloguing, registering
from firstbell.equipment.actions.booking import Wish
from firstbell.equipment.models import Category, Item, Manufacturer, Model
from firstbell.equipment.queries.availability import Wanted
from firstbell.equipment.tests.counting import Counting
from firstbell.equipment.tests.periods import PERIOD_3
from firstbell.lib import clock
from firstbell.people.models import Membership, Person
from firstbell.places.models import Building, Room
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import account_actor, system_actor


@pytest.fixture
def ict_2(hartley):
    building = Building(school=hartley).call("ICT block")
    building.save()
    room = Room(school=hartley, building=building).call("ICT 2")
    room.save()
    return room


@pytest.fixture
def store(ict_2):
    room = Room(school=ict_2.school, building=ict_2.building, kind="store").call("ICT store")
    room.save()
    return room


@pytest.fixture
def okafor(hartley):
    person = Person(school=hartley).call(
        title="Ms", given_name="Chi", family_name="Okafor", known_as=""
    )
    person.save()
    return person


@pytest.fixture
def cole(hartley):
    person = Person(school=hartley).call(
        title="Mr", given_name="Jon", family_name="Cole", known_as=""
    )
    person.save()
    return person


@pytest.fixture
def laptops(db, moment):
    return cataloguing.add(
        Category,
        name="Laptop",
        by=system_actor(),
        at=moment,
        tag_prefix="LAP-",
        life_months=60,
        has_battery=True,
    )


@pytest.fixture
def trolleys(db, moment):
    return cataloguing.add(
        Category, name="Trolley", by=system_actor(), at=moment, tag_prefix="TRO-", is_container=True
    )


@pytest.fixture
def leads(db, moment):
    return cataloguing.add(
        Category,
        name="Patch leads",
        by=system_actor(),
        at=moment,
        tag_prefix="CAB-",
        tracking="quantity",
    )


@pytest.fixture
def latitude(laptops, moment):
    dell = cataloguing.add(Manufacturer, name="Dell", by=system_actor(), at=moment)
    return cataloguing.add(
        Model,
        name="Latitude 3340",
        by=system_actor(),
        at=moment,
        category=laptops,
        manufacturer=dell,
    )


@pytest.fixture
def add(hartley, laptops, asha, moment):
    """add(serial="5CD1478X0I", tag="HV-10482") -> the item."""

    def register(
        category: Category = laptops, tag: str = "", holder: Any = None, **values: Any
    ) -> Item:
        draft = registering.Draft(category, values, tag=tag, holder=holder)
        made = registering.register(hartley, [draft], by=asha, at=moment)
        return Item.objects.get(pk=made[0].id)

    return register


@pytest.fixture
def counting(hartley, asha_account, moment):
    """A count that asha leads, of everything; and acts in it by a phone that has joined."""
    return Counting(hartley, asha_account, moment)


@pytest.fixture
def program_of(db):
    """program_of(asha_account) -> a client that sends a token of hers."""

    def make(account) -> Client:
        _, secret = make_token(
            account, name="Tests", scopes=["write"], by=system_actor(), at=clock.now()
        )
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


@pytest.fixture
def program(asha_account, program_of):
    return program_of(asha_account)


@pytest.fixture
def ten(add, laptops, latitude, hartley, asha, moment):
    """Ten laptops of one model, which may be booked."""
    booking_rules.set_rule(hartley, laptops, by=asha, at=moment)
    return [add(tag=f"HV-{n}", model_id=latitude.pk) for n in range(1, 11)]


@pytest.fixture
def book(hartley, asha, okafor, latitude, moment):
    """book(6) -> six of the model in period 3, for Ms Okafor by the desk."""

    def make(count=1, of=None, span=PERIOD_3, **more):
        by, at = more.pop("by", asha), more.pop("at", moment)
        who = {"person": okafor, **more}
        return booking.book(
            hartley, Wish([Wanted(of or latitude, count)], *span, **who), by=by, at=at
        )

    return make


@pytest.fixture
def teacher(okoro_account, okafor, hartley, asha, moment):
    """Ms Okafor herself, at her own account."""
    member = Membership.objects.create(
        person=okafor, school=hartley, kind="staff", from_on=moment.date().replace(year=2019)
    )
    okafor.now = member
    okafor.save()
    accounts.link_person(okoro_account, okafor, by=asha, at=moment)
    okoro_account.refresh_from_db()
    return account_actor(okoro_account, on=moment.date())
