"""New devices as a list: narrowed, taken away, and decided on one by one or many at once."""

from __future__ import annotations

import pytest

from firstbell.agents.models import ArrivalRule, Device
from firstbell.agents.tests.machines import machine
from firstbell.equipment.models import Item

HOME, DO = "/new-devices/", "/lists/agents.waiting/do"


@pytest.fixture
def page(browser_of, asha_account, catalogue):
    return browser_of(asha_account)


@pytest.fixture
def held(hartley, agent):
    """Three machines that a rule keeps out of the register until somebody decides."""
    ArrivalRule.objects.create(school=hartley, then="hold")
    for number in (1, 2, 3):
        agent(number).post(machine(f"ICT1-{number:02}", number))
    return {device.hostname: device for device in Device.objects.all()}


def shown(page, query=""):
    return page.get(f"{HOME}{query}").content.decode()


def do(page, act, *devices):
    picked = {"pick": [str(one.uid) for one in devices], "sure": "1"}
    return page.post(f"{DO}/{act}/", picked, follow=True).content.decode()


def approvals():
    return dict(Device.objects.values_list("hostname", "approval"))


def test_many_are_approved_at_once_and_put_in_the_register(page, held):
    said = do(page, "approve", held["ICT1-01"], held["ICT1-02"])

    assert "2 new devices may be given work from now on." in said
    assert approvals() == {"ICT1-01": "approved", "ICT1-02": "approved", "ICT1-03": "waiting"}
    assert set(Item.objects.filter(device__isnull=False).values_list("name", flat=True)) == {
        "ICT1-01",
        "ICT1-02",
    }


def test_many_are_refused_at_once(page, held):
    said = do(page, "refuse", *held.values())

    assert "3 new devices are turned away from now on." in said
    assert set(approvals().values()) == {"refused"}
    assert "No device waits" in shown(page)


def test_what_is_in_the_register_is_left_out_when_many_are_put_there(page, held):
    page.post(f"{HOME}{held['ICT1-01'].uid}/registration/")

    said = do(page, "register", *held.values())

    assert "is in the register" in said
    assert Device.objects.filter(item=None).count() == 0
    assert set(approvals().values()) == {"waiting"}


def test_each_line_has_its_own_buttons_for_those_who_may(page, held, browser_of, grace_account):
    device = held["ICT1-01"]
    button = f'formaction="/new-devices/{device.uid}/approval/"'
    assert button in shown(page)

    answer = page.post(
        f"{HOME}{device.uid}/approval/", headers={"Referer": f"http://testserver{HOME}?sort=name"}
    )  # fmt: skip

    assert answer.url == f"{HOME}?sort=name"
    assert button not in shown(page)
    theirs = browser_of(grace_account).get(HOME).content.decode()
    assert "ICT1-02" in theirs
    assert "formaction" not in theirs


def test_new_devices_are_narrowed_and_taken_away(page, held):
    Device.objects.filter(hostname="ICT1-02").update(doubt="Is it the one from ICT 2?")

    file = b"".join(page.get("/lists/agents.waiting/export.csv?doubt.filled=").streaming_content)

    [heads, line] = file.decode("utf-8-sig").splitlines()
    assert heads == "Name,Model,System,Serial,Tag,First heard,In doubt"
    assert line.startswith("ICT1-02,OptiPlex 7000,")
    assert line.endswith("Is it the one from ICT 2?")
    assert "ICT1-01" not in shown(page, "?doubt.filled=")


def test_a_machine_without_a_name_goes_by_what_it_told_instead(page, held):
    Device.objects.filter(hostname="ICT1-01").update(hostname="", deviceid="", serial="5CD0001X")

    assert "5CD0001X</a>" in shown(page)


def test_one_is_put_in_the_register_by_api(page, held):
    device = held["ICT1-01"]

    told = page.post(f"/api/v1/devices/{device.uid}/registration").json()
    again = page.post(f"/api/v1/devices/{device.uid}/registration")

    assert (told["item"] is not None, told["approval"], told["key"]) == (True, "waiting", "GPO")
    assert again.status_code == 409
    waiting = page.get("/api/v1/devices?approval=waiting&registered=false").json()["items"]
    assert [row["hostname"] for row in waiting] == ["ICT1-02", "ICT1-03"]
