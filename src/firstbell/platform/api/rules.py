from __future__ import annotations

from firstbell.platform.accounts.permissions import EVERYONE, allow

allow("api.view", "Use the API, for what their other permissions show", *EVERYONE)
