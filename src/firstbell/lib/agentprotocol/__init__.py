"""The protocol of the GLPI Agent and FusionInventory, without a server: bodies read, answers written.

opened(content_type, body)      the text of a body, or Unreadable
read(opened, agent_id)          the message in it, or Unreadable
documents(report)               each section as canonical text, with a hash that tells change
readable(text, kind, hidden)    the text again, indented for a person, without what is not to be seen
facts(report)                   what lists and rules need to know, typed
replies.*, packed(text, packing) the answer, packed as the question was
"""

from __future__ import annotations

from firstbell.lib.agentprotocol import replies
from firstbell.lib.agentprotocol.addresses import Mac
from firstbell.lib.agentprotocol.attached import Battery, Dock, Monitor, Printer
from firstbell.lib.agentprotocol.canonical import documents, rows_of
from firstbell.lib.agentprotocol.envelope import MOST, PLAIN, Opened, Packing, begun, opened, packed
from firstbell.lib.agentprotocol.findings import Facts, facts
from firstbell.lib.agentprotocol.identity import other_order
from firstbell.lib.agentprotocol.messages import (
    Contact,
    GetParams,
    Inventory,
    Message,
    NetDiscovery,
    NetInventory,
    Prolog,
    Unknown,
)
from firstbell.lib.agentprotocol.operating import System
from firstbell.lib.agentprotocol.programs import Program
from firstbell.lib.agentprotocol.reading import read
from firstbell.lib.agentprotocol.reports import Report
from firstbell.lib.agentprotocol.security import Antivirus, Encryption
from firstbell.lib.agentprotocol.showing import Hidden, readable
from firstbell.lib.agentprotocol.sizes import Disks
from firstbell.lib.agentprotocol.unreadable import Unreadable
from firstbell.lib.agentprotocol.vocabulary import Row, Scalar, Sections

__all__ = [
    "MOST",
    "PLAIN",
    "Antivirus",
    "Battery",
    "Contact",
    "Disks",
    "Dock",
    "Encryption",
    "Facts",
    "GetParams",
    "Hidden",
    "Inventory",
    "Mac",
    "Message",
    "Monitor",
    "NetDiscovery",
    "NetInventory",
    "Opened",
    "Packing",
    "Printer",
    "Program",
    "Prolog",
    "Report",
    "Row",
    "Scalar",
    "Sections",
    "System",
    "Unknown",
    "Unreadable",
    "begun",
    "documents",
    "facts",
    "opened",
    "other_order",
    "packed",
    "read",
    "readable",
    "replies",
    "rows_of",
]
