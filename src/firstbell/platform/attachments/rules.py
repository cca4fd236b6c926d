from __future__ import annotations

from firstbell.platform.accounts.permissions import EVERYONE, allow

allow("attachments.view", "See the pictures and papers of whatever they may see", *EVERYONE)
