from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.events import announce
from firstbell.platform.search import entries, registry
from firstbell.platform.search.registry import Entry, ThingType
from firstbell.platform.tenancy.events import SCHOOL_CHANGED
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import slots

KEYS = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def found_schools(hartley: School, other_school: School) -> Iterator[list[School]]:
    kept = dict(registry._types), dict(registry._by_model)
    registry._types.clear()
    registry.index(
        ThingType(
            School, "test.school", "Schools", "school", "tenancy.change",
            entry=lambda one: Entry(one.pk, one.uid, one.pk, one.name, one.phase, [f"URN{one.name[:2]}"]),
        )
    )  # fmt: skip
    slots.link("test.school", lambda uid: f"/schools/{uid}/")
    entries.put_things([hartley, other_school])
    yield [hartley, other_school]
    for current, before in zip((registry._types, registry._by_model), kept, strict=True):
        current.clear()
        current.update(before)


def test_a_whole_code_opens_its_thing(
    found_schools: list[School], asha_account: Account, browser_of: Any
) -> None:
    browser = browser_of(asha_account)

    assert browser.get("/search/?q=urnha").url == f"/schools/{found_schools[0].uid}/"
    in_box = browser.get("/search/?q=urnha", **KEYS).content.decode()
    assert "data-exact" in in_box
    assert f'href="/schools/{found_schools[0].uid}/"' in in_box


def test_as_one_types_the_box_shows_what_one_may_see(
    found_schools: list[School], asha_account: Account, okoro_account: Account, browser_of: Any
) -> None:
    asha, okoro = browser_of(asha_account), browser_of(okoro_account)

    assert "Hartley Vale School" in asha.get("/search/?q=vale", **KEYS).content.decode()
    assert "Nothing matches" in asha.get("/search/?q=nether", **KEYS).content.decode()
    assert "Nothing matches" in okoro.get("/search/?q=vale", **KEYS).content.decode()


def test_a_slip_is_said_to_be_a_guess(
    found_schools: list[School], asha_account: Account, browser_of: Any
) -> None:
    page = browser_of(asha_account).get("/search/?q=hartlye").content.decode()

    assert "Nothing is called quite that. Closest to it:" in page
    assert "Hartley Vale School" in page


def test_before_one_types_there_is_what_one_changed_last(
    found_schools: list[School], asha: Any, asha_account: Account, browser_of: Any, moment: Any
) -> None:
    announce(SCHOOL_CHANGED, found_schools[0], by=asha, at=moment)

    page = browser_of(asha_account).get("/search/").content.decode()

    assert "What you changed last" in page
    assert "Hartley Vale School" in page


@pytest.mark.parametrize(
    "query", ["http://[", "\x00", "%", "a" * 5000, "../../etc", "https://x/c/ABCD"]
)
def test_nothing_scanned_breaks_the_page(
    asha_account: Account, browser_of: Any, query: str
) -> None:
    assert browser_of(asha_account).get("/search/", {"q": query}).status_code == 200
