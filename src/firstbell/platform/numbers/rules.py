from __future__ import annotations

from firstbell.platform.accounts.permissions import LEAD, TECHNICIAN, allow

allow("numbers.view", "See how tags are numbered", TECHNICIAN, LEAD)
allow("numbers.change", "Set prefixes, next numbers and pre-printed ranges", LEAD)
