"""What the three schools own: how many of what, from where, since when, where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Batch:
    """`age` in years; `where` names rooms by their beginning; `to` hands each to a student or a member of staff."""

    kind: str
    maker: str
    model: str
    count: int
    price: int
    age: float
    where: tuple[str, ...]
    to: str = ""
    cover_years: int = 3
    supplier: int = 0
    trolley: int = 0
    special: dict[str, Any] = field(default_factory=dict)


SECONDARY: tuple[Batch, ...] = (
    Batch("Desktop", "Dell", "OptiPlex 3090", 60, 52_900, 3.2, ("ICT 1", "ICT 2")),
    Batch("Desktop", "Dell", "OptiPlex 7010", 60, 61_500, 1.3, ("ICT 3", "ICT 4")),
    Batch("Desktop", "HP", "ProDesk 400 G6", 46, 48_000, 5.2, ("English", "Maths", "History", "Geography", "Languages")),
    Batch("Monitor", "Iiyama", "ProLite XU2493", 130, 10_900, 3.2, ("ICT 1", "ICT 2", "Finance", "Exams", "Reception")),
    Batch("Laptop", "Dell", "Latitude 3340", 120, 41_800, 2.2, ("ICT store",), to="student", special={"pool": "1:1 scheme"}),
    Batch("Laptop", "Lenovo", "300w Gen 3", 90, 33_900, 3.3, ("ICT store",), to="student", special={"pool": "1:1 scheme"}),
    Batch("Laptop", "HP", "ProBook 445 G9", 64, 58_700, 2.8, ("Staff room",), to="staff"),
    Batch("Laptop", "Dell", "Latitude 3190", 26, 29_900, 5.4, ("ICT store",)),
    Batch("Chromebook", "Acer", "Chromebook 511", 72, 23_900, 2.1, ("Library", "Science S1", "English 3"), trolley=24),
    Batch("Chromebook", "Lenovo", "100e Gen 3", 48, 21_500, 1.2, ("Maths 2", "SEN base"), trolley=24),
    Batch("Tablet", "Apple", "iPad 9th generation", 30, 29_900, 2.4, ("Music 1",), trolley=30),
    Batch("Interactive panel", "Promethean", "ActivPanel 9 75", 34, 189_000, 1.8, ("English", "Maths", "Science S"), supplier=2),
    Batch("Projector", "Epson", "EB-L210W", 16, 74_500, 3.6, ("Art", "Drama", "Hall", "Languages"), supplier=2),
    Batch("Visualiser", "IPEVO", "V4K", 44, 9_400, 2.6, ("Maths", "Science S", "Art"), supplier=2, cover_years=1),
    Batch("Speakers and sound", "Yamaha", "MG10XU", 4, 21_900, 4.1, ("Hall", "Drama", "Music"), supplier=2, cover_years=1),
    Batch("Printer", "HP", "LaserJet M479", 18, 38_900, 3.1, ("Staff room", "Library", "ICT", "Reception"), supplier=3),
    Batch("Switch", "Aruba", "2930F 48G", 18, 142_000, 4.3, ("Comms", "Server room"), special={"ports": 48}),
    Batch("Access point", "Aruba", "AP-515", 56, 36_500, 3.4, ("English", "Maths", "Science S", "ICT", "Hall", "Library")),
    Batch("Server", "Dell", "PowerEdge R450", 4, 412_000, 2.5, ("Server room",)),
    Batch("UPS", "APC", "Smart-UPS 1500", 6, 61_000, 4.2, ("Server room", "Comms"), cover_years=2),
    Batch("Storage (NAS)", "Synology", "RS1221", 2, 128_000, 2.5, ("Server room",)),
    Batch("Phone", "Yealink", "T31P", 34, 5_900, 3.0, ("Reception", "Head", "Finance", "Exams", "Staff", "PE")),
    Batch("CCTV", "Hikvision", "DS-2CD2143", 12, 11_900, 4.6, ("Ground", "First", "Reception"), cover_years=2),
    Batch("Camera", "Canon", "EOS 2000D", 8, 38_900, 3.8, ("Art 1",), cover_years=2),
    Batch("Peripheral", "Logitech", "MK270 set", 20, 1_900, 1.1, ("ICT store",), cover_years=1),
    Batch("Charger", "Dell", "65 W USB-C", 24, 2_400, 1.6, ("ICT store",), cover_years=1),
    Batch("Ladder or tower", "Youngman", "Podium 3", 2, 19_500, 6.0, ("ICT store",), cover_years=1),
    Batch("Projector", "Epson", "EB-L210W", 4, 74_500, 3.6, ("ICT 1", "ICT 2", "ICT 3", "ICT 4"), supplier=2),
)  # fmt: skip
PRIMARY: tuple[Batch, ...] = (
    Batch("Desktop", "HP", "ProDesk 400 G6", 12, 48_000, 4.8, ("Office", "Head", "Class")),
    Batch("Laptop", "HP", "ProBook 445 G9", 16, 58_700, 2.6, ("Staff room",), to="staff"),
    Batch("Chromebook", "Acer", "Chromebook 511", 60, 23_900, 2.2, ("ICT suite", "Library"), trolley=30),
    Batch("Tablet", "Apple", "iPad 9th generation", 45, 29_900, 2.9, ("Class 1", "Nursery", "Store"), trolley=15),
    Batch("Interactive panel", "Promethean", "ActivPanel 9 65", 15, 162_000, 2.4, ("Class",), supplier=2),
    Batch("Visualiser", "IPEVO", "V4K", 10, 9_400, 2.7, ("Class",), supplier=2, cover_years=1),
    Batch("Printer", "Brother", "HL-L8360", 5, 27_900, 3.4, ("Office", "Staff", "Library"), supplier=3),
    Batch("Switch", "Netgear", "GS752TP", 4, 52_000, 4.6, ("Comms",)),
    Batch("Access point", "Ubiquiti", "U6 Pro", 16, 14_500, 2.0, ("Class", "Hall", "Office")),
    Batch("Phone", "Yealink", "T31P", 8, 5_900, 3.0, ("Office", "Head", "Staff")),
    Batch("Projector", "Epson", "EB-E01", 2, 34_900, 5.1, ("Hall", "Music"), supplier=2),
)  # fmt: skip
LEADS = (("Cables and adapters", "HDMI lead, 3 m", 40, 650), ("Cables and adapters", "Patch lead, 2 m", 500, 140),
         ("Cables and adapters", "USB-C adapter", 30, 1_450), ("Consumables", "Toner, HP 415X black", 6, 12_900),
         ("Consumables", "Toner, HP 415X cyan", 5, 13_400), ("Consumables", "Lamp for Epson EB-L210W", 2, 8_900))  # fmt: skip
# What should be there, what it goes into, and how many a printer has had lately: (at least, up to, model, used).
LEVELS = {
    "HDMI lead, 3 m": (10, 30, "", 0), "Toner, HP 415X black": (4, 10, "LaserJet M479", 4),
    "Toner, HP 415X cyan": (3, 6, "LaserJet M479", 1), "Lamp for Epson EB-L210W": (2, 4, "EB-L210W", 1),
}  # fmt: skip
