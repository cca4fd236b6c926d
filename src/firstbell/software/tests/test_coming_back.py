"""What is disposed of has no programs, whatever it reports; what is back has those that it told of last."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from firstbell.agents.actions import importing
from firstbell.agents.tests.machines import PROGRAMS, machine
from firstbell.equipment.actions import restoring, stages, starting
from firstbell.equipment.models import Item
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs import worker
from firstbell.software.models import Installation, Presence

BY = system_actor()
SCRATCH = {
    "name": "Scratch 3",
    "publisher": "Scratch Foundation",
    "version": "3.31",
    "from": "registry",
}

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def reports(hartley, moment):
    """Its own programs and these, so many days on."""
    starting.stock_catalogue(by=BY, at=moment)

    def report(*more, days=0):
        body = json.dumps(machine(softwares=[*PROGRAMS, *more])).encode()
        at = moment + timedelta(days=days)
        [verdict] = importing.take([("a.json", body)], hartley, by=BY, at=at)
        return Item.objects.get(pk=verdict.device.item_id)

    return report


def set_stages(item, *names, at):
    for name in names:
        stages.set_stage([Item.objects.get(pk=item.pk)], stage=name, by=BY, at=at, as_told=True)
    worker.work()


def counted():
    return sum(Presence.objects.values_list("devices", flat=True))


def test_what_is_disposed_of_brings_nothing_back_by_reporting(reports, moment):
    laptop = reports()
    set_stages(laptop, "retired", "disposed", at=moment + timedelta(hours=1))

    reports(SCRATCH, days=1)

    assert (Installation.objects.there().count(), counted()) == (0, 0)


def test_what_is_retired_or_missing_keeps_its_programs(reports, moment):
    laptop = reports()
    for stage in ("missing", "retired"):
        set_stages(laptop, stage, at=moment)

    reports(SCRATCH, days=1)

    assert (Installation.objects.there().count(), counted()) == (3, 2)


def test_what_was_not_disposed_of_after_all_has_what_it_told_of_last_and_that_is_no_news(reports, moment):  # fmt: skip
    laptop = reports()
    set_stages(laptop, "retired", "disposed", at=moment + timedelta(hours=1))
    reports(SCRATCH, days=1)

    set_stages(laptop, "retired", "in_service", at=moment + timedelta(days=2))

    there = Installation.objects.there()
    assert (there.count(), counted()) == (3, 2)
    assert not there.filter(brought=True).exists()


def test_what_is_put_back_in_the_register_has_its_programs_again(reports, moment):
    laptop = reports()
    stages.remove(laptop, why="entered twice", by=BY, at=moment + timedelta(hours=1))
    worker.work()
    assert counted() == 0

    restoring.restore(Item.objects.get(pk=laptop.pk), by=BY, at=moment + timedelta(days=1))
    worker.work()

    assert (Installation.objects.there().count(), counted()) == (2, 2)
