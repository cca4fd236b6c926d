from __future__ import annotations

from firstbell.platform.accounts.permissions import LEAD, LEADER, TECHNICIAN, allow

allow(
    "agents.view", "See the devices that report themselves, and their log", TECHNICIAN, LEAD, LEADER
)
allow(
    "agents.change",
    "Approve and refuse devices, tell them apart, have them check in, bring their files in",
    TECHNICIAN,
    LEAD,
)
allow("agents.keys", "Make, show and revoke enrolment keys, and set the rules of arrival", LEAD)
allow("agents.reveal", "Read the licence keys that devices report", LEAD)
allow(
    "agents.read_reports", "Read and take away what a device reported, as it came", TECHNICIAN, LEAD
)
