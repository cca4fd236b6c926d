"""Where programs are, and what came and went, by API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.platform.accounts.actors import system_actor
from firstbell.software.actions import recording
from firstbell.software.actions.releases import Seen

BY = system_actor()
DRAW, PAINT = Seen("Kettle Draw", "Kettle", "3.1"), Seen("Kettle Paint", "Kettle", "2.0")
NOBODY = "00000000-0000-7000-8000-000000000000"

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def reported(devices, moment):
    """Draw was there from the start and went on the third day, when Paint came."""
    [item] = devices(1)
    recording.record(item, dict.fromkeys([DRAW]), from_start=True, by=BY, at=moment)
    recording.record(item, dict.fromkeys([PAINT]), by=BY, at=moment + timedelta(days=2))
    return item


@pytest.fixture
def found(browser_of, ben_account, reported, moment):
    first, third, next_one = (
        (moment + timedelta(days=days)).date().isoformat() for days in (0, 2, 3)
    )

    def find(query):
        query = query.format(first=first, third=third, next=next_one)
        items = browser_of(ben_account).get(f"/api/v1/installations?{query}").json()["items"]
        return [row["reported_as"].removeprefix("Kettle ") for row in items]

    return find


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Paint"]), ("gone=true", ["Draw", "Paint"]), ("name=paint", ["Paint"]), ("name=draw", []),
        ("version=2.0", ["Paint"]), ("version=2", []), ("kind=application", ["Paint"]), ("kind=driver", []),
        (f"room={NOBODY}", []), (f"school={NOBODY}", []), ("came_since={third}", ["Paint"]), ("came_since={next}", []),
        ("came_since={first}&gone=true", ["Paint"]), ("went_since={third}", ["Draw"]), ("went_since={next}", []),
    ],
)  # fmt: skip
def test_installations_are_narrowed_as_on_the_pages(found, query, names):
    assert found(query) == names
