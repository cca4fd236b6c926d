from __future__ import annotations

from firstbell.platform.accounts.permissions import EVERYONE, LEAD, allow

allow("notifications.own", "Read their own notices and choose how they come", *EVERYONE)
allow("notifications.channels", "Set the channels, such as Teams, that notices are posted to", LEAD)
