from __future__ import annotations

from datetime import date

import pytest

from firstbell.people import actions
from firstbell.people.states import MemberKind
from firstbell.people.tests.rostering import rostering  # noqa: F401 -- a fixture
from firstbell.places import actions as places


@pytest.fixture
def ms_okoro(hartley, asha, moment):
    return actions.add_person(
        hartley, kind=MemberKind.STAFF, title="Ms", given_name="Ada", family_name="Okoro",
        email="okoro@hartley.example", initials="AOK", department="Science", job_title="Teacher",
        from_on=date(2019, 9, 1),
        by=asha, at=moment,
    )  # fmt: skip


@pytest.fixture
def sam_reeve(hartley, asha, moment):
    return actions.add_person(
        hartley, kind=MemberKind.STUDENT, given_name="Samuel", known_as="Sam", family_name="Reeve",
        mis_id="10482", cohort=2017, tutor_group="9C",
        from_on=date(2024, 9, 1), by=asha, at=moment,
    )  # fmt: skip


@pytest.fixture
def ict_2(hartley, asha, moment):
    block = places.add_building(hartley, name="ICT block", by=asha, at=moment)
    return places.add_room(hartley, name="ICT 2", building=block, by=asha, at=moment)
