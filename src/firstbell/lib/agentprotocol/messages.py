"""What an agent says: the messages of both dialects, told apart and made plain."""

from __future__ import annotations

from dataclasses import dataclass, field

from firstbell.lib.agentprotocol.envelope import Kind
from firstbell.lib.agentprotocol.reports import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    deviceid: str
    agent_id: str
    dialect: Kind

    @property
    def answer(self) -> Kind:
        """The dialect of the answer: an agent that names itself by GLPI-Agent-ID understands JSON."""
        return self.dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class Prolog(Message):
    @property
    def answer(self) -> Kind:
        return "json" if self.agent_id else "xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Message):
    name: str = ""
    version: str = ""
    tag: str = ""
    port: int | None = None
    installed_tasks: tuple[str, ...] = ()
    enabled_tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory(Message):
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class NetDiscovery(Message):
    """A step of a search on the network: `phase` is start, count, device, error or end."""

    phase: str
    process: str = ""
    devices: tuple[dict[str, str], ...] = ()
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetInventory(Message):
    """What an agent read from switches and printers over SNMP: a report for each device."""

    phase: str
    process: str = ""
    reports: tuple[Report, ...] = ()
    errors: tuple[str, ...] = ()
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetParams(Message):
    params_id: str = ""
    use: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Message):
    action: str
