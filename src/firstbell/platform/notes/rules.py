from __future__ import annotations

from firstbell.platform.accounts.permissions import BUSINESS, LEAD, LEADER, TECHNICIAN, allow

allow(
    "notes.view", "Read the notes that the team left on things", TECHNICIAN, LEAD, BUSINESS, LEADER
)
allow("notes.write", "Leave notes on things that they may change", TECHNICIAN, LEAD)
allow("notes.remove", "Remove other people's notes", LEAD)
