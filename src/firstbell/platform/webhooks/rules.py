from __future__ import annotations

from firstbell.platform.accounts.permissions import LEAD, allow

allow("webhooks.view", "See which other systems are told of what happens, and how that went", LEAD)
allow("webhooks.change", "Set which other systems are told of what happens", LEAD)
