from __future__ import annotations

from firstbell.platform.accounts.permissions import EVERYONE, LEAD, TECHNICIAN, allow

allow("attachments.view", "See the pictures and papers of whatever they may see", *EVERYONE)
allow(
    "attachments.change", "Add and remove pictures and papers, where they may change the thing", TECHNICIAN, LEAD
)  # fmt: skip
