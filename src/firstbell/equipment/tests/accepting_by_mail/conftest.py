from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from firstbell.equipment.actions import accepting, agreeing, lending, scanning
from firstbell.lib import clock
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.platform.accounts.actors import system_actor

CARE = "I look after it.\n\nI tell the ICT team when it breaks."


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.BASE_URL = "https://desk.hartley.example"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def nia(hartley, asha, now):
    return people.add_person(
        hartley, kind=MemberKind.STUDENT, given_name="Nia", family_name="Bevan", email="nia@hartley.example",
        from_on=now.date() - timedelta(days=400), by=asha, at=now,
    )  # fmt: skip


@pytest.fixture
def care(laptops, now):
    return agreeing.write(
        "Laptops", CARE, school=None, categories=[laptops], by=system_actor(), at=now
    )


@pytest.fixture
def lend(add, nia, hartley, asha, now):
    """lend("HV-1", "HV-2") -> the hand-over to Nia, who has an address and no account."""

    def make(*tags, to=nia, **more):
        basket = lending.begin(hartley, by=asha, at=now)
        scanning.choose_holder(basket, to, scan_id=uuid4(), by=asha, at=now)
        for tag in tags or ("HV-1",):
            add(tag=tag, serial=f"5CD{tag}")
            scanning.scan(basket, code=tag, scan_id=uuid4(), by=asha, at=now)
        return lending.complete(basket, by=asha, at=now, **more)

    return make


@pytest.fixture
def asked(care, lend, asha, now):
    return accepting.ask(lend("HV-1", "HV-2"), by=asha, at=now)


@pytest.fixture
def phone():
    """Of somebody who is not signed in."""
    return Client()
