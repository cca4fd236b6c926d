from __future__ import annotations

import pytest

from firstbell.agents.actions import joining
from firstbell.agents.models import ArrivalRule, Device, Mark
from firstbell.agents.tests.machines import machine
from firstbell.equipment.actions import merging, parting, transferring
from firstbell.equipment.models import Item
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import system_actor


@pytest.fixture
def two(agent, hartley):
    """Two machines that reported; the second waits."""
    agent().post(machine("ICT1-01", 1))
    ArrivalRule.objects.create(school=hartley, then="hold")
    agent(2).post(machine("ICT1-02", 2))
    return list(Device.objects.order_by("pk"))


def marks():
    return sorted(Mark.objects.values_list("device_id", "kind", "norm", "to_at"))


def state():
    return [marks(), list(Device.objects.order_by("pk").values_list("item_id", "merged_into_id"))]


def test_two_devices_that_are_one_machine_report_as_one(agent, two, asha, moment):
    first, second = two

    joining.merge(second, into=first, by=asha, at=moment)
    agent(2).post(machine("ICT1-02", 2, softwares=[]))

    assert Device.objects.current().get().programs == 0
    assert Device.objects.get(pk=second.pk).merged_into == first


def test_a_merge_of_devices_can_be_taken_back(two, asha, moment):
    first, second = two
    before = state()
    joining.merge(first, into=second, by=asha, at=moment)
    assert Device.objects.get(pk=second.pk).item_id == first.item_id

    joining.unmerge(Device.objects.get(pk=first.pk), into=second, by=asha, at=moment)

    assert state() == before


def test_two_that_are_in_the_register_are_merged_as_items(agent, hartley, asha, moment):
    agent().post(machine("ICT1-01", 1))
    agent(2).post(machine("ICT1-02", 2))
    first, second = Device.objects.order_by("pk")

    with pytest.raises(Conflict, match="Merge those items"):
        joining.merge(first, into=second, by=asha, at=moment)


def test_when_items_are_merged_their_devices_are_one_and_come_apart_again(
    agent, hartley, asha, moment
):
    agent().post(machine("ICT1-01", 1))
    agent(2).post(machine("ICT1-02", 2))
    first, second = Device.objects.order_by("pk")
    gone, kept = first.item, second.item
    before = state()

    merging.merge(gone, into=kept, by=asha, at=moment)

    assert list(Device.objects.current().values_list("pk", "item_id")) == [(second.pk, kept.pk)]
    parting.unmerge(
        Item.objects.get(pk=gone.pk), into=Item.objects.get(pk=kept.pk), by=asha, at=moment
    )
    assert state() == before


def test_the_device_of_an_item_that_goes_follows_it(two, add, laptops, asha, moment):
    first, _ = two
    kept = add(laptops)

    merging.merge(first.item, into=kept, by=asha, at=moment)

    assert Device.objects.get(pk=first.pk).item == kept


def test_one_device_that_is_two_machines_is_taken_apart(agent, two, asha, moment):
    first, _ = two
    others = Mark.objects.filter(device=first, kind__in=("agent", "deviceid"))

    other = joining.part(first, others, by=asha, at=moment)

    assert set(other.marks.values_list("kind", flat=True)) == {"agent", "deviceid"}
    assert (other.approval, other.item) == ("waiting", None)
    joining.merge(other, into=Device.objects.get(pk=first.pk), by=asha, at=moment)
    assert Mark.objects.filter(device=first).count() == 6


def test_all_or_nothing_of_a_device_cannot_be_taken_out(two, asha, moment):
    first, _ = two

    for chosen in ([], list(first.marks.all())):
        with pytest.raises(Refusal, match="not all and not none"):
            joining.part(first, chosen, by=asha, at=moment)


def test_a_device_goes_to_another_school_with_its_item_and_still_reports(
    agent, two, other_school, moment
):
    first, _ = two
    transferring.transfer([first.item], to=other_school, by=system_actor(), at=moment)

    agent().post(machine("ICT1-01", 1, softwares=[]))

    device = Device.objects.get(pk=first.pk)
    assert (device.school, device.programs) == (other_school, 0)
