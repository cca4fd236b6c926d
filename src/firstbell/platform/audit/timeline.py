"""Reading history: of one thing, of everything a person did, and as CSV."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Q, QuerySet

from firstbell.platform.audit.events import types
from firstbell.platform.audit.models import Event, EventLink

SCHOOL = "school"


class Reader(Protocol):
    def schools(self, permission: str) -> frozenset[int] | None: ...


def of(thing: Any) -> QuerySet[Event]:
    """Everything that happened to a thing or mentions it, newest first."""
    mentioned = EventLink.objects.filter(thing_uid=thing.uid).values("event_id")
    return (
        Event.objects.filter(Q(subject_uid=thing.uid) | Q(id__in=mentioned))
        .filter(annulled_at=None)
        .prefetch_related("changes")
        .order_by("-id")
    )


def visible_to(reader: Reader) -> QuerySet[Event]:
    """What this person may read, newest first.

    An event's audience is the school, which reads with `audit.view`, or the name of a narrower permission.
    """
    events = Event.objects.order_by("-id")
    reads = reader.schools("audit.view")
    if reads is not None and not reads:
        return events.none()
    whole: list[str] = []
    within = Q(pk__in=[])
    audiences = {SCHOOL, *(kind.audience for kind in types().values())}
    for audience in audiences:
        schools = reads if audience == SCHOOL else _both(reads, reader.schools(audience))
        if schools is None:
            whole.append(audience)
        elif schools:
            within |= Q(audience=audience, school_id__in=schools)
    return events if len(whole) == len(audiences) else events.filter(within | Q(audience__in=whole))


def _both(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    """The schools of both, where None means every school: a narrower permission never widens `audit.view`."""
    if one is None or other is None:
        return other if one is None else one
    return one & other
