from __future__ import annotations

from firstbell.platform.accounts.permissions import LEAD, TECHNICIAN, allow

allow("codes.view", "See which codes are on what, and what finders wrote", TECHNICIAN, LEAD)
allow("codes.change", "Make codes, stick them on things and take them off", TECHNICIAN, LEAD)
