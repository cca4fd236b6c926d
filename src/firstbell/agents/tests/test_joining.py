from __future__ import annotations

import json

import pytest
from django.test import Client

from firstbell.agents.actions import joining
from firstbell.agents.models import ArrivalRule, Device, Mark
from firstbell.agents.tests.machines import machine
from firstbell.equipment.actions import merging, parting, transferring
from firstbell.equipment.models import Item
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actions import make_token
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


@pytest.fixture
def parted(two, asha, moment):
    """A device, out of which its agent was taken; and what all devices were before."""
    first, _second = two
    ArrivalRule.objects.all().delete()
    Device.objects.filter(pk=first.pk).update(doubt="Two machines seem to report as this one.")
    first.refresh_from_db()
    before = state()
    others = list(Mark.objects.filter(device=first, kind__in=("agent", "deviceid")))
    return first, joining.part(first, others, by=asha, at=moment), before


def test_a_split_is_taken_back_whole(parted, asha, moment):
    first, other, before = parted

    origin = joining.unpart(other, by=asha, at=moment)

    assert state() == [before[0], [*before[1], (None, first.pk)]]
    assert origin == first
    assert origin.doubt == "Two machines seem to report as this one."
    assert not Mark.objects.exclude(came_from=None).exists()


def test_what_was_taken_out_and_has_reported_since_goes_back_with_what_it_told(
    agent, parted, asha, moment
):
    first, other, _ = parted
    ArrivalRule.objects.create(school=first.school, then="hold")
    agent(1).post(machine("ICT1-01", 7))
    told = set(other.marks.values_list("kind", "norm"))
    assert len(told) > 2

    joining.unpart(Device.objects.get(pk=other.pk), by=asha, at=moment)

    assert set(first.marks.values_list("kind", "norm")) >= told
    assert list(Device.objects.current().filter(hostname="ICT1-01")) == [first]


def test_that_a_split_was_taken_back_can_be_taken_back(parted, asha, moment):
    first, other, _ = parted
    after = state()
    origin = joining.unpart(other, by=asha, at=moment)

    joining.unmerge(Device.objects.get(pk=other.pk), into=origin, by=asha, at=moment)

    assert state() == after
    joining.unpart(Device.objects.get(pk=other.pk), by=asha, at=moment)
    assert Mark.objects.filter(device=first).count() == 6


def test_two_that_are_both_in_the_register_by_now_are_one_by_their_items(
    agent, parted, asha, moment
):
    _, other, _ = parted
    Device.objects.filter(pk=other.pk).update(
        item=Item.objects.exclude(device__isnull=False).first()
    )
    other.refresh_from_db()

    with pytest.raises(Conflict, match="Merge those items"):
        joining.unpart(other, by=asha, at=moment)


def test_only_what_was_taken_out_goes_back(two, parted, asha, moment):
    _first, other, _ = parted

    with pytest.raises(Conflict, match="was not taken out of another device"):
        joining.unpart(two[1], by=asha, at=moment)
    joining.unpart(other, by=asha, at=moment)
    with pytest.raises(Conflict, match="another device already"):
        joining.unpart(Device.objects.get(pk=other.pk), by=asha, at=moment)


def test_what_became_another_device_since_is_undone_first(two, parted, asha, moment):
    first, other, _ = parted
    joining.merge(Device.objects.get(pk=first.pk), into=two[1], by=asha, at=moment)

    with pytest.raises(Conflict, match="Undo that first"):
        joining.unpart(other, by=asha, at=moment)


def test_a_split_and_a_merge_are_undone_from_the_page_of_the_device_that_stayed(
    parted, two, asha, moment, browser_of, asha_account
):
    first, other, _ = parted
    joining.merge(two[1], into=Device.objects.get(pk=first.pk), by=asha, at=moment)
    browser = browser_of(asha_account)

    page = browser.get(f"/devices/{first.uid}/").content.decode()
    undo = f"/devices/{other.uid}/parts/undo/"
    assert undo in page
    assert "Merged into it" in page
    assert undo in browser.get(f"/devices/{other.uid}/").content.decode()
    assert "after all?" in browser.get(undo).content.decode()
    assert browser.post(undo)["Location"] == f"/devices/{first.uid}/"

    assert Device.objects.get(pk=other.pk).merged_into == first
    assert undo not in browser.get(f"/devices/{first.uid}/").content.decode()


@pytest.fixture
def api(asha_account, moment):
    """api("POST", address, body): what is answered to a script that asks so."""
    _, secret = make_token(
        asha_account, name="Tests", scopes=["write"], by=system_actor(), at=moment
    )
    client = Client(headers={"Authorization": f"Bearer {secret}"})

    def ask(method, address, body=None, **headers):
        return client.generic(
            method,
            f"/api/v1/devices/{address}",
            json.dumps(body),
            "application/json",
            headers=headers,
        )

    return ask


def test_a_device_is_split_and_made_one_again_by_api(two, api):
    first, _ = two
    marks = api("GET", first.uid).json()["marks"]
    theirs = {"marks": [one for one in marks if one["kind"] in ("agent", "deviceid")]}

    once = {"Idempotency-Key": "once"}
    made, again = (api("POST", f"{first.uid}/split", theirs, **once) for _ in range(2))
    back = api("POST", f"{made.json()['uid']}/split/undo")

    assert (made.status_code, made.json()) == (201, again.json())
    assert (back.status_code, back.json()["uid"]) == (200, str(first.uid))
    assert api("GET", first.uid).json()["marks"] == marks


def test_a_split_by_what_does_not_tell_the_device_apart_is_refused_by_api(two, api):
    first, _ = two
    before = state()

    answer = api("POST", f"{first.uid}/split", {"marks": [{"kind": "serial", "value": "NO"}]})

    assert answer.status_code == 422
    assert "is not told apart by" in answer.json()["detail"]
    assert state() == before


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
