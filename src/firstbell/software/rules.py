from __future__ import annotations

from firstbell.platform.accounts.permissions import BUSINESS, LEAD, LEADER, TECHNICIAN, allow

allow("software.view", "See which programs are on which devices", TECHNICIAN, LEAD, LEADER)
allow(
    "software.change",
    "Say what a program is, and which are required or forbidden",
    TECHNICIAN,
    LEAD,
)
allow("software.licences", "See licences and who is over", TECHNICIAN, LEAD, BUSINESS, LEADER)
allow("software.change_licences", "Record and change licences", TECHNICIAN, LEAD, BUSINESS)
allow("software.reveal", "Look at the key of a licence, which is noted", LEAD)
