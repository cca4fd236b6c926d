from __future__ import annotations

import zlib

import pytest

from firstbell.agents import handlers
from firstbell.agents.models import Device, LogLine, Mark, RawReport, Section
from firstbell.agents.tests.machines import machine
from firstbell.equipment.models import Identity, Item, Sighting
from firstbell.platform.audit.models import Event
from firstbell.platform.search import entries
from firstbell.platform.search.models import SearchEntry


@pytest.mark.parametrize("xml", [False, True], ids=["json", "xml"])
def test_a_machine_that_reports_is_in_the_register(agent, only_device, xml):
    agent(xml=xml).post(machine("ICT1-01"))

    device = only_device()
    item = device.item
    assert (item.name, item.serial, item.category.name, item.model.full_name) == (
        "ICT1-01", "5CD0001X", "Desktop", "Dell OptiPlex 7000",
    )  # fmt: skip
    assert (item.lifecycle, item.seen_how, item.sources["serial"]) == (
        "in_service",
        "Reported itself",
        "reported",
    )
    assert (device.os_name, device.os_version, device.os_build) == (
        "Windows 11 Education",
        "23H2",
        "22631.4460",
    )
    assert (device.memory_mb, device.disk_gb, device.disk_free_gb, device.programs) == (
        16384,
        250,
        40,
        2,
    )
    assert (device.encryption, device.antivirus, device.firewall) == ("on", "on", "on")
    assert (device.agent, device.agent_version, device.address) == (
        "GLPI-Agent",
        "1.18",
        "127.0.0.1",
    )


def test_it_is_told_apart_by_what_it_reports(agent, only_device):
    agent().post(machine("ICT1-01"))

    rows = Identity.objects.filter(item=only_device().item).values_list("kind", "value")
    assert sorted(rows) == [
        ("hostname", "ICT1-01"), ("mac", "a4:bb:6d:00:01:01"), ("serial", "5CD0001X"),
        ("uuid", "4C4C4544-0000-4A10-8048-000000000001"),
    ]  # fmt: skip
    assert set(Mark.objects.values_list("kind", flat=True)) == {
        "serial",
        "uuid",
        "mac",
        "disk",
        "agent",
        "deviceid",
    }


def test_search_knows_it_as_if_it_were_indexed_anew(agent, only_device):
    agent().post(machine("ICT1-01"))
    wrote = set(SearchEntry.objects.values_list())

    entries.reindex("equipment.item")
    entries.reindex("software.title")

    assert any("a4bb6d000101" in row[-1] for row in wrote)
    assert set(SearchEntry.objects.values_list()) == wrote


def test_its_monitor_is_an_item_that_goes_with_it(agent, only_device):
    agent().post(machine())

    monitor = Item.objects.get(serial="CFV000001")
    assert (monitor.category.name, monitor.goes_with) == ("Monitor", only_device().item)


def test_its_history_says_who_it_was(agent, only_device):
    agent().post(machine("ICT1-01"))

    said = list(Event.objects.filter(source="agent").values_list("sentence", flat=True))
    assert "ICT1-01 reported for the first time" in said
    assert any(line.startswith("The agent of ICT1-01 added ICT1-01 (PC-") for line in said)
    assert Sighting.objects.get().by_name == "The agent of ICT1-01"
    assert str(LogLine.objects.get()) == "ICT1-01 reported for the first time."


def test_it_waits_for_approval_before_it_may_be_given_work(agent, only_device):
    agent().post(machine())

    assert only_device().approval == "waiting"


def test_the_devices_of_a_key_may_need_no_approval(agent, key, only_device):
    key.approves = True
    key.save()

    agent().post(machine())

    assert only_device().approval == "approved"


def test_what_the_register_knows_by_serial_is_found(agent, add, laptops, only_device, asha):
    laptop = add(laptops, serial="5cd-0001x")

    agent().post(machine("ICT1-01"))

    device = only_device()
    assert (device.item, device.matched_by) == (laptop, "serial")
    assert Item.objects.get(pk=laptop.pk).name == "ICT1-01"
    assert Event.objects.get(kind="agents.linked").sentence.endswith("by Serial")


def test_what_a_person_typed_is_not_overwritten(agent, add, laptops, latitude):
    laptop = add(laptops, serial="5CD0001X", name="The head's", model_id=latitude.pk)

    agent().post(machine("ICT1-01"))

    found = Item.objects.get(pk=laptop.pk)
    assert (found.name, found.model) == ("The head's", latitude)


def test_the_tag_in_its_firmware_becomes_its_tag(agent, only_device):
    bios = {
        "smanufacturer": "Dell Inc.",
        "smodel": "OptiPlex 7000",
        "ssn": "5CD0001X",
        "assettag": "HV-10482",
    }

    agent().post(machine(bios=bios))

    assert only_device().item.tag == "HV-10482"


def test_a_tag_in_the_firmware_that_another_item_wears_is_left_alone(
    agent, add, laptops, only_device
):
    add(laptops, tag="HV-10482")
    bios = {
        "smanufacturer": "Dell Inc.",
        "smodel": "OptiPlex 7000",
        "ssn": "5CD0001X",
        "assettag": "HV-10482",
    }

    agent().post(machine(bios=bios))

    assert only_device().item.tag != "HV-10482"


def test_an_item_of_another_school_is_not_touched(agent, add, laptops, other_school, only_device):
    there = add(laptops, serial="5CD0001X")
    Item.objects.filter(pk=there.pk).update(school=other_school)

    agent().post(machine("ICT1-01"))

    device = only_device()
    assert (device.item, device.approval) == (None, "waiting")
    assert "of Nether Wick Primary" in device.doubt
    assert Item.objects.get(pk=there.pk).name == ""


def test_a_monitor_that_is_known_follows_the_machine(agent, add, laptops, only_device):
    monitor = add(laptops, serial="CFV000001")

    agent().post(machine())

    assert Item.objects.get(pk=monitor.pk).goes_with == only_device().item
    assert Item.objects.count() == 2


def test_what_the_school_does_not_keep_is_nowhere(agent, only_device):
    kept = machine(
        processes=[{"user": "s.reeve", "cmd": "game.exe"}],
        envs=[{"key": "TOKEN", "val": "hunter2"}],
    )

    agent().post(kept)

    everything = " ".join(Section.objects.values_list("document", flat=True))
    everything += zlib.decompress(RawReport.objects.get().body).decode()
    assert only_device().last_user == ""
    for secret in ("s.reeve", "game.exe", "hunter2"):
        assert secret not in everything


def test_licence_keys_are_masked_where_everybody_reads(agent, only_device):
    rows = [
        {
            "name": "Office 16",
            "key": "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY",
            "fullname": "Office 16, VOLUME",
        }
    ]

    agent().post(machine(licenseinfos=rows))

    shown = Section.objects.get(name="licenseinfos").document
    assert "XXXXX-XXXXX-XXXXX-XXXXX-UVWXY" in shown
    assert "ABCDE" not in " ".join(Section.objects.values_list("document", flat=True))


def test_rooms_above_are_told_in_the_same_transaction(agent, heard, only_device):
    agent().post(machine())

    [told] = heard
    assert (told.item, told.device) == (only_device().item, only_device())
    assert "softwares" in told.changed
    assert [program.name for program in told.facts.programs] == ["7-Zip 24.08 (x64)", "Scratch 3"]


def test_when_a_room_above_fails_nothing_is_kept_and_nothing_acknowledged(agent, monkeypatch):
    def fail(told: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(handlers.REPORTED, "_by_room", {"broken": fail})

    heard = agent().says(machine())

    assert heard["status"] == "error"
    assert (Device.objects.count(), Item.objects.count()) == (0, 0)


def test_a_phone_and_a_printer_are_what_they_are(agent, only_device):
    phone = machine(
        "TAB-01", bios={"smanufacturer": "Samsung", "smodel": "SM-T510", "ssn": "R52N1"}
    )
    phone["itemtype"] = "Phone"
    phone["content"]["operatingsystem"] = {
        "name": "Android",
        "full_name": "Android 13",
        "version": "33",
    }

    agent().post(phone)

    assert (only_device().kind, only_device().item.category.name) == ("phone", "Tablet")
