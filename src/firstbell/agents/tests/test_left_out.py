"""What a school leaves out is not kept, whichever agent sends it all the same."""

from __future__ import annotations

import zlib

import pytest

from firstbell.agents.actions import ruling
from firstbell.agents.models import Device, RawReport, Section
from firstbell.agents.queries import privacy, settings
from firstbell.agents.tests.machines import machine


@pytest.fixture
def left_out(hartley, asha, moment):
    def leave(words):
        ruling.set_policy(hartley, by=asha, at=moment, left_out=words)

    return leave


@pytest.mark.parametrize("is_xml", [True, False])
def test_an_agent_that_sends_what_is_left_out_has_it_dropped(agent, left_out, heard, is_xml):
    left_out("software, Antivirus, firewall")

    agent(xml=is_xml).post(machine(softwares=[{"name": "Secret Game", "version": "1"}]))

    device, raw = Device.objects.get(), zlib.decompress(RawReport.objects.get().body)
    names = set(Section.objects.values_list("name", flat=True))
    assert not names & {"softwares", "antivirus", "firewalls"}
    assert {"bios", "hardware", "drives"} <= names
    assert (device.programs, device.antivirus, device.firewall) == (None, "unknown", "unknown")
    assert b"Secret Game" not in raw
    assert b"Windows Defender" not in raw
    assert not heard[0].facts.programs


def test_what_came_before_it_was_left_out_is_not_shown_and_goes_with_the_next_report(
    agent, left_out, browser_of, ben_account
):
    agent().post(machine(softwares=[{"name": "Secret Game", "version": "1"}]))
    left_out("software")
    url = f"/devices/{Device.objects.get().uid}/report/"

    assert "Secret Game" not in browser_of(ben_account).get(url).content.decode()
    agent().post(machine(softwares=[{"name": "Secret Game", "version": "2"}]))
    assert not Section.objects.filter(name="softwares").exists()


def test_every_category_that_an_agent_knows_names_its_sections():
    known = {"rudder", "registry", "remote_mgmt", "accesslog", "antivirus", "bios", "hardware"}

    assert settings.CATEGORIES - privacy._SECTIONS.keys() == known
