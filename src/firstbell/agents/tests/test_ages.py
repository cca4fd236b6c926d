from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from firstbell.agents.models import Device
from firstbell.agents.queries import ages
from firstbell.agents.tests.machines import machine, part
from firstbell.equipment.models import Item
from firstbell.lib import clock

TODAY = date(2026, 11, 24)
OPTIPLEX = {"smanufacturer": "Dell Inc.", "smodel": "OptiPlex 7000", "ssn": "5CD0001X"}


@pytest.fixture
def old(hartley, moment):
    """`old("A", date(2020, 9, 1))`: a computer of which no more is known than that."""

    def make(name, since=None, **words):
        return Device.objects.create(
            school=hartley, hostname=name, first_seen_at=moment, last_contact_at=moment, old_since=since, **words
        )  # fmt: skip

    return make


def test_a_machine_is_as_old_as_its_firmware_and_newer_firmware_makes_it_no_younger(
    agent, only_device
):
    agent().post(machine("ICT1-01", bios={**OPTIPLEX, "bdate": "03/14/2019"}))
    assert only_device().old_since == date(2019, 3, 14)

    agent().post(part("ICT1-01", bios={**OPTIPLEX, "bdate": "06/30/2024"}))

    assert only_device().old_since == date(2019, 3, 14)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"bios": {**OPTIPLEX, "bdate": "01/01/1980"}},
        {"bios": {**OPTIPLEX, "bdate": "04/01/2119"}},
        {
            "bios": {"smodel": "Standard PC", "bdate": "04/01/2014"},
            "hardware": {"name": "VM-1", "vmsystem": "QEMU"},
        },
    ],
    ids=["nothing", "a filler", "the future", "a virtual machine"],
)
def test_a_machine_whose_firmware_says_nothing_is_as_old_as_its_first_report(
    agent, only_device, told
):
    agent().post(machine("ICT1-01", **told))

    device = only_device()
    assert device.old_since == device.first_seen_at.date()


@pytest.mark.parametrize(
    ("op", "numbers", "names"),
    [
        ("over", ["5"], ["B", "C"]),
        ("under", ["3"], ["A"]),
        ("under", ["2.5"], ["A"]),
        ("between", ["3", "7"], ["B"]),
        ("", ["6"], ["B"]),
        ("not", ["6"], ["A", "C", "D"]),
        ("over", ["900"], []),
        ("empty", [], ["D"]),
        ("filled", [], ["A", "B", "C"]),
    ],
)
def test_devices_are_narrowed_by_their_age_in_years(old, op, numbers, names):
    old("A", TODAY - timedelta(days=400))
    old("B", date(2020, 3, 1))
    old("C", date(2017, 1, 1))
    old("D")

    found = Device.objects.filter(ages.aged(op, [Decimal(one) for one in numbers], TODAY))

    assert sorted(found.values_list("hostname", flat=True)) == names


def test_what_the_register_knows_of_the_purchase_wins(agent, only_device):
    agent().post(machine("ICT1-01", bios={**OPTIPLEX, "bdate": "03/14/2015"}))
    Item.objects.filter(pk=only_device().item_id).update(bought_on=date(2024, 9, 1))

    [row] = Device.objects.annotate(since=ages.SINCE).values(*ages.PATHS)

    assert row["since"] == date(2024, 9, 1)
    assert ages.told_from(row) == "bought"
    assert not Device.objects.filter(ages.aged("over", [Decimal(5)], TODAY)).exists()
    assert ages.told_from({**row, "item__bought_on": None}) == "firmware"


def test_the_list_shows_the_oldest_first_and_says_where_it_knows_that_from(
    old, browser_of, ben_account
):
    today = clock.now().date()
    old("ICT2-01", today - timedelta(days=366))
    old("ICT2-02", today - timedelta(days=3653))

    page = browser_of(ben_account).get("/devices/?sort=age&columns=name,age,agefrom")

    text = page.content.decode()
    assert text.index("ICT2-02") < text.index("ICT2-01")
    assert ">10.0<" in text
    assert "Its firmware" in text


def test_an_age_that_is_no_number_is_told_so_and_shows_all(old, browser_of, ben_account):
    old("ICT2-01", TODAY)

    for words in ("age.over=old", "age.between=1..nan", "age.under=-1", "age.over=1e9"):
        page = browser_of(ben_account).get(f"/devices/?{words}").content.decode()
        assert "ICT2-01" in page
        assert "Say how many years old it is" in page


def test_how_many_are_old_and_of_which_models_is_told_at_a_glance(
    old, hartley, browser_of, ben_account
):
    today = clock.now().date()
    for number in range(3):
        old(
            f"ICT2-0{number}",
            today - timedelta(days=2400),
            model="OptiPlex 3050 & Co",
            maker="Dell",
        )
    old("ICT2-09", today, model="OptiPlex 7000", maker="Dell")
    old("PR-1", today - timedelta(days=4000), kind="printer")

    [model] = ages.old_models(Device.objects.all(), today)
    page = browser_of(ben_account).get("/devices/at-a-glance/").content.decode()

    assert (model.name, model.old, model.n) == ("OptiPlex 3050 & Co", 3, 3)
    assert "model=OptiPlex+3050+%26+Co" in model.query
    assert "OptiPlex 3050 &amp; Co" in page
    found = browser_of(ben_account).get(f"/devices/?{model.query}").content.decode()
    assert "ICT2-01" in found
    assert "ICT2-09" not in found


def test_the_list_of_old_devices_is_exported(old, browser_of, ben_account):
    today = clock.now().date()
    old("ICT2-01", today)
    old("ICT2-02", today - timedelta(days=3653))

    answer = browser_of(ben_account).get(
        "/lists/agents.devices/export.csv?age.over=5&columns=name,age,agefrom"
    )

    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[1:] == ["ICT2-02,10.0,Its firmware"]


def test_devices_older_than_so_many_years_are_asked_for_by_api(old, browser_of, ben_account):
    today = clock.now().date()
    old("ICT2-01", today)
    old("ICT2-02", today - timedelta(days=3653))

    answer = browser_of(ben_account).get("/api/v1/devices?older_than=5")

    assert [one["hostname"] for one in answer.json()["items"]] == ["ICT2-02"]
    assert answer.json()["items"][0]["old_since"] == str(today - timedelta(days=3653))
