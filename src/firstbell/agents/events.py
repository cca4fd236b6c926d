from __future__ import annotations

from firstbell.platform.audit.events import EventType

KEY_MADE = EventType("agents.key_made", "{by} made the enrolment key {subject}")
KEY_CHANGED = EventType("agents.key_changed", "{by} changed the enrolment key {subject}")
KEY_REVOKED = EventType("agents.key_revoked", "{by} revoked the enrolment key {subject}")
KEY_SHOWN = EventType(
    "agents.key_shown", "{by} had the address of the enrolment key {subject} shown"
)
ENROLLED = EventType("agents.device_enrolled", "{subject} reported for the first time")
APPROVED = EventType("agents.approved", "{by} approved {subject} for work")
REFUSED = EventType("agents.refused", "{by} refused {subject}")
UNEXPECTED = EventType("agents.unexpected", "{subject} reported, although {item} is {stage}")
LINKED = EventType("agents.linked", "{by} found that {device} is {subject}: {how}")
HARDWARE_CHANGED = EventType("agents.hardware_changed", "The hardware of {subject} changed")
SYSTEM_CHANGED = EventType("agents.system_changed", "The system of {subject} changed")
MERGED = EventType("agents.merged", "{by} found that {other} is the same machine as {subject}")
PARTED = EventType("agents.parted", "{by} took {other} out of {subject}: they are two machines")
UNPARTED = EventType(
    "agents.unparted", "{by} took back that {other} and {subject} are two machines"
)
REJOINED = EventType("agents.rejoined", "{by} took back that {other} and {subject} are one")
REVEALED = EventType(
    "agents.revealed", "{by} looked at a licence key of {subject}", "agents.reveal"
)
CHECK_IN_ASKED = EventType("agents.check_in_asked", "{by} asked {subject} to check in")
RULES_CHANGED = EventType("agents.rules_changed", "{by} changed {subject}: {what}")
