"""The kinds of equipment a UK school has, ready on the first day, with their special fields."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Special:
    label: str
    kind: str = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    name: str
    prefix: str
    icon: str
    life_years: int | None = 5
    under: str = ""
    battery: bool = False
    container: bool = False
    by_quantity: bool = False
    used_up: bool = False
    special: tuple[Special, ...] = field(default=())


S = Special
KINDS: tuple[Kind, ...] = (
    Kind("Computers", "PC-", "device-desktop"),
    Kind("Desktop", "PC-", "device-desktop", 6, "Computers", special=(
        S("Image or ring"), S("TPM", "choice", ("1.2", "2.0", "None")), S("Seat"),
    )),
    Kind("Laptop", "LAP-", "device-laptop", 5, "Computers", battery=True, special=(
        S("BitLocker key kept", "yes_no"), S("Battery health, %", "number"), S("Pool"),
    )),
    Kind("Chromebook", "CHR-", "device-laptop", 7, "Computers", battery=True, special=(
        S("Automatic updates end", "date"), S("Organisational unit"), S("Enrolment ID"),
    )),
    Kind("Tablet", "TAB-", "device-tablet", 5, "Computers", battery=True, special=(
        S("Supervised", "yes_no"), S("Managed by"), S("Case"), S("Activation lock off", "yes_no"),
    )),
    Kind("Monitor", "MON-", "device-desktop", 8, "Computers", special=(S("Size, inches", "number"),)),
    Kind("Dock", "DOC-", "plug", 6, "Computers"),
    Kind("Trolley", "TRO-", "shopping-cart", 9, container=True, special=(
        S("Timer", "yes_no"), S("RCD tested", "date"), S("On an escape route", "yes_no"),
    )),
    Kind("Rack", "RAC-", "server", 15, container=True, special=(S("Height, U", "number"),)),
    Kind("Loan kit", "KIT-", "briefcase", 5, container=True, special=(S("Filter agent verified", "date"),)),
    Kind("Classroom AV", "AV-", "device-tv"),
    Kind("Interactive panel", "PAN-", "device-tv", 8, "Classroom AV", special=(
        S("Screen, inches", "number"), S("Firmware"), S("Mounting", "choice", ("Wall", "Trolley")), S("OPS computer"),
        S("Two people to lift", "yes_no"),
    )),
    Kind("Projector", "PRJ-", "presentation", 7, "Classroom AV", special=(
        S("Light source", "choice", ("Lamp", "Laser", "LED")), S("Lamp model"), S("Lamp hours", "number"),
        S("Mount height, cm", "number"), S("Filter cleaned", "date"),
    )),
    Kind("Visualiser", "VIS-", "video", 6, "Classroom AV"),
    Kind("Speakers and sound", "SND-", "volume", 8, "Classroom AV", special=(
        S("Channel"), S("Frequency licence to", "date"),
    )),
    Kind("Camera", "CAM-", "camera", 6, "Classroom AV", battery=True),
    Kind("Printer", "PRN-", "printer", 5, special=(
        S("Queue"), S("Toner model"), S("Page count", "number"), S("Secure release", "yes_no"), S("Leased to", "date"),
    )),
    Kind("Network", "NET-", "network"),
    Kind("Switch", "SW-", "network", 7, "Network", special=(
        S("Ports", "number"), S("PoE", "choice", ("None", "802.3af", "802.3at", "802.3bt")), S("Updates end", "date"),
    )),
    Kind("Access point", "AP-", "wifi", 6, "Network", special=(S("Wi-Fi", "choice", ("5", "6", "6E", "7")),)),
    Kind("Firewall or router", "FW-", "shield-lock", 6, "Network", special=(S("Updates end", "date"),)),
    Kind("Server", "SRV-", "server", 6, special=(S("Role"), S("IP address", "ip"))),
    Kind("Storage (NAS)", "NAS-", "database", 6, special=(S("Usable, TB", "number"),)),
    Kind("UPS", "UPS-", "battery-charging", 6, special=(S("Runtime, min", "number"), S("Battery replaced", "date"))),
    Kind("Phone", "PHN-", "phone", 8, special=(S("Extension"), S("Emergency dial site"))),
    Kind("PA, bell or clock", "PA-", "bell-ringing", 10),
    Kind("CCTV", "CTV-", "device-cctv", 8, special=(S("Keeps days", "number"), S("DPIA done", "date"))),
    Kind("Door controller", "DOR-", "lock", 10),
    Kind("3D printer or cutter", "MK-", "printer", 6),
    Kind("Ladder or tower", "LAD-", "ladder", 12, special=(S("Inspection due", "date"),)),
    Kind("Tester", "TST-", "tool", 8, special=(S("Calibration due", "date"),)),
    Kind("Charger", "CH-", "plug", 4),
    Kind("Peripheral", "PER-", "mouse", 4),
    Kind("Cables and adapters", "CAB-", "plug-connected", None, by_quantity=True),
    Kind("Consumables", "CON-", "box", None, by_quantity=True, used_up=True, special=(S("Fits"),)),
    Kind("Other", "FB-", "box", 5),
)  # fmt: skip
