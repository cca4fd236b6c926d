"""The facts of a machine that lists and rules need, typed; each `unknown` or None when nobody reported it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from firstbell.lib.agentprotocol import attached, chassis, identity, operating, security
from firstbell.lib.agentprotocol.addresses import Mac, macs
from firstbell.lib.agentprotocol.programs import Program, programs
from firstbell.lib.agentprotocol.reports import Report
from firstbell.lib.agentprotocol.sizes import Disks, cpu, disks, memory_mb

# What `last` prints where a name would be.
_NOBODY: Final = frozenset({"wtmp", "reboot", "shutdown", "runlevel", "(unknown", "unknown"})


_UNSEEN: Final = ("127.", "::1", "fe80", "0.0.0.0", "169.254.")  # noqa: S104 -- compared, not listened on


@dataclass(slots=True, kw_only=True)
class Facts:
    agent_uuid: str = ""
    deviceid: str = ""
    client: str = ""
    tag: str = ""
    hostname: str = ""
    serial: str = ""
    serial_source: identity.SerialSource = ""
    uuid: str = ""
    asset_tag: str = ""
    maker: str = ""
    model: str = ""
    category: chassis.Category = ""
    chassis: str = ""
    firmware_on: date | None = None
    macs: list[Mac] = field(default_factory=list)
    system: operating.System = field(default_factory=operating.System)
    cpu: str = ""
    memory_mb: int | None = None
    disks: Disks = field(default_factory=Disks)
    encryption: security.Encryption = field(default_factory=security.Encryption)
    antivirus: list[security.Antivirus] = field(default_factory=list)
    protection: security.Protection = "unknown"
    firewall: security.State = "unknown"
    batteries: list[attached.Battery] = field(default_factory=list)
    monitors: list[attached.Monitor] = field(default_factory=list)
    docks: list[attached.Dock] = field(default_factory=list)
    printers: list[attached.Printer] = field(default_factory=list)
    last_user: str = ""
    addresses: list[str] = field(default_factory=list)
    domain: str = ""
    programs: list[Program] = field(default_factory=list)

    @property
    def own_macs(self) -> list[str]:
        """The addresses that tell this machine from others."""
        return [mac.address for mac in self.macs if mac.tells_the_machine]

    @property
    def battery_percent(self) -> int | None:
        """The health of the worst battery."""
        known = [battery.percent for battery in self.batteries if battery.percent is not None]
        return min(known, default=None)


def facts(report: Report, agent_uuid: str = "") -> Facts:
    """A partial report gives the facts of what it holds; see `report.sections` for what that is."""
    system = operating.system(report)
    serial, serial_source = identity.serial(report)
    found = security.antivirus(report)
    return Facts(
        agent_uuid=agent_uuid,
        deviceid=report.deviceid,
        client=report.client,
        tag=report.tag,
        hostname=identity.hostname(report),
        serial=serial,
        serial_source=serial_source,
        uuid=identity.uuid(report),
        asset_tag=identity.asset_tag(report, serial),
        maker=_maker(report),
        model=_model(report),
        category=chassis.category(report, system),
        chassis=report.text("hardware", "chassis_type"),
        firmware_on=chassis.firmware_on(report),
        macs=macs(report),
        system=system,
        cpu=cpu(report),
        memory_mb=memory_mb(report),
        disks=disks(report),
        encryption=security.encryption(report),
        antivirus=found,
        protection=security.protection(report, found),
        firewall=security.firewall(report),
        batteries=attached.batteries(report),
        monitors=attached.monitors(report),
        docks=attached.docks(report),
        printers=attached.printers(report),
        last_user=_last_user(report),
        addresses=_addresses(report),
        domain=report.text("operatingsystem", "dns_domain") or report.text("hardware", "workgroup"),
        programs=programs(report.rows("softwares")),
    )


def _maker(report: Report) -> str:
    return _first(
        report,
        ("bios", "smanufacturer"),
        ("network_device", "manufacturer"),
        ("bios", "mmanufacturer"),
    )


def _model(report: Report) -> str:
    return _first(report, ("bios", "smodel"), ("network_device", "model"), ("bios", "mmodel"))


def _first(report: Report, *places: tuple[str, str]) -> str:
    for section, name in places:
        text = identity.told(report.text(section, name))
        if text:
            return text
    return ""


def _last_user(report: Report) -> str:
    user = report.text("hardware", "lastloggeduser") or report.text("users", "login")
    name = user.rpartition("\\")[2][:255]
    return "" if name.lower() in _NOBODY else name


def _addresses(report: Report) -> list[str]:
    """The IP addresses of its cards, none twice, none that only the machine itself can see."""
    texts = [
        f"{row.get('ipaddress', '')},{row.get('ipaddress6', '')}"
        for row in report.rows("networks")
        if row.get("status") != "down"
    ]
    parts = ",".join([*texts, report.text("network_device", "ips")]).split(",")
    addresses = (part.strip() for part in parts)
    return list(dict.fromkeys(one for one in addresses if one and not one.startswith(_UNSEEN)))
