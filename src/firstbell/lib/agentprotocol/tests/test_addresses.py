from __future__ import annotations

import pytest

from firstbell.lib.agentprotocol import facts
from firstbell.lib.agentprotocol.tests.making import report_of


def macs(*cards, usb=(), vmsystem="Physical"):
    content = {"networks": list(cards), "usbdevices": list(usb), "hardware": {"vmsystem": vmsystem}}
    return {mac.address: mac.kind for mac in facts(report_of(content)).macs}


def verdict(description: str, mac: str = "f4:3b:d8:11:22:30", **fields):
    return macs({"description": description, "mac": mac, **fields}).get(mac)


@pytest.mark.parametrize(
    "description", ["Intel(R) Ethernet Connection I219-LM", "Realtek PCIe GbE Family Controller", "enp0s25", "wlp2s0", "Intel(R) Wi-Fi 6E AX211"]
)  # fmt: skip
def test_a_card_inside_is_the_machines_own(description):
    assert verdict(description) == "own"


@pytest.mark.parametrize(
    ("description", "fields"),
    [
        ("Realtek USB GbE Family Controller", {}),
        ("ASIX AX88179 USB 3.0 to Gigabit Ethernet Adapter", {}),
        ("Lenovo USB Ethernet", {}),
        ("Surface Ethernet Adapter", {}),
        ("Thunderbolt Dock Ethernet", {}),
        ("Ethernet 3", {"pnpdeviceid": "USB\\VID_0BDA&PID_8153\\0000"}),
        ("enp0s13", {"driver": "r8152"}),
        ("enxf43bd8112230", {}),
    ],
)
def test_a_dock_or_usb_adapter_moves_between_machines(description, fields):
    assert verdict(description, **fields) == "adapter"


def test_an_adapter_whose_usb_serial_is_its_address_is_found_out():
    usb = [{"name": "RTL8153", "serial": "F43BD8112230"}]

    assert macs({"description": "eth1", "mac": "F4:3B:D8:11:22:30"}, usb=usb) == {
        "f4:3b:d8:11:22:30": "adapter"
    }


@pytest.mark.parametrize(
    ("description", "fields"),
    [
        ("Hyper-V Virtual Ethernet Adapter", {}),
        ("VirtualBox Host-Only Ethernet Adapter", {}),
        ("TAP-Windows Adapter V9", {}),
        ("PANGP Virtual Ethernet Adapter #2", {}),
        ("WAN Miniport (IP)", {}),
        ("docker0", {}),
        ("br-9f2a7c11d0e4", {}),
        ("virbr0", {"virtualdev": "1"}),
        ("eth9", {"virtualdev": True}),
        ("bond0", {"type": "aggregate"}),
        ("Microsoft Wi-Fi Direct Virtual Adapter", {}),
    ],
)
def test_a_virtual_card_tells_nothing(description, fields):
    assert verdict(description, **fields) == "virtual"


@pytest.mark.parametrize("mac", ["00:50:56:c0:00:08", "0a:00:27:00:00:0b", "00:15:5d:01:02:03"])
def test_an_address_of_a_virtual_maker_tells_nothing_of_a_real_machine(mac):
    assert verdict("Ethernet 2", mac) == "virtual"


def test_but_it_is_a_virtual_machines_own():
    card = {"description": "vmxnet3 Ethernet Adapter", "mac": "00:50:56:a1:00:08"}

    assert macs(card, vmsystem="VMware") == {"00:50:56:a1:00:08": "own"}


def test_bluetooth_and_made_up_addresses_are_told_apart():
    assert verdict("Bluetooth Device (Personal Area Network)") == "bluetooth"
    assert verdict("Ethernet 7", pnpdeviceid="BTH\\MS_BTHPAN\\7") == "bluetooth"
    assert verdict("wlp2s0", "ae:ed:e7:56:9d:a0", type="wifi") == "random"
    assert verdict("HP hs3210 Mobile Broadband Network Adapter") == "random"
    assert verdict("eth0", "61:b5:99:e6:84:ea") == "random"


@pytest.mark.parametrize(
    "mac", ["", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "02:00:54:55:4e:01", "nonsense", "00"]
)
def test_a_filler_is_no_address(mac):
    assert macs({"description": "eth0", "mac": mac}) == {}


def test_where_two_cards_share_an_address_the_real_one_counts():
    shared = {"mac": "f4:3b:d8:11:22:30"}
    bridge = {"description": "Hyper-V Virtual Ethernet Adapter", **shared}

    assert macs(bridge, {"description": "Intel(R) I219-LM", **shared}, bridge) == {
        "f4:3b:d8:11:22:30": "own"
    }


def test_old_agents_call_every_card_of_a_mac_virtual():
    assert verdict("en0", "00:17:f2:d1:14:32", virtualdev="1") == "own"
    assert verdict("en5", "ae:de:48:00:11:23", virtualdev="1") == "virtual"
    assert verdict("en6", "ac:de:48:00:11:22") is None  # in every Mac with a Touch Bar


def test_each_verdict_has_its_reason():
    report = report_of({"networks": [{"description": "docker0", "mac": "02:42:ac:11:00:02"}]})

    [mac] = facts(report).macs
    assert (mac.reason, mac.description, mac.tells_the_machine) == (
        "a virtual card, by its name",
        "docker0",
        False,
    )


def test_a_printers_own_address_is_its_own():
    assert facts(report_of({"network_device": {"mac": "00:68:EB:F2:BE:10"}})).own_macs == [
        "00:68:eb:f2:be:10"
    ]
