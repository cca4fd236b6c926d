"""What is retired, missing or out of the register is not silent, and in no number of what is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.agents.models import Device
from firstbell.agents.queries import fleet
from firstbell.agents.web.lists import DEVICES
from firstbell.equipment.models import Item
from firstbell.equipment.states import Lifecycle
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.lists import conditions
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading

NOW = datetime(2026, 11, 24, 8, 21, tzinfo=UTC)


@pytest.fixture
def heard(hartley):
    """`heard("ICT2-01", days=3)`: a device that was last heard of so many days ago."""

    def make(hostname, *, days=0, **words):
        at = NOW - timedelta(days=days)
        return Device.objects.create(
            school=hartley, hostname=hostname, first_seen_at=at, last_contact_at=at, **words
        )

    return make


@pytest.fixture
def gone(heard, add):
    """Three laptops that were heard of long ago: retired, missing, and taken out of the register."""
    found = [
        heard(name, days=30, item=add(), encryption="off", antivirus="off", disk_free_gb=2)
        for name in ("RETIRED", "MISSING", "OUT")
    ]
    Item.objects.filter(device=found[0]).update(lifecycle=Lifecycle.RETIRED)
    Item.objects.filter(device=found[1]).update(lifecycle=Lifecycle.MISSING)
    Item.objects.filter(device=found[2]).update(removed_at=NOW)
    return found


def test_what_is_gone_is_not_silent(heard, gone, add):
    heard("QUIET", days=30, item=add())
    heard("WAITS", days=30)

    def names(op, *days):
        found = Device.objects.filter(fleet.silent(op, list(days), NOW))
        return sorted(found.values_list("hostname", flat=True))

    assert names("over", 4) == names("filled") == ["QUIET", "WAITS"]
    assert names("under", 500) == ["QUIET", "WAITS"]
    assert names("empty") == ["MISSING", "OUT", "RETIRED"]
    assert names("not", 22) == ["MISSING", "OUT", "RETIRED"]


def test_what_is_gone_is_in_no_number_at_a_glance_but_that_of_what_reports_all_the_same(
    heard, gone, hartley, add
):
    heard("HERE", item=add(), encryption="off")
    Device.objects.filter(pk=gone[0].pk).update(unexpected_at=NOW)

    found = fleet.overview(fleet.of_school(system_actor(), hartley), hartley, NOW)

    numbers = {one.label: one.n for one in (*found.protection, *found.worries)}
    assert (found.total, found.quiet, found.computers) == (1, 0, 1)
    assert numbers["Disk not encrypted"] == 1
    assert numbers["Antivirus off, or none"] == numbers["Disk nearly full"] == 0
    assert numbers["Reports, but should be gone"] == 1
    assert sum(one.n for one in found.systems) == sum(one.n for one in found.agents) == 1


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", True), ("there=yes", False), ("there=no", True), ("silent.over=4&kind=computer", False),
     ("encryption=off,part&kind=computer&there=yes", False)],
)  # fmt: skip
def test_the_list_tells_what_is_gone_from_what_is_there(
    gone, browser_of, ben_account, query, shown
):
    page = browser_of(ben_account).get(f"/devices/?{query}").content.decode()

    assert ("RETIRED" in page) is shown


def test_what_is_gone_is_not_among_the_quiet_on_the_first_page(gone, browser_of, ben_account):
    assert "RETIRED" not in browser_of(ben_account).get("/").content.decode()


def test_numbers_at_a_glance_lead_to_lists_of_as_many(heard, gone, add, hartley):
    heard("HERE", item=add(), encryption="off", antivirus="off", os_name="Windows 11")

    found = fleet.overview(fleet.of_school(system_actor(), hartley), hartley, NOW)

    for one in (*found.systems, *found.agents, *found.protection, *found.worries):
        rows = Reading(DEVICES, Looker(system_actor(), NOW), conditions.read(one.query)).strictly()
        assert rows.count() == one.n, one.label
