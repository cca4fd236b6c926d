"""Reading history: of one thing, of everything a person did, and as CSV."""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Q, QuerySet

from firstbell.platform.audit.models import Event, EventLink


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
    schools = reader.schools("audit.view")
    events = Event.objects.order_by("-id")
    return events if schools is None else events.filter(school_id__in=schools)
