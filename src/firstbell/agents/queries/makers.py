"""The names of makers as people say them, and the kinds of equipment that a report's own words mean."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_LEGAL: Final = re.compile(
    r"[,.]?\s+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|gmbh|plc|ag|sa|s\.a|international"
    r"|technology|technologies|computer|computers|electronics?|electric)\.?(?=$|[\s,.])",
    re.IGNORECASE,
)
_KNOWN: Final = {
    "hewlett-packard": "HP", "hewlett packard": "HP", "hp": "HP", "lenovo": "Lenovo", "dell": "Dell", "apple": "Apple",
    "asustek": "ASUS", "asus": "ASUS", "acer": "Acer", "samsung": "Samsung", "toshiba": "Toshiba", "dynabook": "Dynabook",
    "microsoft": "Microsoft", "fujitsu": "Fujitsu", "intel": "Intel", "google": "Google", "vmware": "VMware",
    "qemu": "QEMU", "goldstar": "LG", "lg": "LG", "micro-star": "MSI",
}  # fmt: skip

# What the protocol's hint is called in the catalogue that every school starts with.
CATEGORIES: Final = {
    "laptop": "Laptop", "desktop": "Desktop", "all_in_one": "Desktop", "tablet": "Tablet", "phone": "Phone",
    "server": "Server", "virtual_machine": "Virtual machine", "printer": "Printer", "network": "Network",
    "monitor": "Monitor", "dock": "Dock", "": "Computers",
}  # fmt: skip


@lru_cache(maxsize=512)
def maker(told: str) -> str:
    """ "Dell Inc." and "DELL" are Dell."""
    bare = " ".join(told.split())
    while (shorter := _LEGAL.sub("", bare).strip(" ,.")) not in ("", bare):
        bare = shorter
    return _KNOWN.get(bare.casefold(), bare)[:120]
