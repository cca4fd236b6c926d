"""What the sections and fields of a report are called on a page. Pure; what has no word here is shown as it came."""

from __future__ import annotations

from typing import Final

SECTIONS: Final = {
    "accesslog": "When it reported", "antivirus": "Antivirus", "batteries": "Batteries", "bios": "Firmware and mainboard",
    "cameras": "Cameras", "cartridges": "Toner and ink", "controllers": "Controllers", "cpus": "Processors",
    "databases_services": "Databases", "drives": "Drives and space", "firewalls": "Firewall", "firmwares": "Firmware",
    "hardware": "The machine itself", "inputs": "Keyboards and mice", "jvms": "Java", "licenseinfos": "Licence keys, masked",
    "local_groups": "Local groups", "local_users": "Local accounts", "logical_volumes": "Logical volumes",
    "memories": "Memory", "modems": "Modems", "monitors": "Monitors", "network_components": "Parts of a network device",
    "network_device": "Network device", "network_ports": "Network ports", "networks": "Network interfaces",
    "operatingsystem": "System", "pagecounters": "Pages printed", "physical_volumes": "Physical volumes", "ports": "Ports",
    "powersupplies": "Power supplies", "printers": "Printers", "remote_mgmt": "Remote control", "sensors": "Sensors",
    "simcards": "SIM cards", "slots": "Slots", "softwares": "Programs", "sounds": "Sound", "storages": "Disks",
    "usbdevices": "USB devices", "users": "Signed in", "versionprovider": "The agent", "videos": "Graphics",
    "virtualmachines": "Virtual machines", "volume_groups": "Volume groups",
}  # fmt: skip
FIELDS: Final = {
    "arch": "For", "assettag": "Asset tag", "bdate": "Firmware of", "bmanufacturer": "Firmware by", "bversion": "Firmware version",
    "base_creation": "Signatures of", "base_version": "Signatures", "caption": "Name", "chassis_type": "Shape", "core": "Cores",
    "deviceid": "Device id", "disksize": "Size, MB", "encrypt_algo": "Encryption by", "encrypt_name": "Encryption", "encrypt_status": "Encrypted",
    "external_clock": "Bus, MHz", "filesize": "Size", "free": "Free, MB", "from": "Told by", "guid": "GUID", "id": "Id",
    "install_date": "Installed", "ipaddress": "IP address", "ipaddress6": "IPv6 address", "ipdhcp": "DHCP server",
    "ipgateway": "Gateway", "ipmask": "Netmask", "ipsubnet": "Subnet", "lastloggeduser": "Last used by", "logdate": "At",
    "mac": "MAC address", "mmanufacturer": "Mainboard by", "mmodel": "Mainboard", "msn": "Serial of the mainboard",
    "numslots": "Slot", "osname": "System", "osversion": "Version of the system", "pnpdeviceid": "PnP id",
    "real_capacity": "Holds now", "serialnumber": "Serial", "skunumber": "SKU", "smanufacturer": "Made by", "smodel": "Model",
    "ssn": "Serial", "systemdrive": "Holds the system", "thread": "Threads", "total": "Size, MB", "uptodate": "Up to date",
    "uuid": "UUID", "virtualdev": "Virtual", "volumn": "Path", "vmsystem": "Virtual machine", "winprodkey": "Product key",
    "winprodid": "Product id", "fqdn": "Full name", "dns_domain": "Domain", "service_pack": "Build", "kernel_name": "Kernel",
    "kernel_version": "Version of the kernel", "boot_time": "Started", "ssh_key": "SSH key", "timezone.name": "Time zone",
    "timezone.offset": "Offset", "memory": "Memory, MB", "swap": "Swap, MB", "speed": "Speed", "capacity": "Capacity",
}  # fmt: skip


def section(name: str) -> str:
    return SECTIONS.get(name) or _plain(name)


def field(name: str) -> str:
    return FIELDS.get(name) or _plain(name)


def _plain(name: str) -> str:
    words = name.replace("_", " ").replace(".", " ").strip()
    return words[:1].upper() + words[1:]
