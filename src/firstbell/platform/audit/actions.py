from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from firstbell.lib.refusal import Conflict
from firstbell.platform.audit.events import By, EventType, announce, types
from firstbell.platform.audit.models import Event, EventLink, Ref, subject_type
from firstbell.platform.database import bulk

SCHOOL = "school"

# History stands below accounts, so who may is asked by its callers (platform/web).
ANNULLED = EventType("audit.annulled", "{by} struck out an entry of {subject}: {what}")


def annul(event: Event, *, by: By, at: datetime) -> None:
    """An entry made by mistake: never edited nor removed, but marked, and that is written down too."""
    if event.kind == ANNULLED.name:
        raise Conflict("Striking out is itself part of the history, and cannot be struck out.")
    with transaction.atomic():
        if not Event.objects.filter(pk=event.pk, annulled_at=None).update(
            annulled_at=at, annulled_by=by.name[:200]
        ):
            raise Conflict(f"{event.annulled_by or 'Somebody'} struck this entry out already.")
        own = "" if event.audience == SCHOOL else event.audience
        subject = Ref(event.subject_type, event.subject_uid, event.subject_label, event.school_id, own)  # fmt: skip
        announce(ANNULLED, subject, by=by, at=at, what=event.sentence)


def keep_from_school(thing: Any, audience: str) -> None:
    """Only some may see the thing from now on: what happened to it before is theirs alone to read, too."""
    Event.objects.filter(subject_uid=thing.uid, audience=SCHOOL).update(audience=audience)


def open_to_school(thing: Any, audience: str) -> None:
    """Everybody may see it again, and what happened while they might; what happened meanwhile stays where it was told."""
    usual = [kind.name for kind in types().values() if kind.audience == SCHOOL]
    Event.objects.filter(subject_uid=thing.uid, audience=audience, kind__in=usual).update(audience=SCHOOL)  # fmt: skip


def open_many(told: QuerySet[Event], audience: str) -> None:
    """The same of many things at once: each entry is read by those whose it is by its kind."""
    own: dict[str, list[str]] = {}
    for kind in types().values():
        own.setdefault(kind.audience, []).append(kind.name)
    for name, kinds in own.items():
        told.filter(audience=audience, kind__in=kinds).update(audience=name)


def follow(gone: Any, kept: Any) -> list[int]:
    """Two things became one: the history of the first is told by the second too. The entries stay as they are.

    Which entries these are: what `unfollow` wants to be told when the two are two again.
    """
    mentioned = EventLink.objects.filter(thing_uid=gone.uid).values_list("event_id", flat=True)
    own = Event.objects.filter(subject_uid=gone.uid).values_list("pk", flat=True)
    known = set(EventLink.objects.filter(thing_uid=kept.uid).values_list("event_id", flat=True))
    known |= set(Event.objects.filter(subject_uid=kept.uid).values_list("pk", flat=True))
    new = sorted({*mentioned, *own} - known)
    rows = [(event_id, subject_type(kept), kept.uid) for event_id in new]
    bulk.insert_many(EventLink, ("event_id", "thing_type", "thing_uid"), rows)
    return new


def unfollow(kept: Any, event_ids: Sequence[int]) -> None:
    EventLink.objects.filter(thing_uid=kept.uid, event_id__in=event_ids).delete()
