from __future__ import annotations

from firstbell.platform.accounts.permissions import (
    BUSINESS,
    LEAD,
    LEADER,
    STAFF,
    TECHNICIAN,
    allow,
)

allow("places.view", "See buildings, rooms and plans", TECHNICIAN, LEAD, BUSINESS, LEADER, STAFF)
allow("places.change", "Add and change buildings, rooms and plans", TECHNICIAN, LEAD)
allow("places.merge", "Merge two rooms into one", LEAD)
