"""A device that is retired, disposed of, taken out or missing, and reports all the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.agents import jobs
from firstbell.agents.actions import deciding, unexpected
from firstbell.agents.models import Device
from firstbell.equipment.actions import stages
from firstbell.equipment.states import Lifecycle
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications.models import Notice

BY = system_actor()


@pytest.fixture
def laptop(add, hartley, moment):
    """A device that is in the register."""
    item = add(serial="5CD0001X")
    return Device.objects.create(
        school=hartley, item=item, hostname="STAFF-LT-014", address="10.20.4.9", serial="5CD0001X",
        first_seen_at=moment, last_contact_at=moment,
    )  # fmt: skip


@pytest.fixture
def reports(laptop):
    """Heard of at a moment, as every answer of the door writes it down."""

    def heard(at):
        Device.objects.filter(pk=laptop.pk).update(last_contact_at=at)
        found = unexpected.look(by=BY, at=at)
        laptop.refresh_from_db()
        return found

    return heard


def _told():
    return list(Event.objects.filter(kind="agents.unexpected").values_list("sentence", flat=True))


def dispose(item, at, on=None):
    stages.set_stage([item], stage=Lifecycle.RETIRED, by=BY, at=at)
    item.refresh_from_db()
    stages.set_stage([item], stage=Lifecycle.DISPOSED, by=BY, at=at, on=on)


def test_what_was_disposed_of_and_reports_is_told_of_once(laptop, reports, moment):
    dispose(laptop.item, moment, on=date(2026, 6, 12))

    assert reports(moment + timedelta(days=1)) == 1
    assert reports(moment + timedelta(days=2)) == 0

    assert laptop.unexpected_at == moment + timedelta(days=1)
    assert _told() == [f"STAFF-LT-014 reported, although {laptop.item} is disposed of"]


def test_it_is_in_the_history_of_its_item_and_behind_the_bell(
    laptop, reports, moment, asha_account, django_capture_on_commit_callbacks
):
    dispose(laptop.item, moment)
    with django_capture_on_commit_callbacks(execute=True):
        reports(moment + timedelta(days=1))
    outbox.deliver_waiting()

    notice = Notice.objects.get(kind="agents.unexpected", account=asha_account)
    assert notice.url == f"/devices/{laptop.uid}/"
    event = Event.objects.get(kind="agents.unexpected")
    assert [link.thing_uid for link in event.links.all()] == [laptop.item.uid]


def test_on_the_day_it_is_retired_it_may_say_goodbye(laptop, reports, moment):
    stages.set_stage([laptop.item], stage=Lifecycle.RETIRED, by=BY, at=moment)

    assert reports(moment + timedelta(hours=2)) == 0
    assert reports(moment + timedelta(days=1)) == 1


def test_what_is_missing_is_told_of_at_its_first_word_after(laptop, reports, moment):
    stages.set_stage([laptop.item], stage=Lifecycle.MISSING, by=BY, at=moment + timedelta(hours=1))
    assert reports(moment) == 0

    assert reports(moment + timedelta(hours=2)) == 1
    assert _told() == [f"STAFF-LT-014 reported, although {laptop.item} is missing"]


def test_what_was_taken_out_of_the_register_is_told_of_too(laptop, reports, moment):
    stages.remove(laptop.item, why="Twice in the list", by=BY, at=moment)

    assert reports(moment + timedelta(days=1)) == 1
    assert _told() == [f"STAFF-LT-014 reported, although {laptop.item} is out of the register"]


def test_a_device_in_service_and_one_that_was_silent_since_are_not_flagged(laptop, reports, moment):
    assert reports(moment + timedelta(days=1)) == 0
    dispose(laptop.item, moment + timedelta(days=2))

    assert unexpected.look(by=BY, at=moment + timedelta(days=3)) == 0
    assert _told() == []


def test_the_flag_ends_when_it_is_back_or_refused_and_a_second_time_is_told_again(
    laptop, reports, moment
):
    stages.set_stage([laptop.item], stage=Lifecycle.MISSING, by=BY, at=moment)
    reports(moment + timedelta(hours=1))
    laptop.item.refresh_from_db()
    stages.set_stage([laptop.item], stage=Lifecycle.IN_SERVICE, by=BY, at=moment + timedelta(hours=2))  # fmt: skip
    assert reports(moment + timedelta(hours=3)) == 0
    assert laptop.unexpected_at is None

    laptop.item.refresh_from_db()
    stages.set_stage([laptop.item], stage=Lifecycle.MISSING, by=BY, at=moment + timedelta(hours=4))
    assert reports(moment + timedelta(hours=5)) == 1

    deciding.refuse(laptop, by=BY, at=moment + timedelta(hours=6))
    unexpected.look(by=BY, at=moment + timedelta(hours=7))
    laptop.refresh_from_db()
    assert laptop.unexpected_at is None


def test_the_list_the_glance_the_home_page_and_its_own_page_say_so(
    laptop, reports, moment, browser_of, asha_account
):
    browser = browser_of(asha_account)
    assert "should be gone" not in browser.get("/").content.decode()
    dispose(laptop.item, moment)
    reports(moment + timedelta(days=1))

    own = browser.get(f"/devices/{laptop.uid}/").content.decode()
    assert f"{laptop.item} is disposed of, and yet it reports: last" in own
    assert "tell your data protection lead, and refuse its reports" in own
    for url in ("/", "/devices/?unexpected.filled=", "/devices/at-a-glance/"):
        page = browser.get(url).content.decode()
        assert "should be gone" in page.lower(), url
    assert "STAFF-LT-014" in browser.get("/").content.decode()
    assert "STAFF-LT-014" not in browser.get("/devices/?unexpected.empty=").content.decode()


def test_a_job_looks_for_them(laptop, moment):
    dispose(laptop.item, moment)
    later = moment + timedelta(days=1)
    Device.objects.filter(pk=laptop.pk).update(last_contact_at=later)

    assert jobs.look_for_unexpected(later) == "1 should be gone and report"
    assert jobs.look_for_unexpected(later) is None


def test_the_page_of_the_item_says_so_too(laptop, reports, moment, browser_of, asha_account):
    dispose(laptop.item, moment, on=date(2026, 6, 12))
    page = f"/equipment/{laptop.item.uid}/"
    assert "and yet it reports" not in browser_of(asha_account).get(page).content.decode()

    reports(moment + timedelta(days=1))

    shown = browser_of(asha_account).get(page).content.decode()
    assert "Disposed of, and yet it reports" in shown
    assert "tell your data protection lead" in shown
