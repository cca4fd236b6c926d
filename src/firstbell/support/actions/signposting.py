from __future__ import annotations

from datetime import datetime

from firstbell.platform.tenancy.models import School
from firstbell.support.models import Signpost


def shown(school: School, *, at: datetime) -> None:
    """Somebody was shown whom to tell. Nobody's name, no words, no event: only that, and when."""
    Signpost.objects.create(school=school, at=at)
