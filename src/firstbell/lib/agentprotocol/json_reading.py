"""The JSON dialect: contact, inventory, get_params."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from firstbell.lib.agentprotocol.messages import (
    Contact,
    GetParams,
    Inventory,
    Message,
    NetDiscovery,
    NetInventory,
    Unknown,
)
from firstbell.lib.agentprotocol.reports import Report, fill, item_type, refuse_empty
from firstbell.lib.agentprotocol.rows import clean_row, clean_text, read_row
from firstbell.lib.agentprotocol.typed import as_boolean, as_integer
from firstbell.lib.agentprotocol.unreadable import Unreadable

MOST_PARTS: Final = 2_000_000
_UNFIT: Final = re.compile(rb"\\u(?:00[01]|007[fF]|[dD][89a-fA-F])")
_INVENTORIES: Final = frozenset({"inventory", "", "netinventory", "netdiscovery"})


def read_json(text: bytes, agent_id: str) -> Message:
    whole = _parsed(text)
    if not isinstance(whole, dict):
        raise Unreadable("The JSON is no message: it is not an object.")
    deviceid, action = _text(whole, "deviceid"), _text(whole, "action").lower()
    if action == "contact":
        return _contact(whole, deviceid, agent_id)
    if action == "get_params":
        use, params_id = _text(whole, "use"), _text(whole, "params_id")
        return GetParams(
            deviceid=deviceid, agent_id=agent_id, dialect="json", use=use, params_id=params_id
        )
    content = whole.get("content")
    if action not in _INVENTORIES or not isinstance(content, dict):
        if action in _INVENTORIES and action:
            raise Unreadable("The inventory has no content.")
        return Unknown(deviceid=deviceid, agent_id=agent_id, dialect="json", action=action)
    report = _report(whole, content, deviceid, text)
    if action in {"netinventory", "netdiscovery"}:
        return _network(action, report, agent_id, text)
    return Inventory(
        deviceid=deviceid, agent_id=agent_id, dialect="json", report=refuse_empty(report)
    )


def _network(action: str, report: Report, agent_id: str, text: bytes) -> Message:
    """What agents say of other devices in this dialect is always one device."""
    if action == "netinventory":
        return NetInventory(
            deviceid=report.deviceid, agent_id=agent_id, dialect="json", phase="device", reports=(report,), raw=text
        )  # fmt: skip
    device = {name: str(value) for name, value in report.only("network_device").items()}
    return NetDiscovery(
        deviceid=report.deviceid, agent_id=agent_id, dialect="json", phase="device", devices=(device,), raw=text
    )  # fmt: skip


def _parsed(text: bytes) -> Any:
    if len(text) > MOST_PARTS and sum(map(text.count, (b",", b"{", b"["))) > MOST_PARTS:
        raise Unreadable(f"The message has more than {MOST_PARTS:,} parts.")
    try:
        return json.loads(text.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError) as problem:
        raise Unreadable("The JSON is broken off or not well-formed.") from problem


def _report(whole: dict[str, Any], content: dict[str, Any], deviceid: str, text: bytes) -> Report:
    report = Report(
        deviceid=deviceid,
        itemtype=item_type(_text(whole, "itemtype")),
        tag=_text(whole, "tag"),
        partial=as_boolean(str(whole.get("partial", ""))) is True,
    )
    fill(report, content, clean_row if is_dirty(text) else read_row)
    return report


def is_dirty(text: bytes) -> bool:
    """Whether the text has, written out or escaped, characters that no database takes."""
    return b"\0" in text or (b"\\u" in text and _UNFIT.search(text) is not None)


def _contact(whole: dict[str, Any], deviceid: str, agent_id: str) -> Contact:
    port = as_integer(_text(whole, "httpd-port"))
    return Contact(
        deviceid=deviceid,
        agent_id=agent_id,
        dialect="json",
        name=_text(whole, "name"),
        version=_text(whole, "version"),
        tag=_text(whole, "tag"),
        port=port if port and 0 < port < 65536 else None,
        installed_tasks=_words(whole.get("installed-tasks")),
        enabled_tasks=_words(whole.get("enabled-tasks")),
    )


def _text(whole: dict[str, Any], name: str) -> str:
    value = whole.get(name)
    if isinstance(value, bool | dict | list) or value is None:
        return ""
    return clean_text(str(value))[:255]


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(clean_text(word)[:60].lower() for word in value[:50] if isinstance(word, str))
