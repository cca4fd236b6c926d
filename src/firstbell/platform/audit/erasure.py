"""Erasing somebody from history: what happened stays, who it was does not, and each event says that it was erased."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When

from firstbell.platform.audit.models import Event, EventChange, EventLink, subject_type

_STEP = 500


@dataclass(frozen=True)
class Eraser:
    """`names` are replaced by `instead` wherever they stand; of their own events, changes of `fields` go altogether."""

    uid: UUID
    names: Collection[str]
    fields: Collection[str]
    instead: str

    def of(self, text: str) -> str:
        return self.pattern.sub(self.instead, text)

    @property
    def pattern(self) -> re.Pattern[str]:
        longest_first = sorted(
            (name for name in self.names if len(name) > 2), key=len, reverse=True
        )
        words = "|".join(re.escape(name) for name in longest_first)
        return re.compile(rf"(?<!\w)(?:{words})(?!\w)" if words else r"(?!)", re.IGNORECASE)


def labels_of(uid: UUID) -> set[str]:
    """Every name the thing had when something happened to it."""
    return set(
        Event.objects.filter(subject_uid=uid).values_list("subject_label", flat=True).distinct()
    )


def concern(thing: Any, wanted: Q) -> None:
    """These events are about the thing as well, so that erasing it reaches them."""
    known = EventLink.objects.filter(thing_uid=thing.uid).values("event_id")
    found = Event.objects.filter(wanted).exclude(pk__in=known).values_list("pk", flat=True)
    kind = subject_type(thing)
    links = [EventLink(event_id=pk, thing_type=kind, thing_uid=thing.uid) for pk in set(found)]
    EventLink.objects.bulk_create(links, batch_size=_STEP)


def erase(eraser: Eraser, *, at: datetime, actor_key: str = "") -> int:
    """In the caller's transaction. `actor_key` also erases what they did themselves. How many events were changed."""
    count = 0
    for chunk in _chunks(_about(eraser.uid, actor_key)):
        for event in chunk:
            _erase(event, eraser, actor_key, at)
        Event.objects.bulk_update(
            chunk, ["subject_label", "actor_name", "sentence", "annulled_by", "erased_at"]
        )
        _erase_changes(chunk, eraser)
        count += len(chunk)
    return count


def mask(things: Sequence[str], field: str, *, now: str, then: str, uid: UUID | None = None) -> int:
    """Of changes of this field it stays that there was one, not what was said; with `uid`, of this thing alone.

    A value is told as `now`, one that came after another as `then`.
    """
    rows = EventChange.objects.filter(field=field[:80], event__subject_type__in=things)
    if uid is not None:
        rows = rows.filter(event__subject_uid=uid)
    nothing = Value("")
    return rows.update(
        was=Case(When(was="", then=nothing), default=Value(now)),
        now=Case(When(now="", then=nothing), When(was="", then=Value(now)), default=Value(then)),
    )


def _about(uid: UUID, actor_key: str) -> QuerySet[Event]:
    mentioned = EventLink.objects.filter(thing_uid=uid).values("event_id")
    wanted = Q(subject_uid=uid) | Q(pk__in=mentioned)
    if actor_key:
        wanted |= Q(actor_key=actor_key)
    return Event.objects.filter(wanted).order_by("pk")


def _erase(event: Event, eraser: Eraser, actor_key: str, at: datetime) -> None:
    event.sentence = eraser.of(event.sentence)
    event.actor_name = eraser.of(event.actor_name)
    event.annulled_by = eraser.of(event.annulled_by)
    event.subject_label = eraser.of(event.subject_label)
    if event.subject_uid == eraser.uid:
        event.subject_label = eraser.instead
    if actor_key and event.actor_key == actor_key:
        event.sentence = event.sentence.replace(event.actor_name, eraser.instead)
        event.actor_name = eraser.instead
    event.erased_at = at


def _erase_changes(events: list[Event], eraser: Eraser) -> None:
    own = {event.pk for event in events if event.subject_uid == eraser.uid}
    changed = []
    for change in EventChange.objects.filter(event_id__in=[event.pk for event in events]):
        if change.event_id in own and change.field in eraser.fields:
            change.was = change.now = ""
        else:
            change.was, change.now = eraser.of(change.was), eraser.of(change.now)
        changed.append(change)
    EventChange.objects.bulk_update(changed, ["was", "now"], batch_size=_STEP)


def _chunks(found: QuerySet[Event]) -> Iterator[list[Event]]:
    last = 0
    while chunk := list(found.filter(pk__gt=last)[:_STEP]):
        yield chunk
        last = chunk[-1].pk
