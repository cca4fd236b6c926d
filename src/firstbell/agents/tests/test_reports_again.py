from __future__ import annotations

import zlib
from datetime import timedelta

import pytest

from firstbell.agents.models import Device, LogLine, Mark, RawReport, Section
from firstbell.agents.tests.machines import PROGRAMS, machine, part
from firstbell.equipment.models import Identity, Item
from firstbell.platform.audit.models import Event, EventChange

OFFICE = {
    "name": "LibreOffice",
    "publisher": "TDF",
    "version": "24.8",
    "arch": "x86_64",
    "from": "registry",
}


@pytest.fixture
def known(agent, only_device):
    """A machine that has reported once."""
    agent().post(machine("ICT1-01"))
    return only_device()


def written():
    """Everything that a report which says nothing new must leave as it is."""
    return (
        list(Section.objects.order_by("pk").values_list("pk", "hash")),
        list(Mark.objects.order_by("pk").values_list("pk", "to_at")),
        list(Item.objects.order_by("pk").values_list("pk", "version", "changed_at")),
        Event.objects.count(),
        LogLine.objects.count(),
    )


def test_the_same_bytes_again_only_say_that_it_is_there(agent, known, heard, only_device):
    before = written()

    assert agent().says(machine("ICT1-01"))["status"] == "ok"

    assert written() == before
    assert heard == []
    assert only_device().last_contact_at > known.last_contact_at
    assert Item.objects.get(pk=known.item_id).seen_at == only_device().last_contact_at


def test_an_unchanged_machine_with_another_free_disk_writes_no_history(
    agent, known, heard, only_device
):
    before = written()
    drives = [{**machine()["content"]["drives"][0], "free": 20480}]

    agent().post(machine("ICT1-01", drives=drives))

    assert written() == before
    assert heard == []
    assert only_device().disk_free_gb == 20


def test_a_part_replaces_what_it_holds_and_leaves_the_rest(agent, known, heard, only_device):
    agent().post(part("ICT1-01", softwares=[*PROGRAMS, OFFICE]))

    [told] = heard
    assert told.changed == {"softwares"}
    device = only_device()
    assert (device.programs, device.memory_mb, device.encryption) == (3, 16384, "on")
    assert (device.last_full_at, device.last_partial_at) == (
        known.last_full_at,
        device.last_contact_at,
    )
    assert (
        Section.objects.filter(device=device).count()
        == Section.objects.filter(device=known).count()
    )


def test_a_whole_report_replaces_everything(agent, known, heard):
    agent().post(machine("ICT1-01", antivirus=None))

    assert {told for one in heard for told in one.changed} == {"antivirus"}
    assert not Section.objects.filter(name="antivirus").exists()
    assert Device.objects.get().antivirus == "unknown"


def test_memory_that_was_taken_out_is_in_the_history_of_the_item(agent, known):
    agent().post(machine("ICT1-01", memories=[{"capacity": 8192, "numslots": 1}]))

    event = Event.objects.get(kind="agents.hardware_changed")
    change = EventChange.objects.get(event=event)
    assert event.subject_uid == known.item.uid
    assert (change.field, change.was, change.now) == ("memory", "16 GB", "8 GB")


def test_an_antivirus_that_was_switched_off_is_a_change_of_the_system(agent, known, only_device):
    agent().post(machine("ICT1-01", antivirus=[{"name": "Windows Defender", "enabled": False}]))

    change = EventChange.objects.get(event__kind="agents.system_changed")
    assert (change.field, change.was, change.now) == ("antivirus", "On", "Off")
    assert only_device().antivirus == "off"


def test_a_renamed_machine_is_the_same_item_under_its_new_name(agent, known, only_device):
    agent().post(machine("STAFF-07"))

    assert only_device().item_id == known.item_id
    assert Item.objects.get(pk=known.item_id).name == "STAFF-07"
    assert Identity.objects.get(kind="hostname", to_at=None).value == "STAFF-07"


def test_a_machine_that_was_set_up_anew_is_the_same_item(agent, known, only_device):
    disk = [{"model": "WD", "serial": "NEWDISK1", "disksize": 512000, "name": "D0"}]

    agent(9).post(machine("ICT1-01", storages=disk))

    device = only_device()
    assert (device.item_id, device.matched_by) == (known.item_id, "serial_uuid")
    assert EventChange.objects.get(field="disks").now == "WD 500 GB (NEWDISK1)"


def test_a_clone_of_its_disk_is_a_device_of_its_own(agent, known):
    clone = machine(
        "ICT1-01",
        2,
        storages=[{"model": "K", "serial": "OTHER1", "disksize": 256060, "name": "D0"}],
    )

    agent().post(clone)
    agent().post(machine("ICT1-01"))
    agent().post(clone)

    first, second = Device.objects.order_by("pk")
    assert first.pk == known.pk
    assert (first.serial, second.serial) == ("5CD0001X", "5CD0002X")
    assert "copy of ICT1-01" in second.doubt
    assert first.item_id != second.item_id


def test_two_machines_with_one_uuid_are_two_devices(agent, known):
    other = machine("ICT1-02", 2)
    other["content"]["hardware"]["uuid"] = machine()["content"]["hardware"]["uuid"]

    agent(2).post(other)

    first, second = Device.objects.order_by("pk")
    assert (first.hostname, second.hostname) == ("ICT1-01", "ICT1-02")
    assert "UUID" in second.doubt


def test_an_older_report_never_undoes_a_newer_one(agent, known, only_device, heard):
    new = machine("ICT1-01", accesslog={"logdate": "2026-11-20 09:00:00"}, softwares=[OFFICE])
    old = machine("ICT1-01", accesslog={"logdate": "2026-11-01 09:00:00"})
    agent().post(new)

    assert agent().says(old)["status"] == "ok"

    assert only_device().programs == 1
    assert "older than its last one" in LogLine.objects.order_by("-pk")[0].sentence


def test_a_clock_that_was_wrong_once_does_not_shut_a_machine_out(agent, known, only_device):
    agent().post(machine("ICT1-01", accesslog={"logdate": "2031-01-01 09:00:00"}))

    agent().post(
        machine("ICT1-01", accesslog={"logdate": "2026-11-20 09:00:00"}, softwares=[OFFICE])
    )

    assert only_device().programs == 1


def test_a_new_serial_that_another_item_has_is_said_and_not_taken(agent, known, add, laptops):
    add(laptops, serial="TAKEN123")
    bios = {"smanufacturer": "Dell Inc.", "smodel": "OptiPlex 7000", "ssn": "TAKEN123"}

    agent().post(machine("ICT1-01", bios=bios))

    assert Item.objects.get(pk=known.item_id).serial == "5CD0001X"
    assert "TAKEN123" in LogLine.objects.order_by("-pk")[0].sentence


def test_a_refused_device_is_told_so_and_writes_nothing(agent, known, heard):
    Device.objects.update(approval="refused")
    before = written()[:3]

    answer = agent().says(machine("ICT1-01", softwares=[OFFICE]))

    assert answer["status"] == "error"
    assert written()[:3] == before
    assert heard == []


def test_the_body_of_the_last_whole_report_is_kept(agent, known):
    agent().post(machine("ICT1-01", softwares=[OFFICE]))
    agent().post(part("ICT1-01", softwares=PROGRAMS))

    assert b"LibreOffice" in zlib.decompress(RawReport.objects.get().body)


def test_a_sighting_is_written_once_a_day(agent, known, only_device):
    agent().post(machine("ICT1-01"))
    Device.objects.update(sighted_on=known.sighted_on - timedelta(days=1))

    agent().post(machine("ICT1-01"))
    agent().post(machine("ICT1-01"))

    assert known.item.sightings.count() == 2
