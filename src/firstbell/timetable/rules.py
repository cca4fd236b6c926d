from __future__ import annotations

from firstbell.platform.accounts.permissions import (
    BUSINESS,
    LEAD,
    LEADER,
    STAFF,
    TECHNICIAN,
    allow,
)

allow(
    "timetable.view", "See lessons, events and freezes", TECHNICIAN, LEAD, BUSINESS, LEADER, STAFF
)
allow("timetable.change", "Bring in lessons, note events and freezes", TECHNICIAN, LEAD)
