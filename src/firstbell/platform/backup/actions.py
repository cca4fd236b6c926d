from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from firstbell.platform.backup import archive

KEEP = 14
PATTERN = "firstbell-*.tar.gz"


def folder() -> Path:
    return Path(settings.DATA) / "backups"


def make(
    *, at: datetime, to: Path | None = None, with_keys: bool = False
) -> tuple[Path, archive.Manifest]:
    path = to or folder() / f"firstbell-{at:%Y%m%d-%H%M%S}.tar.gz"
    return path, archive.write(path, at=at, with_keys=with_keys)


def tidy() -> int:
    """Keep the newest; how many went."""
    old = sorted(folder().glob(PATTERN))[:-KEEP]
    for path in old:
        path.unlink()
    return len(old)


def kept() -> list[Path]:
    return sorted(folder().glob(PATTERN), reverse=True)
