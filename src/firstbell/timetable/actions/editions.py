from __future__ import annotations

from datetime import datetime

from firstbell.lib.uuid7 import uuid7
from firstbell.timetable.models import Edition


def next_edition(school_id: int, at: datetime) -> None:
    """Every process reads the school's days anew; call it in the transaction of the change."""
    new = {"mark": uuid7()}
    Edition.objects.update_or_create(
        school_id=school_id, defaults=new, create_defaults={**new, "created_at": at}
    )
