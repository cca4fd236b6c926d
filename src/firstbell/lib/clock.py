from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The one place the clock is read; doors and jobs call it and pass the moment inward."""
    return datetime.now(tz=UTC)
