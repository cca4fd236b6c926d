from __future__ import annotations

from datetime import datetime

from django.db.models import F

from firstbell.calendar.models import Edition


def next_edition(school_id: int, at: datetime) -> None:
    """Every process reads the school's calendar anew; call it last in the verb's transaction."""
    row, made = Edition.objects.get_or_create(school_id=school_id, defaults={"created_at": at})
    if not made:
        Edition.objects.filter(pk=row.pk).update(version=F("version") + 1)
