"""From an event to calls, and the calls to their ends: tried again with ever longer waits, then given up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Event
from firstbell.platform.database import secrets
from firstbell.platform.tenancy.models import School
from firstbell.platform.webhooks import calling, events
from firstbell.platform.webhooks.calling import Answer
from firstbell.platform.webhooks.models import Call, Subscription
from firstbell.platform.webhooks.states import State

# Two days and a half in all: a weekend's outage is survived, a dead address is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
_LEASE = timedelta(minutes=3)
_SCHOOL = "school"


def offer(event: Event) -> int:
    """Write a call for everybody who wants this event. What only some may read goes to nobody."""
    if event.audience != _SCHOOL:
        return 0
    wanted = [
        row
        for row in Subscription.objects.filter(is_on=True)
        if row.wants(event.kind, event.school_id)
    ]
    if not wanted:
        return 0
    body = json.dumps(shape(event), ensure_ascii=False)
    rows = [
        Call(
            subscription=row, event_uid=event.uid, kind=event.kind, body=body, created_at=event.at, due_at=event.at
        )
        for row in wanted
    ]  # fmt: skip
    Call.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def withdraw(thing: Any) -> None:
    """What has not gone out yet of a thing that only some may see from now on."""
    told = Event.objects.filter(subject_uid=thing.uid).values("uid")
    Call.objects.filter(event_uid__in=told, state=State.WAITING).delete()


def withdraw_many(told: QuerySet[Event]) -> None:
    Call.objects.filter(event_uid__in=told.values("uid"), state=State.WAITING).delete()


def shape(event: Event) -> dict[str, Any]:
    school = School.objects.filter(pk=event.school_id).first() if event.school_id else None
    return {
        "uid": str(event.uid),
        "kind": event.kind,
        "at": event.at.isoformat(),
        "sentence": event.sentence,
        "subject": {
            "type": event.subject_type,
            "uid": str(event.subject_uid),
            "label": event.subject_label,
        },
        "school": {"uid": str(school.uid), "name": school.name} if school else None,
        "actor": event.actor_name,
        "source": event.source,
        "changes": [
            {"field": row.field, "was": row.was, "now": row.now} for row in event.changes.all()
        ],
    }


def is_any_due(at: datetime) -> bool:
    return Call.objects.filter(
        state=State.WAITING, due_at__lte=at, subscription__is_on=True
    ).exists()


def deliver_due(at: datetime) -> Iterator[bool]:
    """Make the calls that are due, in order; an address that fails is left alone for the rest of the round."""
    due = Call.objects.filter(state=State.WAITING, due_at__lte=at, subscription__is_on=True)
    failing: set[int] = set()
    for key in list(due.order_by("id").values_list("pk", flat=True)[:1000]):
        row = (
            Call.objects.select_related("subscription").filter(pk=key, state=State.WAITING).first()
        )
        if row is None or row.subscription_id in failing or not row.subscription.is_on:
            continue
        if _claim(row, at):
            is_taken = deliver(row, at)
            if not is_taken:
                failing.add(row.subscription_id)
            yield is_taken


def _claim(row: Call, at: datetime) -> bool:
    taken = Call.objects.filter(
        pk=row.pk, state=State.WAITING, due_at=row.due_at, attempts=row.attempts
    )
    return bool(taken.update(due_at=at + _LEASE, attempts=F("attempts") + 1))


def deliver(row: Call, at: datetime) -> bool:
    """One attempt; whether it was taken."""
    answer = _ask(row, at)
    with transaction.atomic():
        if answer.is_taken:
            _taken(row, answer, at)
        else:
            _refused(row, answer, at)
    return answer.is_taken


def _ask(row: Call, at: datetime) -> Answer:
    try:
        secret = secrets.opened(row.subscription.secret, f"The secret of {row.subscription}")
    except Refusal as refusal:
        return Answer(None, refusal.sentence, 0)
    body = row.body.encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Firstbell",
        "Firstbell-Event": row.kind,
        "Firstbell-Delivery": str(row.uid),
        "Firstbell-Instance": settings.BASE_URL,
        "Firstbell-Signature": calling.signature(secret, body, int(at.timestamp())),
    }
    return calling.call(row.subscription.url, body, headers)


def _taken(row: Call, answer: Answer, at: datetime) -> None:
    Call.objects.filter(pk=row.pk).update(
        state=State.DELIVERED,
        status=answer.status,
        answer=answer.text,
        took_ms=answer.took_ms,
        ended_at=at,
    )
    Subscription.objects.filter(pk=row.subscription_id).update(
        failures=0, problem="", last_delivered_at=at
    )


def _refused(row: Call, answer: Answer, at: datetime) -> None:
    said = f"It answered {answer.status}" if answer.status else answer.text
    tries = row.attempts + 1  # the claim has counted this one
    is_last = tries > len(WAITS)
    Call.objects.filter(pk=row.pk).update(
        state=State.FAILED if is_last else State.WAITING,
        due_at=at if is_last else at + WAITS[tries - 1],
        status=answer.status, answer=answer.text, took_ms=answer.took_ms, ended_at=at if is_last else None,
    )  # fmt: skip
    Subscription.objects.filter(pk=row.subscription_id).update(
        failures=F("failures") + 1, problem=said[:300]
    )
    if is_last:
        _give_up(row.subscription, said, at)


def _give_up(subscription: Subscription, problem: str, at: datetime) -> None:
    if Subscription.objects.filter(pk=subscription.pk, is_on=True).update(is_on=False):
        announce(events.GIVEN_UP, subscription, by=system_actor(), at=at, problem=problem)
