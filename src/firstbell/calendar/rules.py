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
    "calendar.view",
    "See term dates, closed days and bell times",
    TECHNICIAN,
    LEAD,
    BUSINESS,
    LEADER,
    STAFF,
)
allow("calendar.change", "Set term dates, closed days and bell times", TECHNICIAN, LEAD)
