from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.lib.uuid7 import uuid7
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between, types
from firstbell.platform.tenancy.models import School
from firstbell.platform.webhooks import addresses, events, jobs
from firstbell.platform.webhooks.models import Call, Subscription
from firstbell.platform.webhooks.states import State

TEST = "webhooks.test"
_MOST_KINDS = 50
_LONGEST_KIND = 80
_LONGEST_URL = 1_000
_LONGEST_NAME = 100


def subscribe(
    school: School | None, *, name: str, url: str, kinds: Iterable[str], by: Actor, at: datetime
) -> tuple[Subscription, str]:
    """The subscription and its secret, which is shown this once. Without a school: the whole trust's."""
    row = Subscription(school=school, name=_name(name), url=url.strip(), created_at=at)
    _require(row, by)
    _check(row.url)
    row.kinds = fitting(kinds)
    row.secret = secret = _fresh()
    with transaction.atomic():
        row.save()
        announce(events.SUBSCRIBED, row, by=by, at=at)
    return row, secret


def change(row: Subscription, *, by: Actor, at: datetime, **wanted: Any) -> Subscription:
    """Its `name`, `url`, `kinds` and `is_on`; turned on again, it begins anew."""
    _require(row, by)
    if "url" in wanted:
        wanted["url"] = wanted["url"].strip()
        _check(wanted["url"])
    if "name" in wanted:
        wanted["name"] = _name(wanted["name"])
    if "kinds" in wanted:
        wanted["kinds"] = fitting(wanted["kinds"])
    changes = changes_between(
        row, wanted, {"is_on": "in use", "kinds": "told of", "url": "address"}
    )
    if not changes:
        return row
    if wanted.get("is_on") and not row.is_on:
        wanted |= {"failures": 0, "problem": ""}
    for name, value in wanted.items():
        setattr(row, name, value)
    with transaction.atomic():
        row.bump(*wanted)
        announce(events.CHANGED, row, by=by, at=at, changes=changes)
    return row


def renew_secret(row: Subscription, *, by: Actor, at: datetime) -> str:
    """The old one stops at once."""
    _require(row, by)
    row.secret = secret = _fresh()
    with transaction.atomic():
        row.bump("secret")
        announce(events.SECRET_RENEWED, row, by=by, at=at)
    return secret


def remove(row: Subscription, *, by: Actor, at: datetime) -> None:
    _require(row, by)
    with transaction.atomic():
        announce(events.REMOVED, row, by=by, at=at)
        row.delete()


def send_again(call: Call, *, by: Actor, at: datetime) -> None:
    """The same words once more, as soon as may be."""
    _require(call.subscription, by)
    if not call.subscription.is_on:
        raise Refusal(f"{call.subscription} is turned off. Turn it on first.")
    with transaction.atomic():
        Call.objects.filter(pk=call.pk).update(
            state=State.WAITING, due_at=at, attempts=0, ended_at=None
        )
        jobs.wake(at)


def try_out(row: Subscription, *, by: Actor, at: datetime) -> Call:
    """A call about nothing, to see that the other side takes and trusts it."""
    _require(row, by)
    if not row.is_on:
        raise Refusal(f"{row} is turned off. Turn it on first.")
    uid = uuid7()
    words = {
        "uid": str(uid),
        "kind": TEST,
        "at": at.isoformat(),
        "sentence": f"{by.name} tries the webhook {row}",
    }
    with transaction.atomic():
        call = Call.objects.create(
            subscription=row,
            event_uid=uid,
            kind=TEST,
            body=json.dumps(words),
            created_at=at,
            due_at=at,
        )
        jobs.wake(at)
    return call


def _name(text: str) -> str:
    name = text.replace("\x00", "").strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise Refusal(f"A name has up to {_LONGEST_NAME} letters.", fields={"name": "Does not fit"})
    return name


def _check(url: str) -> None:
    if len(url) > _LONGEST_URL:
        raise Refusal("That address is too long.", fields={"url": "Too long"})
    addresses.check(url)


def fitting(kinds: Iterable[str]) -> list[str]:
    """Names of events, or patterns such as equipment.*, each of which is about something that can happen."""
    found = list(dict.fromkeys(kind.strip() for kind in kinds if kind.strip()))
    if len(found) > _MOST_KINDS or any(len(kind) > _LONGEST_KIND for kind in found):
        raise Refusal(
            "That is more than can be told apart here. Use patterns: equipment.*",
            fields={"kinds": "Too much"},
        )
    if not found:
        raise Refusal("Say what it is told of; * is everything.", fields={"kinds": "Needed"})
    for pattern in found:
        if not any(fnmatchcase(name, pattern) for name in types()):
            raise Refusal(
                f"Nothing that happens is called {pattern}.", fields={"kinds": "Not known"}
            )
    return found


def _fresh() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"


def _require(row: Subscription, by: Actor) -> None:
    require(by, "webhooks.change", row)
    if row.school_id is None and by.schools("webhooks.change") is not None:
        raise NotAllowed("Only a lead of the whole trust may have a system told of every school.")
