from __future__ import annotations

from firstbell.lib.agentprotocol.envelope import Opened
from firstbell.lib.agentprotocol.json_reading import read_json
from firstbell.lib.agentprotocol.messages import Message
from firstbell.lib.agentprotocol.xml_reading import read_xml


def read(opened: Opened, agent_id: str = "") -> Message:
    """The message in a body, or Unreadable. `agent_id` is the GLPI-Agent-ID header, empty without one."""
    if opened.kind == "json":
        return read_json(opened.text, agent_id)
    return read_xml(opened.text, agent_id)
