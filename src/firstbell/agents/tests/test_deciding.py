from __future__ import annotations

import pytest

from firstbell.agents.actions import deciding
from firstbell.agents.models import ArrivalRule, Device
from firstbell.agents.tests.machines import machine
from firstbell.equipment.models import Item
from firstbell.lib.refusal import Conflict, NotAllowed


@pytest.fixture
def rule(hartley):
    def make(then: str, **wanted: object) -> ArrivalRule:
        return ArrivalRule.objects.create(school=hartley, then=then, **wanted)

    return make


def test_a_rule_may_keep_new_devices_waiting(agent, rule, only_device, heard):
    rule("hold")

    agent().post(machine())

    device = only_device()
    assert (device.item, device.approval) == (None, "waiting")
    assert Item.objects.count() == 0
    assert heard == []


def test_who_approves_a_waiting_device_puts_it_in_the_register(
    agent, rule, only_device, heard, asha, moment
):
    rule("hold")
    agent().post(machine("ICT1-01"))

    deciding.approve(only_device(), by=asha, at=moment)

    device = only_device()
    assert (device.approval, device.item.name, device.item.serial) == (
        "approved",
        "ICT1-01",
        "5CD0001X",
    )
    assert Item.objects.get(serial="CFV000001").goes_with == device.item
    assert "softwares" in heard[0].changed
    assert len(heard[0].facts.programs) == 2


def test_a_device_that_waits_goes_on_reporting_without_an_item(agent, rule, only_device):
    rule("hold")
    agent().post(machine("ICT1-01"))
    agent().post(machine("ICT1-01", softwares=[]))

    assert (only_device().item, only_device().programs) == (None, 0)


CASES = [
    ({"hostname": "ict1-*"}, "approved"), ({"hostname": "STAFF-*"}, "waiting"), ({"network": "127.0.0.0/8"}, "approved"),
    ({"network": "10.20.0.0/16"}, "waiting"), ({"network": "nonsense"}, "waiting"), ({"known": True}, "waiting"),
    ({"known": False}, "approved"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "approval"), CASES)
def test_the_first_rule_that_fits_says_what_becomes_of_it(
    agent, rule, only_device, wanted, approval
):
    rule("approve", **wanted)

    agent().post(machine("ICT1-01"))

    assert only_device().approval == approval


def test_what_the_register_knows_may_be_approved_by_rule(agent, rule, add, laptops, only_device):
    rule("approve", known=True)
    add(laptops, serial="5CD0001X")

    agent().post(machine())

    assert only_device().approval == "approved"


def test_a_refused_device_can_be_approved_after_all(agent, only_device, asha, moment):
    agent().post(machine())
    deciding.refuse(only_device(), by=asha, at=moment)
    assert agent().says(machine())["status"] == "error"

    deciding.approve(only_device(), by=asha, at=moment)

    assert agent().says(machine())["status"] == "ok"


def test_what_the_register_cannot_take_waits_with_a_reason(
    agent, rule, add, laptops, other_school, only_device, asha, moment
):
    there = add(laptops, serial="5CD0001X")
    Item.objects.filter(pk=there.pk).update(school=other_school)
    agent().post(machine())

    with pytest.raises(Conflict, match="Nether Wick"):
        deciding.approve(only_device(), by=asha, at=moment)

    assert only_device().approval == "waiting"


def test_only_technicians_decide(agent, only_device, okoro, tariq, moment):
    agent().post(machine())

    for somebody in (okoro, tariq):
        with pytest.raises(NotAllowed):
            deciding.approve(only_device(), by=somebody, at=moment)
    assert Device.objects.get().approval == "waiting"
