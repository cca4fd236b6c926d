"""What the protocol says of single fields: which are numbers, which change by themselves, what the XML calls them."""

from __future__ import annotations

from typing import Final

# Sections that hold one thing, not a list; kept as a list of one all the same.
SINGLE: Final = frozenset(
    {"accesslog", "bios", "hardware", "network_device", "operatingsystem", "pagecounters", "versionprovider"}
)  # fmt: skip

# The XML names of sections and fields that the JSON calls otherwise.
SECTIONS_RENAMED: Final = {
    "firewall": "firewalls",
    "user": "users",
    "battery": "batteries",
    "info": "network_device",
    "components": "network_components",
}
FIELDS_RENAMED: Final = {
    "member": "members",
    "installdate": "install_date",
    "macaddr": "mac",
}
# A serialnumber is the serial of these; of a memory module it keeps its long name.
SERIAL_RENAMED: Final = frozenset({"storages", "monitors", "printers", "batteries"})

INTEGERS: Final[dict[str, tuple[str, ...]]] = {
    "batteries": ("capacity", "real_capacity", "voltage"),
    "consumables": ("max",),
    "cpus": ("core", "corecount", "external_clock", "speed", "stepping", "thread"),
    "databases_services": ("port", "size"),
    "drives": ("free", "total"),
    "hardware": ("memory", "swap"),
    "logical_volumes": ("seg_count", "size"),
    "memories": ("capacity", "numslots"),
    "network_components": ("contained_index", "fru", "index", "stack_number"),
    "network_device": ("cpu", "memory", "ram", "credentials"),
    "network_ports": (
        "ifinerrors", "ifinbytes", "ifinternalstatus", "ifmtu", "ifnumber", "ifouterrors", "ifoutbytes", "ifspeed",
        "ifportduplex", "ifstatus", "iftype",
    ),
    "networks": ("mtu",),
    "pagecounters": (
        "total", "black", "color", "rectoverso", "scanned", "printtotal", "printblack", "printcolor", "copytotal",
        "copyblack", "copyblack_a3", "copycolor", "copycolor_a3", "faxtotal", "duplex",
    ),
    "physical_volumes": ("free", "pe_size", "pv_pe_count", "size"),
    "powersupplies": ("power_max",),
    "processes": ("pid", "virtualmemory"),
    "softwares": ("filesize",),
    "storages": ("disksize",),
    "versionprovider": ("etime",),
    "videos": ("memory",),
    "virtualmachines": ("memory", "vcpu"),
    "volume_groups": ("free", "lv_count", "pv_count", "size"),
}  # fmt: skip

BOOLEANS: Final[dict[str, tuple[str, ...]]] = {
    "antivirus": ("enabled", "uptodate"),
    "cameras": ("flashunit",),
    "databases_services": ("is_active", "is_onbackup"),
    "drives": ("systemdrive",),
    "licenseinfos": ("trial",),
    "memories": ("removable",),
    "network_ports": ("lldp", "trunk"),
    "networks": ("management", "virtualdev"),
    "powersupplies": ("hotreplaceable", "plugged"),
    "printers": ("network", "shared"),
    "softwares": ("no_remove",),
}

DAYS: Final[dict[str, tuple[str, ...]]] = {
    "antivirus": ("base_creation", "expiration"),
    "batteries": ("date",),
    "bios": ("bdate",),
    "firmwares": ("date",),
    "licenseinfos": ("activation_date",),
    "softwares": ("install_date",),
}
# Firmware writes its dates the American way.
MONTH_FIRST: Final = frozenset({"bios", "firmwares", "batteries"})
MOMENTS: Final[dict[str, tuple[str, ...]]] = {
    "accesslog": ("logdate",),
    "operatingsystem": ("boot_time", "install_date"),
    "databases_services": ("last_boot_date", "last_backup_date"),
}

LOWERED: Final[dict[str, tuple[str, ...]]] = {
    "networks": ("mac", "status", "type"),
    "network_device": ("mac",),
}
UPPERED: Final[dict[str, tuple[str, ...]]] = {"storages": ("interface",)}

# What changes by itself between two runs on a machine that nobody touched: kept, but no change.
VOLATILE_SECTIONS: Final = frozenset(
    {"accesslog", "processes", "sensors", "versionprovider", "envs"}
)
VOLATILE: Final[dict[str, frozenset[str]]] = {
    "antivirus": frozenset({"base_creation", "base_version"}),
    "batteries": frozenset({"voltage", "real_capacity", "temperature", "level", "status", "capacity_level"}),
    "cpus": frozenset({"speed_current"}),
    "databases_services": frozenset({"size", "last_boot_date", "last_backup_date"}),
    "drives": frozenset({"free"}),
    "hardware": frozenset({"etime", "checksum", "datelastloggeduser", "ipaddr", "processors"}),
    "logical_volumes": frozenset({"attr"}),
    "network_device": frozenset({"uptime", "cpu", "memory", "ram"}),
    "network_ports": frozenset(
        {"ifinerrors", "ifinbytes", "ifouterrors", "ifoutbytes", "iflastchange", "ifinoctets", "ifoutoctets"}
    ),
    "networks": frozenset({"speed", "wifi_bssid", "wifi_signal"}),
    "operatingsystem": frozenset({"boot_time", "boot_date"}),
    "physical_volumes": frozenset({"free"}),
    "printers": frozenset({"status", "errstatus"}),
    "simcards": frozenset({"state"}),
    "virtualmachines": frozenset({"status"}),
    "volume_groups": frozenset({"free"}),
}  # fmt: skip
