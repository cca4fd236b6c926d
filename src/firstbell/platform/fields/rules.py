from __future__ import annotations

from firstbell.platform.accounts.permissions import LEAD, TECHNICIAN, allow

allow("fields.view", "See which fields of their own the trust has added", TECHNICIAN, LEAD)
allow("fields.change", "Add and change the trust's own fields", TECHNICIAN, LEAD)
allow("fields.reveal", "Look at what a field keeps secret, which is noted", LEAD)
