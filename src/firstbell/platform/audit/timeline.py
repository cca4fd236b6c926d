"""Reading history: of one thing, of everything a person did, and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.platform.audit.events import types
from firstbell.platform.audit.models import Event, EventLink

SCHOOL = "school"


class Reader(Protocol):
    def schools(self, permission: str) -> frozenset[int] | None: ...


Held = Mapping[str, frozenset[int] | None]
_more: list[Callable[[Reader], Held]] = []


def audiences(held: Callable[[Reader], Held]) -> None:
    """Audiences that are no permission: each there is, with the schools in which somebody reads it; None is everywhere."""
    _more.append(held)


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
    reads = reader.schools("audit.view")
    held = {name: _both(reads, schools) for name, schools in _held(reader).items()}
    here = [name for name, schools in held.items() if schools is None or now in schools]
    along = Q(subject_uid=uid, audience__in=here)
    return Event.objects.filter(
        along | Q(pk__in=seen.filter(id__in=mentioned).values("pk"))
    ).order_by("-id")


def _school_now(uid: UUID) -> int | None:
    """Where it is now, of a thing whose history is in several schools."""
    schools = own(uid).order_by("school_id").values_list("school_id", flat=True)
    if not list(schools.distinct())[1:]:
        return None
    return own(uid).order_by("-id").values_list("school_id", flat=True).first()


def _held(reader: Reader) -> Held:
    """Every audience there is, with the schools in which they are of it."""
    names = {kind.audience for kind in types().values()} - {SCHOOL}
    found: dict[str, frozenset[int] | None] = {name: reader.schools(name) for name in sorted(names)}
    for more in _more:
        found |= more(reader)
    return {SCHOOL: None, **found}


def visible_to(reader: Reader) -> QuerySet[Event]:
    """What this person may read, newest first.

    An event's audience is the school, which reads with `audit.view`, or the name of a narrower permission or circle.
    """
    events = Event.objects.order_by("-id")
    reads = reader.schools("audit.view")
    if reads is not None and not reads:
        return events.none()
    whole: list[str] = []
    within = Q(pk__in=[])
    held = _held(reader)
    for audience, some in held.items():
        schools = _both(reads, some)
        if schools is None:
            whole.append(audience)
        elif schools:
            within |= Q(audience=audience, school_id__in=schools)
    return events if len(whole) == len(held) else events.filter(within | Q(audience__in=whole))


def _both(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    """The schools of both, where None means every school: a narrower permission never widens `audit.view`."""
    if one is None or other is None:
        return other if one is None else one
    return one & other
