from __future__ import annotations

from firstbell.platform.accounts.permissions import LEAD, allow

allow("backup.view", "See when backups were made and whether they are whole", LEAD)
allow("backup.change", "Make a backup now", LEAD)
