from __future__ import annotations

from firstbell.platform.accounts.permissions import BUSINESS, LEAD, LEADER, TECHNICIAN, allow

allow("tags.view", "See tags", TECHNICIAN, LEAD, BUSINESS, LEADER)
allow("tags.change", "Make, rename, colour and remove tags", TECHNICIAN, LEAD)
