"""Which network addresses are the machine's own, and which a dock's, a driver's or made up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from firstbell.lib.agentprotocol.reports import Report
from firstbell.lib.agentprotocol.vocabulary import Row
from firstbell.lib.parsing import Unclear, parse_mac

MacKind = Literal["own", "adapter", "virtual", "bluetooth", "random"]

_BEST: Final[tuple[MacKind, ...]] = ("own", "adapter", "random", "bluetooth", "virtual")
_VIRTUAL: Final = re.compile(
    r"virtual|vmware|vmnet|vboxnet|virtualbox|hyper-v|tap-|tap0|\btun\d|wireguard|wintun|openvpn|zerotier|tailscale"
    r"|docker|\bveth|\bbr-[0-9a-f]|virbr|\bvnet\d|loopback|npcap|wan miniport|teredo|isatap|6to4|vpn|anyconnect"
    r"|fortinet|forticlient|pangp|globalprotect|juniper|checkpoint|kernel debug|\bbond\d|\bteam\d|\bawdl|\bllw\d"
    r"|\butun|\bp2p|wi-?fi direct|miniport|\bdummy|multiplexor",
    re.IGNORECASE,
)
_ADAPTER: Final = re.compile(
    r"\busb|usb\b|usb-c|usb3|dock|thunderbolt|asix|ax88\d|rtl815\d|displaylink|surface ethernet|\benx[0-9a-f]{12}"
    r"|r8152|ax88179|cdc_(?:ether|ncm)|smsc9\d|\blan9\d|rndis|tether",
    re.IGNORECASE,
)
_MOBILE: Final = re.compile(
    r"mobile broadband|\bwwan|\bgobi\b|\blte\b|\brmnet|cdc_mbim", re.IGNORECASE
)
_BLUETOOTH: Final = re.compile(r"bluetooth|\bbnep|\bpan\d", re.IGNORECASE)
_MAC_CARD: Final = re.compile(r"en\d{1,2}")
_VIRTUAL_MAKERS: Final = {
    "00:05:69": "VMware", "00:0c:29": "VMware", "00:1c:14": "VMware", "00:50:56": "VMware", "08:00:27": "VirtualBox",
    "0a:00:27": "VirtualBox", "00:15:5d": "Hyper-V", "52:54:00": "QEMU", "00:16:3e": "Xen", "00:1c:42": "Parallels",
    "02:42:ac": "Docker", "00:ff:": "a tunnel",
}  # fmt: skip


class Mac(NamedTuple):
    """An address with the verdict on it: only `own` ones tell a machine."""

    address: str
    kind: MacKind
    reason: str
    description: str = ""

    @property
    def tells_the_machine(self) -> bool:
        return self.kind == "own"


def macs(report: Report) -> list[Mac]:
    """Every real address once; where several cards share it, the best that is said of it."""
    virtual_machine = is_virtual_machine(report)
    dongles = _usb_serials(report.rows("usbdevices"))
    found: dict[str, Mac] = {}
    for row in report.rows("networks"):
        mac = _judged(row, dongles, virtual_machine=virtual_machine)
        if mac and (mac.address not in found or _rank(mac) < _rank(found[mac.address])):
            found[mac.address] = mac
    device = report.text("network_device", "mac")
    if device and (address := plain_mac(device)):
        found.setdefault(address, Mac(address, "own", "the device's own"))
    return sorted(found.values(), key=_rank)


def is_virtual_machine(report: Report) -> bool:
    system = report.text("hardware", "vmsystem")
    return bool(system) and system.lower() != "physical"


def plain_mac(text: str) -> str:
    try:
        return parse_mac(text)
    except Unclear:
        return ""


def _rank(mac: Mac) -> int:
    return _BEST.index(mac.kind)


def _judged(row: Row, dongles: frozenset[str], *, virtual_machine: bool) -> Mac | None:
    text = row.get("mac")
    address = plain_mac(text) if isinstance(text, str) else ""
    if not address:
        return None
    described = str(row.get("description", ""))
    kind, reason = _verdict(address, row, described, dongles, virtual_machine=virtual_machine)
    return Mac(address, kind, reason, described)


def _verdict(
    address: str, row: Row, described: str, dongles: frozenset[str], *, virtual_machine: bool
) -> tuple[MacKind, str]:
    if int(address[1], 16) & 1:
        return "random", "an address of a group, which no card has"
    words = f"{described} {row.get('driver', '')} {row.get('model', '')}"
    where = str(row.get("pnpdeviceid", "")).upper()
    if row.get("type") == "bluetooth" or where.startswith("BTH") or _BLUETOOTH.search(words):
        return "bluetooth", "a Bluetooth adapter"
    if virtual_machine and row.get("virtualdev") is not True:
        return "own", "the virtual machine's own card"
    if _MOBILE.search(words):
        return "random", "a card for mobile networks, whose address others have too"
    virtual = _virtual(address, row, words, where)
    if virtual:
        return "virtual", virtual
    if where.startswith("USB") or address.replace(":", "") in dongles or _ADAPTER.search(words):
        return "adapter", "a dock or USB adapter, which moves between machines"
    if int(address[1], 16) & 2:
        return "random", "made up by the system, not given by the maker"
    return "own", "a built-in card"


def _virtual(address: str, row: Row, words: str, where: str) -> str:
    if _MAC_CARD.fullmatch(str(row.get("description", ""))) and not int(address[1], 16) & 2:
        return ""  # old agents call every card of a Mac virtual
    if row.get("virtualdev") is True or where.startswith(("ROOT", "SWD", "{")):
        return "a virtual card"
    if row.get("type") in {"loopback", "bridge", "alias", "aggregate", "dialup", "tunnel"}:
        return f"a card of the kind {row.get('type')}"
    if _VIRTUAL.search(words):
        return "a virtual card, by its name"
    maker = _VIRTUAL_MAKERS.get(address[:8]) or _VIRTUAL_MAKERS.get(address[:6])
    return f"an address of {maker}" if maker else ""


def _usb_serials(rows: Iterable[Row]) -> frozenset[str]:
    """A network dongle's serial is often its own address."""
    return frozenset(str(row.get("serial", "")).lower() for row in rows)
