from __future__ import annotations

from firstbell.platform.accounts.permissions import LEAD, TECHNICIAN, allow

allow("labels.print", "Print labels", TECHNICIAN, LEAD)
allow("labels.change", "Set up label sheets of their own and save layouts", TECHNICIAN, LEAD)
