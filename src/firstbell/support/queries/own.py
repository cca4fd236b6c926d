"""The tickets of one's department, where a school lets its people see each other's."""

from __future__ import annotations

from firstbell.people.models import Membership
from firstbell.platform.accounts.actors import Actor
from firstbell.support.models import Aftercare, Ticket
from firstbell.support.models.tickets import TicketQuerySet


def of_department(actor: Actor) -> TicketQuerySet:
    """Of its people of today; not one's own, and never a restricted one, or one that is a closed team’s own."""
    if actor.person_uid is None or not actor.in_scope("support.report"):
        return Ticket.objects.none()
    now = Membership.objects.filter(to_on=None, department__isnull=False)
    mine = now.filter(person__uid=actor.person_uid)
    people = now.filter(department__in=mine.values("department")).exclude(person__uid=actor.person_uid)  # fmt: skip
    schools = Aftercare.objects.filter(department=True, school__in=mine.values("school"))
    allowed = actor.schools("support.report")
    rows = Ticket.objects.of_everybody().filter(
        requester__in=people.values("person"), school__in=schools.values("school")
    )
    return rows if allowed is None else rows.filter(school_id__in=allowed)
