"""Reading history: of one thing, of everything a person did, and as CSV."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

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


def own(uid: UUID) -> QuerySet[Event]:
    return Event.objects.filter(subject_uid=uid)


def readable(reader: Reader, uid: UUID, *, elsewhere: bool = True) -> QuerySet[Event]:
    """What this person may read of one thing's history, newest first.

    A thing that moved to another school took its own history along; what else mentions it stays where it was.
    Whoever knows that nothing of it happened `elsewhere` says so, and that is not asked.
    """
    mentioned = EventLink.objects.filter(thing_uid=uid).values("event_id")
    seen = visible_to(reader)
    now = _school_now(uid) if elsewhere else None
    if now is None:
        return seen.filter(Q(subject_uid=uid) | Q(id__in=mentioned))
    audiences = [name for name in _audiences() if _within(reader, name, now)]
    along = Q(subject_uid=uid, audience__in=audiences)
    return Event.objects.filter(
        along | Q(pk__in=seen.filter(id__in=mentioned).values("pk"))
    ).order_by("-id")


def _school_now(uid: UUID) -> int | None:
    """Where it is now, of a thing whose history is in several schools."""
    schools = own(uid).order_by("school_id").values_list("school_id", flat=True)
    if not list(schools.distinct())[1:]:
        return None
    return own(uid).order_by("-id").values_list("school_id", flat=True).first()


def _audiences() -> set[str]:
    return {SCHOOL, *(kind.audience for kind in types().values())}


def _within(reader: Reader, audience: str, school_id: int) -> bool:
    """Whether they read this audience in this school."""
    wanted = {"audit.view"} if audience == SCHOOL else {"audit.view", audience}
    found = [reader.schools(permission) for permission in wanted]
    return all(schools is None or school_id in schools for schools in found)


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
    audiences = _audiences()
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
