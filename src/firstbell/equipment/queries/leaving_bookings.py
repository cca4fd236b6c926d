"""What leavers have booked for days on which they are gone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from firstbell.equipment.models import Booking
from firstbell.people.models import Person
from firstbell.people.queries.leavers import last_stay
from firstbell.platform.accounts.actors import Actor


def after_they_left(person: Person, actor: Actor) -> QuerySet[Booking]:
    """Not collected yet, and not over by the end of their last day; of who stays, nothing."""
    stay = last_stay(person)
    rows: QuerySet[Booking] = Booking.objects.visible_to(actor).waiting().filter(person=person)
    if stay is None or stay.to_on is None or person.memberships.filter(to_on=None).exists():
        return rows.none()
    zone = ZoneInfo(stay.school.time_zone)
    return rows.filter(ends_at__gte=datetime.combine(stay.to_on + timedelta(days=1), time(), zone))
