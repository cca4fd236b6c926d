from __future__ import annotations

from datetime import datetime

from firstbell.platform.backup import actions
from firstbell.platform.jobs.registry import every


@every("backup.nightly", hours=24)
def nightly(at: datetime) -> str:
    path, manifest = actions.make(at=at)
    actions.tidy()
    return f"{path.name}: {sum(manifest.rows.values()):,} rows"
