"""The XML dialect, of FusionInventory and older agents: read into the same shape as the JSON."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final
from xml.etree.ElementTree import Element

from firstbell.lib.agentprotocol.envelope import Kind
from firstbell.lib.agentprotocol.fields import (
    FIELDS_RENAMED,
    SECTIONS_RENAMED,
    SERIAL_RENAMED,
)
from firstbell.lib.agentprotocol.messages import (
    Inventory,
    Message,
    NetDiscovery,
    NetInventory,
    Prolog,
    Unknown,
)
from firstbell.lib.agentprotocol.reports import Report, fill, item_type, refuse_empty
from firstbell.lib.agentprotocol.rows import LONGEST, MOST_FIELDS, read_row
from firstbell.lib.agentprotocol.unreadable import Unreadable
from firstbell.lib.agentprotocol.vocabulary import Row
from firstbell.lib.agentprotocol.xml_tree import parsed

_DEEPEST: Final = 8
_DROPPED: Final = "oem"  # the agent itself drops it on the way to JSON
_XML: Final[Kind] = "xml"


def read_xml(text: bytes, agent_id: str) -> Message:
    root = parsed(text)
    deviceid = _text(root, "DEVICEID")[:255]
    content = root.find("CONTENT")
    query = _text(root, "QUERY").upper()[:60] or ("INVENTORY" if content is not None else "")
    if query == "PROLOG":
        return Prolog(deviceid=deviceid, agent_id=agent_id, dialect=_XML)
    if query == "INVENTORY":
        if content is None:
            raise Unreadable("The inventory has no content.")
        report = refuse_empty(_report(root, content, deviceid))
        return Inventory(deviceid=deviceid, agent_id=agent_id, dialect=_XML, report=report)
    if query in {"NETDISCOVERY", "SNMPQUERY", "SNMP", "NETINVENTORY"} and content is not None:
        return _network(query, content, deviceid, agent_id, text)
    if not query:
        raise Unreadable("The XML is no message of an agent: it has no QUERY.")
    return Unknown(deviceid=deviceid, agent_id=agent_id, dialect=_XML, action=query)


def _report(root: Element, content: Element, deviceid: str) -> Report:
    report = Report(
        deviceid=deviceid, itemtype=item_type(_text(root, "ITEMTYPE")), tag=_text(root, "TAG")[:255]
    )
    report.partial = _text(root, "PARTIAL").lower() in {"1", "true", "yes"}
    sections = as_content(content)
    for account in sections.pop("accountinfo", []):
        if isinstance(account, dict) and account.get("keyname") == "TAG":
            report.tag = str(account.get("keyvalue", ""))[:255]
    fill(report, sections, _as_it_is)
    return report


def as_content(content: Element) -> dict[str, Any]:
    """The content as the JSON has it: repeated elements are the rows of a section."""
    sections: dict[str, Any] = {}
    for element in content:
        name = _section(element.tag)
        if len(element):
            if name == "ports" and element[0].tag == "PORT":
                name = "network_ports"
            rows = sections.setdefault(name, [])
            if isinstance(rows, list):
                rows.extend(_rows(name, element))
        elif element.text and not element.text.isspace():
            sections.setdefault(name, element.text.strip())
    return sections


def _section(tag: str) -> str:
    name = tag[:100].lower()
    return SECTIONS_RENAMED.get(name, name)


_WRAPPED: Final = {"network_ports": "PORT", "network_components": "COMPONENT"}


def _rows(name: str, element: Element) -> list[dict[str, Any]]:
    inner = _WRAPPED.get(name)
    if inner and element[0].tag == inner:
        return [_row(name, row) for row in element]
    return [_row(name, element)]


def _row(section: str, element: Element) -> Row:
    """Texts by name as a rule; only what is deeper, longer or comes twice is looked at again."""
    row: dict[str, Any] = {}
    serials, odd = section in SERIAL_RENAMED, False
    for part in element:
        text = part.text
        name = _name(part.tag, serials=serials)
        if len(part):
            odd = True
            _again(row, name, _deep(part, 1))
        elif text and (text := text.strip()):
            odd = odd or len(text) > LONGEST
            if name in row and name != "serial":
                odd = True
                _again(row, name, text)
            else:
                row[name] = text
    row.pop(_DROPPED, None)
    return read_row(row) if odd or len(row) > MOST_FIELDS else row


def _as_it_is(row: dict[str, Any]) -> Row:
    return row


def _again(row: dict[str, Any], name: str, value: Any) -> None:
    there = row.get(name)
    if there is None:
        row[name] = value
    elif isinstance(there, list):
        there.append(value)
    else:
        row[name] = [there, value]


@lru_cache(maxsize=4096)
def _name(tag: str, *, serials: bool) -> str:
    name = tag[:100].lower()
    if name == "serialnumber" and serials:
        return "serial"
    return FIELDS_RENAMED.get(name, name)


def _deep(element: Element, depth: int) -> Any:
    """What is inside a field: a list of what is repeated, or fields of its own."""
    if not len(element):
        return (element.text or "").strip()
    if depth >= _DEEPEST:
        return None
    tags = [part.tag for part in element]
    values = [_deep(part, depth + 1) for part in element]
    if len(set(tags)) == 1 and (len(tags) > 1 or element.tag == tags[0] + "S"):
        return values
    return {tag.lower(): value for tag, value in zip(tags, values, strict=True)}


def _text(element: Element, name: str) -> str:
    found = element.find(name)
    return (found.text or "").strip() if found is not None else ""


def _network(query: str, content: Element, deviceid: str, agent_id: str, text: bytes) -> Message:
    process = _text(content, "PROCESSNUMBER")[:60]
    if query == "NETDISCOVERY":
        return NetDiscovery(
            deviceid=deviceid,
            agent_id=agent_id,
            dialect=_XML,
            phase=_phase(content),
            process=process,
            devices=tuple(_flat(device) for device in content.findall("DEVICE")),
            raw=text,
        )
    devices = content.findall("DEVICE")
    return NetInventory(
        deviceid=deviceid,
        agent_id=agent_id,
        dialect=_XML,
        phase=_phase(content),
        process=process,
        reports=tuple(
            _device(device, deviceid) for device in devices if device.find("ERROR") is None
        ),
        errors=tuple(_text(error, "MESSAGE")[:1000] for error in content.findall("DEVICE/ERROR")),
        raw=text,
    )


def _phase(content: Element) -> str:
    for path, phase in (
        ("AGENT/START", "start"),
        ("AGENT/END", "end"),
        ("AGENT/EXIT", "end"),
        ("AGENT/NBIP", "count"),
        ("DEVICE/ERROR", "error"),
        ("DEVICE", "device"),
    ):
        if content.find(path) is not None:
            return phase
    return "other"


def _flat(device: Element) -> dict[str, str]:
    return {
        part.tag.lower(): part.text.strip()[:1000]
        for part in device
        if part.text and part.text.strip()
    }


def _device(device: Element, deviceid: str) -> Report:
    """What SNMP told of one device, under the names of the JSON."""
    sections = as_content(device)
    report = Report(deviceid=deviceid, itemtype=_network_type(sections))
    fill(report, sections, _as_it_is)
    return report


def _network_type(sections: dict[str, Any]) -> str:
    about = sections.get("network_device")
    kind = str(about[0].get("type", "")).upper() if isinstance(about, list) and about else ""
    return {"PRINTER": "Printer", "COMPUTER": "Computer"}.get(kind, "NetworkEquipment")
