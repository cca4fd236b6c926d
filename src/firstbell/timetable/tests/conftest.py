from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from firstbell.calendar import actions as calendar
from firstbell.calendar import queries as calendars
from firstbell.lib.schooltime import presets
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.places import actions as places
from firstbell.platform.exchange.tests.importing import (  # noqa: F401 -- fixtures
    bring,
    bring_in,
    take_back,
)
from firstbell.timetable import actions
from firstbell.timetable.actions import NewLesson


def at(text):
    """A moment as the clock on the wall of an English school shows it in winter."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def two_weeks(hartley, asha, moment):
    """2026/27 in weeks A and B, five periods of an hour; Tuesday 24 November is in week B."""
    plan = replace(calendars.usual_plan(hartley, 2026), weeks=2)
    calendar.add_bells(hartley, presets.day_pattern("five"), by=asha, at=moment)
    return calendar.add_year(hartley, plan, by=asha, at=moment)


@pytest.fixture
def usual_file(two_weeks):
    return "lessons.csv", "lessons"


@pytest.fixture
def block(hartley, asha, moment):
    return places.add_building(hartley, name="ICT block", by=asha, at=moment)


@pytest.fixture
def ict_2(hartley, block, asha, moment):
    return places.add_room(hartley, name="ICT 2", building=block, by=asha, at=moment)


@pytest.fixture
def hall(hartley, block, asha, moment):
    return places.add_room(hartley, name="Hall", building=block, by=asha, at=moment)


@pytest.fixture
def ms_okoro(hartley, asha, moment):
    return people.add_person(
        hartley, kind=MemberKind.STAFF, title="Ms", given_name="Ada", family_name="Okoro", initials="AOK",
        email="ada@hartley.example", from_on=date(2019, 9, 1), by=asha, at=moment,
    )  # fmt: skip


@pytest.fixture
def teach(hartley, two_weeks, asha, moment):
    """teach("9B", "Computing", day=1, period="1", room=ict_2, teacher=ms_okoro)"""

    def add(class_name="", subject="", *, day=1, period="1", **more):
        new = NewLesson(day, period, class_name=class_name, subject=subject, **more)
        return actions.add_lesson(hartley, new, by=asha, at=moment)

    return add
