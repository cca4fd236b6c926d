from __future__ import annotations

from firstbell.platform.accounts.permissions import LEAD, TECHNICIAN, allow

allow("fields.view", "See which fields of their own the trust has added", TECHNICIAN, LEAD)
allow("fields.change", "Add and change the trust's own fields", TECHNICIAN, LEAD)
