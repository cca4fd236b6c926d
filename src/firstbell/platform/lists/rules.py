from __future__ import annotations

from firstbell.platform.accounts.permissions import (
    BUSINESS,
    EVERYONE,
    LEAD,
    LEADER,
    TECHNICIAN,
    allow,
)

allow("lists.own", "Keep views and columns of their own", *EVERYONE)
allow("lists.share", "Share a view with everybody in the school", TECHNICIAN, LEAD, BUSINESS)
allow("lists.export", "Take a list away as a file", TECHNICIAN, LEAD, BUSINESS, LEADER)
